"""Set a month's records and scores beside what the model learnt from."""

import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility import check_eligibility
from riskmodel.modelling.artifact import read_background
from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.evaluation.results import Evaluation, parse_evaluation
from riskmodel.modelling.expiry import known_until
from riskmodel.modelling.features import Dimension
from riskmodel.modelling.labels import is_monitored
from riskmodel.modelling.model import Band, RiskModel
from riskmodel.modelling.splits import villages
from riskmodel.monitoring.alarms import BLIND_EN, BLIND_ZH, alarms
from riskmodel.monitoring.drift import count_feature, stability_index
from riskmodel.monitoring.outcomes import Known, known_outcomes
from riskmodel.monitoring.results import FeatureDrift, Month, OutcomesSeen, RandomAudit, Share
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.panel import Panel
from riskmodel.scoring import Scores, score
from riskmodel.truth import ratio

Floats = NDArray[np.float64]

LINE = "monitoring_line"
EXPLAINED = 2_000
"""Households whose reasons are added up: enough for a share, and two seconds."""
FEWEST_EVENTS = 100
_RESAMPLES, _SEED = 400, 7


def asked_about(model: RiskModel, records: Panel) -> Panel:
    """The records that the model was made for: where it says so, none that are monitored."""
    if not model.definition.cohort.not_monitored:
        return records
    return records.take(~is_monitored(records.columns).is_true)


def score_panel(served: ServedModel, panel: Panel, parameters: Parameters) -> Scores:
    """Scores of records, each as known on its day.

    The line is that of the parameters, and the panel's own where none is configured. Raises what
    `score` raises.
    """
    columns = panel.columns
    configured = parameters.on(
        LINE,
        columns.date("as_of_date"),
        columns.text("province_code"),
        columns.text("county_code"),
    ).values
    line = np.where(np.isnan(configured), columns.number(LINE), configured)
    return score(served, columns, line)


def month(
    served: ServedModel, records: Panel, parameters: Parameters, store: Path | None = None
) -> Month:
    """What the records of a month say beside the training.

    Households that the model was not made for, being under monitoring, are left out; whether one
    is poor today is not measured in a month, so that those stay in, and scores lie somewhat higher
    than in training. `store` is the file of outcomes that were imported. Raises what `score`
    raises.
    """
    model = served.artifact.model
    panel = asked_about(model, records)
    columns = panel.columns
    as_of = columns.date("as_of_date")
    known = None if store is None else known_outcomes(store, columns)
    scores = score_panel(served, panel, parameters)
    evaluation = parse_evaluation(served.artifact.files["evaluation.json"])
    fires = check_eligibility(columns, as_of, parameters).rule_fires
    found = Month(
        left_out=records.rows - panel.rows,
        model=served.name,
        version=served.version,
        as_of=[day.item() for day in np.unique(as_of)],
        months_old=_months(known_until(evaluation), as_of.max()),
        households=columns.rows,
        not_scored=float(np.isnan(scores.probability).mean()),
        features=_features(model, scores),
        score_stability_index=_score_index(scores),
        mean_probability=_mean_probability(model, scores),
        bands=_bands(evaluation, scores),
        dimensions=_dimensions(served, scores),
        rule_fires=Share(name="rule", then=_fires_then(evaluation), now=float(fires.mean())),
        outcomes=None if known is None else _outcomes(model, panel, scores, known),
        alarms=[],
        blind_en=list(BLIND_EN),
        blind_zh=list(BLIND_ZH),
    )
    return found.model_copy(update={"alarms": alarms(found)})


def _months(origin: datetime.date, newest: np.datetime64) -> int:
    months = newest.astype("datetime64[M]") - np.datetime64(origin, "M")
    return int(months.astype(int))


def _features(model: RiskModel, scores: Scores) -> list[FeatureDrift]:
    found = []
    for place, feature in enumerate(model.features):
        reference = model.reference.distributions.get(feature.name)
        if reference is None:
            continue
        counted = count_feature(reference, scores.X[:, place])
        found.append(
            FeatureDrift(
                feature=feature.name,
                label_en=feature.label_en,
                label_zh=feature.label_zh,
                stability_index=counted.index(reference),
                missing_then=reference.missing,
                missing_now=counted.missing,
                other_unit=counted.other_unit,
            )
        )
    return sorted(found, key=lambda one: -one.stability_index)


