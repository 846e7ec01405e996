"""The columns that a batch writes of each household."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from riskmodel.assessment.table import TableAssessed
from riskmodel.assessment.unasked import Unasked
from riskmodel.explanation.strongest import strongest
from riskmodel.modelling.features import Feature
from riskmodel.schema.columns import Columns
from riskmodel.scoring import Figures, Scores

Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]
Days = NDArray[np.datetime64]

REASONS = 5
AREA = ("province_code", "county_code")
_REASON = pa.struct(
    [
        ("feature", pa.string()),
        ("dimension", pa.string()),
        ("value", pa.float64()),
        ("contribution", pa.float64()),
    ]
)
_CODES = pa.list_(pa.string())
_HOUSEHOLD = [("household_id", pa.string()), ("as_of_date", pa.date32())]
_HOUSEHOLD += [(name, pa.string()) for name in AREA]
_RULES = [
    ("proposed_status", pa.string()),
    ("category", pa.string()),
    ("rules_met", _CODES),
    ("rules_unknown", _CODES),
]
_RISK = [
    ("probability", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("band", pa.string()),
    ("percentile", pa.float64()),
    ("raw_score", pa.float64()),
    ("not_scored", _CODES),
]
_BESIDE = [
    ("agreement", pa.string()),
    ("need", pa.float64()),
    ("data_quality", _CODES),
    ("reasons", pa.list_(_REASON)),
]
CONTRIBUTION = "contribution_"
"""Before the name of a feature: the column of its contributions."""


def output_schema(
    features: Sequence[Feature], *, score_only: bool, contributions: bool
) -> pa.Schema:
    """The columns of an output part."""
    if score_only:
        return pa.schema(_HOUSEHOLD + _RISK)
    all_of_them = [(CONTRIBUTION + one.name, pa.float64()) for one in features]
    base = [("base_value", pa.float64()), *all_of_them] if contributions else []
    return pa.schema(_HOUSEHOLD + _RULES + _RISK + _BESIDE + base)


def scores_out(
    columns: Columns, as_of: Days, figures: Figures, unasked: Texts, schema: pa.Schema
) -> pa.Table:
    """The rows of a batch that was asked for scores alone."""
    return _table(_household(columns, as_of) | _risk(figures, unasked), schema)


def assessed_out(
    columns: Columns, as_of: Days, found: TableAssessed, schema: pa.Schema
) -> pa.Table:
    """The rows of a batch, rule and score side by side."""
    rules, scores = found.eligibility, found.scores
    met = [outcome.is_true for outcome in rules.outcomes.values()]
    unknown = [outcome.is_unknown for outcome in rules.outcomes.values()]
    looked_at = {name: truth.is_true for name, truth in found.quality.found.items()}
    held = {
        "proposed_status": _text(rules.proposed_status),
        "category": _text(rules.category),
        "rules_met": code_lists(list(rules.outcomes), met, columns.rows),
        "rules_unknown": code_lists(list(rules.outcomes), unknown, columns.rows),
        "agreement": _text(found.agreement),
        "need": pa.array(found.need),
        "data_quality": code_lists(list(looked_at), list(looked_at.values()), columns.rows),
        "reasons": reason_lists(scores, found.scored),
    }
    if "base_value" in schema.names:
        held |= _contributions(scores, found.scored)
    every = _household(columns, as_of) | held | _risk(scores, found.unasked)
    return _table(every, schema)


def _table(held: dict[str, pa.Array], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays([held[name] for name in schema.names], schema=schema)


def _household(columns: Columns, as_of: Days) -> dict[str, pa.Array]:
    return {
        "household_id": pa.array(columns.text("household_id"), pa.string()),
        "as_of_date": pa.array(as_of, pa.date32()),
        **{name: _text(columns.text(name)) for name in AREA},
    }


def _risk(figures: Figures, unasked: Texts) -> dict[str, pa.Array]:
    numbers = ("probability", "low", "high", "percentile", "raw_score")
    reasons = why_not_scored(figures, unasked)
    return {
        **{name: pa.array(getattr(figures, name), from_pandas=True) for name in numbers},
        "band": _text(figures.band),
        "not_scored": code_lists(list(reasons), list(reasons.values()), len(unasked)),
    }


def why_not_scored(figures: Figures, unasked: Texts) -> dict[str, Bools]:
    """By the code of a reason, as an assessment gives it, the rows that are not scored for it."""
    lacking = {f"{name}_unknown": rows for name, rows in figures.unscorable.items()}
    slipped = {f"{name}_in_another_unit": rows for name, rows in figures.in_another_unit.items()}
    return lacking | slipped | {why.value: unasked == why for why in Unasked}


def _contributions(scores: Scores, scored: Bools) -> dict[str, pa.Array]:
    found = scores.contributions
    blank = ~scored
    return {"base_value": pa.array(found.base_value, mask=blank)} | {
        CONTRIBUTION + feature.name: pa.array(np.ascontiguousarray(values), mask=blank)
        for feature, values in zip(scores.features, found.values.T, strict=True)
    }


def reason_lists(scores: Scores, scored: Bools) -> pa.Array:
    """The strongest reasons of each scored row, none for the others."""
    values = scores.contributions.values
    places = strongest(values, REASONS)
    places[~scored] = -1
    row, rank = np.nonzero(places >= 0)
    feature = places[row, rank]
    names = pa.array([one.name for one in scores.features])
    dimensions = pa.array([one.dimension.value for one in scores.features])
    at = pa.array(feature)
    told = pa.StructArray.from_arrays(
        [
            names.take(at),
            dimensions.take(at),
            pa.array(scores.X[row, feature], from_pandas=True),
            pa.array(values[row, feature]),
        ],
        fields=list(_REASON),
    )
    return _lists((places >= 0).sum(axis=1), told)


def code_lists(codes: Sequence[str], holds: Sequence[Bools], rows: int) -> pa.Array:
    """By row, the codes of which `holds`, one array a code, is set."""
    if not codes:
        return _lists(np.zeros(rows, dtype=np.int64), pa.array([], pa.string()))
    held = np.empty((rows, len(codes)), dtype=bool)
    for place, one in enumerate(holds):
        held[:, place] = one
    told = pa.array(codes, pa.string()).take(pa.array(np.nonzero(held)[1]))
    return _lists(held.sum(axis=1), told)


def _lists(counts: NDArray[np.int64], told: pa.Array) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), told)


def _text(values: NDArray[np.str_]) -> pa.Array:
    return pa.array(values, pa.string(), mask=values == "")
