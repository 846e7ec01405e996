"""What the list would be if households told otherwise: incomes too low, one answer changed."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from riskmodel.modelling.features import panel_matrix
from riskmodel.modelling.prepared import Floats
from riskmodel.modelling.robustness.results import Manipulable, UnderReport
from riskmodel.modelling.robustness.trial import Trial, overlap
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Evidence, Field, Kind
from riskmodel.schema.panel import LOCAL, Panel

SHARES = (0.1, 0.2, 0.3)
INCOMES = ("wage_income", "business_income", "property_income", "transfer_income",
           "net_income_pc", "reference_pc")  # fmt: skip
"""What falls together when a household tells its income too low."""
_INTO_NET = {"wage_income": 1.0, "business_income": 1.0, "property_income": 1.0,
             "transfer_income": 1.0, "business_cost": -1.0}  # fmt: skip
_INTO_REFERENCE = _INTO_NET | {"claims_income": 1.0}
_FACTORS = (0.5, 1.5)


def under_report(trial: Trial) -> Iterator[UnderReport]:
    """Every share, told by everybody, and by a third of households drawn at random.

    Nothing for a model that reads no income.
    """
    listed = trial.listed(trial.own_score())
    panel = _tested(trial)
    if np.array_equal(
        _incomes_told(trial, panel, np.zeros(panel.rows)),
        trial.prepared.X[trial.test],
        equal_nan=True,
    ):
        return
    random = np.random.default_rng(trial.prepared.definition.judgement.seed)
    third = random.random(panel.rows) < 1 / 3
    for share in SHARES:
        for by, tellers in (("everybody", np.ones(panel.rows, bool)), ("a third", third)):
            told = _incomes_told(trial, panel, np.where(tellers, 1.0 - share, 1.0))
            score = trial.fitted.model.predict(told).raw_score
            auc, _, recall = trial.measures(score)
            also = trial.listed(score)
            yield UnderReport(
                share=share, by=by, auc=auc, recall=recall, list_overlap=overlap(listed, also)
            )


def _tested(trial: Trial) -> Panel:
    rows = np.zeros(trial.prepared.panel.rows, dtype=bool)
    rows[trial.test] = True
    return trial.prepared.panel.take(rows)


def _incomes_told(trial: Trial, panel: Panel, factor: Floats) -> Floats:
    columns, local = panel.columns, dict(panel.local)
    for name in INCOMES:
        if name in columns.given:
            held = columns.number(name)
            columns = columns.with_column(name, np.where(held > 0, held * factor, held))
    line = trial.prepared.definition.income_line
    if line.feature in local and line.poorer_is == "lower":
        local[line.feature] = local[line.feature] * factor
    told = replace(panel, columns=columns, local=local)
    return panel_matrix(told, trial.prepared.features)


def manipulable(trial: Trial) -> list[Manipulable]:
    """Every declared field that the model reads, the most telling first.

    A field of the record is declared where the schema says so; a column of the panel itself is
    taken as declared, since nothing says who vouches for it.
    """
    panel, score = _tested(trial), trial.own_score()
    ends = score[trial.listed(score)].min()
    off = score < ends
    found = []
    for name, english, chinese, told in _told_otherwise(trial, panel):
        entering = np.zeros(len(score), dtype=bool)
        for changed in told:
            X = panel_matrix(changed, trial.prepared.features)
            entering |= trial.fitted.model.predict(X).raw_score >= ends
        share = float(entering[off].mean())
        found.append(Manipulable(field=name, label_en=english, label_zh=chinese, entering=share))
    return sorted(found, key=lambda one: -one.entering)


def _told_otherwise(trial: Trial, panel: Panel) -> Iterator[tuple[str, str, str, Iterator[Panel]]]:
    read = {name for feature in trial.prepared.features for name in feature.inputs}
    for name in sorted(read & panel.columns.given):
        field = panel.columns.fields[name]
        if field.evidence is Evidence.DECLARED:
            yield name, field.name_en, field.name_zh, _fields_told(panel, field)
    for feature in trial.prepared.features:
        if feature.name.startswith(LOCAL):
            told = _local_told(panel, feature.name)
            yield feature.name, feature.label_en, feature.label_zh, told


def _fields_told(panel: Panel, field: Field) -> Iterator[Panel]:
    held = panel.columns.number(field.name)
    for told in _answers(field, held):
        yield replace(panel, columns=_with_what_follows(panel.columns, field.name, held, told))


def _answers(field: Field, held: Floats) -> Iterator[Floats]:
    match field.kind:
        case Kind.YES_NO:
            yield 1.0 - held
        case Kind.CHOICE:
            yield from (np.where(np.isnan(held), held, p) for p in range(len(field.choices)))
        case _:
            for factor in _FACTORS:
                told = held * factor
                whole = field.kind is Kind.INTEGER
                # One person more or fewer is the least that can be told otherwise.
                least = np.sign(factor - 1)
                yield _in_range(field, np.round(held + least) if whole else told)


def _in_range(field: Field, told: Floats) -> Floats:
    return np.clip(told, field.minimum, field.maximum)


def _with_what_follows(columns: Columns, name: str, held: Floats, told: Floats) -> Columns:
    """The field, and the incomes a head that are worked out from it."""
    changed = columns.with_column(name, told)
    size = columns.number("household_size")
    more = np.nan_to_num(told - held)
    for derived, parts in (("net_income_pc", _INTO_NET), ("reference_pc", _INTO_REFERENCE)):
        if derived not in columns.given:
            continue
        figure = columns.number(derived)
        if name in parts:
            changed = changed.with_column(derived, figure + parts[name] * more / size)
        elif name == "household_size":
            changed = changed.with_column(derived, figure * size / np.maximum(told, 1.0))
    return changed


def _local_told(panel: Panel, name: str) -> Iterator[Panel]:
    held = panel.local[name]
    values = np.unique(held[~np.isnan(held)])
    answers = [1.0 - held] if set(values) <= {0.0, 1.0} else [held * f for f in _FACTORS]
    for told in answers:
        yield replace(panel, local=panel.local | {name: told})
