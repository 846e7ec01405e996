"""Put the tests of all blocks together into one evaluation."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.judge import Measured, judge_calibration, measure
from riskmodel.modelling.evaluation.results import Attrition, Evaluation, TestedBlock
from riskmodel.modelling.labels import Labels
from riskmodel.modelling.splits import Block
from riskmodel.modelling.training import Sample
from riskmodel.schema.panel import Panel

Floats = NDArray[np.float64]

MODEL = "lightgbm"


@dataclass(frozen=True)
class Tested:
    """One block with what every score said of its test rows."""

    block: Block
    sample: Sample
    training_events: int
    probability: Floats
    scores: dict[str, Floats]


def evaluate(
    definition: ModelDefinition,
    panel: Panel,
    labels: Labels,
    tested: list[Tested],
    panel_sha256: str,
) -> Evaluation:
    """Judge every origin; the newest is the headline, and is compared and calibrated."""
    capacities, judgement = definition.review.capacities, definition.judgement
    by_origin = _by_origin(tested)
    measured = {
        origin: measure(_pooled(group), _pooled_scores(group), capacities, judgement)
        for origin, group in by_origin.items()
    }
    days = panel.columns.date("as_of_date")
    tested_blocks = [
        _tested_block(days, group, measured[origin]) for origin, group in by_origin.items()
    ]
    newest = by_origin[max(by_origin)]
    sample, headline = _pooled(newest), measured[max(by_origin)]
    weighted = len(np.unique(sample.weight)) > 1
    return Evaluation(
        definition=definition.model.name,
        panel=panel.notes,
        panel_sha256=panel_sha256,
        horizon_months=definition.label.horizon_months,
        unseen_villages=bool((panel.columns.text("village_code") != "").any()),
        future_year=definition.split.time == "future",
        weighted=weighted,
        blocks=tested_blocks,
        unweighted=_unweighted(sample, newest, definition) if weighted else {},
        compared=[headline.compared(MODEL, rival) for rival in headline.point if rival != MODEL],
        calibration=judge_calibration(sample, _probability(newest), judgement),
        attrition=_attrition(days, labels),
        warnings=_warnings(definition, tested_blocks[-1]),
    )


def _by_origin(tested: list[Tested]) -> dict[np.datetime64, list[Tested]]:
    origins = sorted({one.block.origin for one in tested})
    return {day: [one for one in tested if one.block.origin == day] for day in origins}


def _pooled(group: list[Tested]) -> Sample:
    samples = [one.sample for one in group]
    return Sample(
        X=np.empty((0, 0)),
        outcome=np.concatenate([sample.outcome for sample in samples]),
        weight=np.concatenate([sample.weight for sample in samples]),
        village=np.concatenate([sample.village for sample in samples]),
    )


def _probability(group: list[Tested]) -> Floats:
    return np.concatenate([one.probability for one in group])


def _pooled_scores(group: list[Tested]) -> dict[str, Floats]:
    names = group[0].scores
    return {name: np.concatenate([one.scores[name] for one in group]) for name in names}


def _unweighted(
    sample: Sample, group: list[Tested], definition: ModelDefinition
) -> dict[str, object]:
    plain = Sample(sample.X, sample.outcome, np.ones_like(sample.weight), sample.village)
    measured = measure(
        plain, _pooled_scores(group), definition.review.capacities, definition.judgement
    )
    return {name: measured.ranked(name) for name in measured.point}


def _tested_block(
    days: NDArray[np.datetime64], group: list[Tested], measured: Measured
) -> TestedBlock:
    sample = _pooled(group)
    train = np.any([one.block.train for one in group], axis=0)
    calibrate = np.any([one.block.calibrate for one in group], axis=0)
    return TestedBlock(
        origin=group[0].block.origin.item(),
        folds=len(group),
        training_rows=int(np.mean([one.block.train.sum() for one in group])),
        training_events=int(np.mean([one.training_events for one in group])),
        training_days=[day.item() for day in np.unique(days[train])],
        calibration_days=[day.item() for day in np.unique(days[calibrate])],
        rows=len(sample.outcome),
        events=sample.events,
        villages=len(np.unique(sample.village)),
        base_rate=float(np.average(sample.outcome, weights=sample.weight)),
        scores={name: measured.ranked(name) for name in measured.point},
    )


def _attrition(days: NDArray[np.datetime64], labels: Labels) -> list[Attrition]:
    found = []
    for day in np.unique(days[labels.cohort]):
        rows = labels.cohort & (days == day)
        found.append(
            Attrition(
                as_of_date=day.item(),
                cohort=int(rows.sum()),
                follow_up=dict(Counter(labels.follow_up[rows].tolist())),
                events=int(np.nansum(labels.outcome[rows])),
            )
        )
    return found


def _warnings(definition: ModelDefinition, headline: TestedBlock) -> list[str]:
    found = []
    if headline.events < definition.judgement.fewest_events:
        found.append(f"{headline.events} test events: too few to say.")
    if definition.split.time == "same_wave":
        found.append("One index date: no later year was tested, only unseen villages.")
    elif definition.split.embargo_months < definition.label.horizon_months:
        found.append("The embargo is shorter than the horizon: the panel has too few waves.")
    if definition.split.calibration == "training_year":
        found.append("Calibrated on the training year, in other villages: no later year to spare.")
    return found
