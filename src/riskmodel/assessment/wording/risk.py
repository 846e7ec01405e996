"""Turn the score of one household into its part of the message."""

from riskmodel.assessment.message.risk import (
    DimensionContribution,
    Explanation,
    Interval,
    ReasonNotScored,
    Risk,
)
from riskmodel.assessment.wording.stability import reason_in_words, stability_message
from riskmodel.explanation.comparison import COMPARED_EN, COMPARED_ZH
from riskmodel.explanation.grouping import by_dimension
from riskmodel.explanation.phrasing import top_reasons
from riskmodel.explanation.stability import stability
from riskmodel.modelling.estimand import estimand_en, estimand_zh
from riskmodel.modelling.model import Band
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.household import FIELDS
from riskmodel.scoring import Figures, Scores

REASONS_SHOWN = 5
STRONGEST_SHOWN = 3


def risk_message(model: ServedModel, scores: Scores, row: int) -> Risk:
    """The model's answer, or why there is none."""
    scored = scores.scored(row)
    definition = model.artifact.model.definition
    return Risk(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        scored=scored,
        probability=float(scores.probability[row]) if scored else None,
        interval=_interval(scores, row) if scored else None,
        band=Band(scores.band[row]) if scored else None,
        percentile=float(scores.percentile[row]) if scored else None,
        horizon_months=definition.label.horizon_months,
        estimand_zh=estimand_zh(definition),
        estimand_en=estimand_en(definition),
        not_scored=reasons_not_scored(scores, row),
    )


def _interval(scores: Scores, row: int) -> Interval:
    return Interval(low=float(scores.low[row]), high=float(scores.high[row]))


def reasons_not_scored(scores: Figures, row: int) -> list[ReasonNotScored]:
    """Why a row has no score; empty where it has one."""
    label = {feature.name: feature for feature in scores.features}
    unknown = [
        ReasonNotScored(
            code=f"{name}_unknown",
            zh=f"缺少或无法识别“{label[name].label_zh}”, 模型不予评分, 请先入户核实",
            en=f"{label[name].label_en} is unknown or of a kind the model has not seen: see the "
            "household first",
        )
        for name, rows in scores.unscorable.items()
        if rows[row]
    ]
    slipped = [
        ReasonNotScored(
            code=f"{name}_in_another_unit",
            zh=f"“{FIELDS[name].name_zh}”极小而不为0, 应是以万元填报, 不予评分: 请以元填报",
            en=f"{FIELDS[name].name_en} is not 0 but tiny, as if in ten thousands of yuan: "
            "give it in yuan",
        )
        for name, rows in scores.in_another_unit.items()
        if rows[row]
    ]
    return unknown + slipped


def explanation_message(model: ServedModel, scores: Scores, row: int) -> Explanation | None:
    """Why the score is what it is; None where there is no score."""
    if not scores.scored(row):
        return None
    x, values = scores.X[row], scores.contributions.values[row]
    distributions = model.artifact.model.reference.distributions
    by_fit = scores.contributions.by_fit
    stable = stability(scores.features, None if by_fit is None else by_fit[row])
    return Explanation(
        method=scores.method,
        base_value=float(scores.contributions.base_value[row]),
        raw_score=float(scores.raw_score[row]),
        contributions=dict(
            zip((feature.name for feature in scores.features), values.tolist(), strict=True)
        ),
        dimensions=[
            DimensionContribution(
                dimension=one.dimension,
                label_zh=one.label_zh,
                label_en=one.label_en,
                contribution=one.contribution,
                strongest=list(one.strongest[:STRONGEST_SHOWN]),
            )
            for one in by_dimension(scores.features, values)
        ],
        reasons=[
            reason_in_words(reason, stable, scores.features, first=rank == 0)
            for rank, reason in enumerate(
                top_reasons(scores.features, distributions, x, values, REASONS_SHOWN)
            )
        ],
        stability=stability_message(stable, scores.features),
        compared_with_zh=COMPARED_ZH,
        compared_with_en=COMPARED_EN,
    )