def _score_index(scores: Scores) -> float:
    """Over tenths of the calibration rows, each of which held a tenth then."""
    known = scores.percentile[~np.isnan(scores.percentile)]
    now = np.histogram(known, bins=np.linspace(0, 100, 11))[0] / max(len(known), 1)
    return stability_index(np.full(10, 0.1), now)


def _mean_probability(model: RiskModel, scores: Scores) -> Share:
    known = scores.probability[~np.isnan(scores.probability)]
    then = float(np.mean(model.reference.probabilities))
    return Share(name="probability", then=then, now=float(known.mean()) if len(known) else 0.0)


def _bands(evaluation: Evaluation, scores: Scores) -> list[Share]:
    scored = scores.band[scores.band != ""]
    return [
        Share(
            name=band.value,
            then=evaluation.certainty.share.get(band.value),
            now=float((scored == band).mean()) if len(scored) else 0.0,
        )
        for band in Band
    ]


def _dimensions(served: ServedModel, scores: Scores) -> list[Share]:
    """Each policy dimension's share of all pulls, in the training sample and now."""
    artifact = served.artifact
    model = artifact.model
    member = np.array([[f.dimension == one for one in Dimension] for f in model.features])
    then = np.abs(served.explainer.explain(read_background(artifact)).values @ member)
    rows = np.flatnonzero(~np.isnan(scores.probability))
    thinned = rows[:: max(1, len(rows) // EXPLAINED)]
    now = np.abs(scores.contributions.values[thinned] @ member)
    return [
        Share(
            name=dimension.value,
            then=float(then[:, place].sum() / then.sum()),
            now=float(now[:, place].sum() / max(now.sum(), 1e-300)),
        )
        for place, dimension in enumerate(Dimension)
    ]


def _fires_then(evaluation: Evaluation) -> float | None:
    if evaluation.beside_rule is None:
        return None
    rows = {"fires": 0, "silent": 0, "cannot say": 0}
    for cell in evaluation.beside_rule.cells:
        rows[cell.rule] += cell.rows
    return rows["fires"] / sum(rows.values())


def _outcomes(model: RiskModel, panel: Panel, scores: Scores, known: Known) -> OutcomesSeen | None:
    scored = ~np.isnan(scores.probability)
    rows = scored & ~np.isnan(known.outcome)
    if not rows.any():
        return None
    outcome, probability, band = known.outcome[rows], scores.probability[rows], scores.band[rows]
    resamples = Resamples.draw(villages(panel)[rows], _RESAMPLES, _SEED)
    weight = _standing_for(scores.band[scored], band)
    high = band == Band.HIGH
    events = int(outcome.sum())
    enough = events >= FEWEST_EVENTS
    whole = enough and len(np.unique(band)) == len(np.unique(scores.band[scored]))
    totals = resamples.totals(np.column_stack([outcome, probability, high * outcome]), weight)
    drawn = known.at_random[rows] & ~high
    return OutcomesSeen(
        scored=int(scored.sum()),
        rows=len(outcome),
        events=events,
        observed_over_expected=figure(ratio(totals[:, 0], totals[:, 1])) if enough else None,
        auc=figure(_auc(resamples, probability, outcome, weight)) if whole else None,
        recall=figure(ratio(totals[:, 2], totals[:, 0])) if whole else None,
        audit=_audit(resamples, outcome, drawn) if drawn.any() else None,
    )


def _standing_for(scored: NDArray[np.str_], band: NDArray[np.str_]) -> Floats:
    """How many scored households of its band each household with an outcome stands for.

    Visits go to high scores first: uncorrected, those who fell unseen below would not count.
    """
    share = {one: np.mean(band == one) / np.mean(scored == one) for one in np.unique(band)}
    return np.array([1 / share[one] for one in band])


def _auc(resamples: Resamples, probability: Floats, outcome: Floats, weight: Floats) -> Floats:
    ranking = Ranking(probability, outcome, outcome[:, None], (0.1,))
    held = [ranking.measures(one)[0] for one in (weight, *resamples.weights(weight))]
    return np.array([whole[0] for whole in held])


def _audit(resamples: Resamples, outcome: Floats, drawn: NDArray[np.bool_]) -> RandomAudit:
    columns = np.column_stack([drawn * outcome, drawn]).astype(np.float64)
    totals = resamples.totals(columns, np.ones(len(outcome)))
    return RandomAudit(
        visited=int(drawn.sum()),
        fell=int((drawn * outcome).sum()),
        rate=figure(ratio(totals[:, 0], totals[:, 1])),
    )
