"""Turn the score of one household into its part of the message."""

from riskmodel.assessment.message.risk import (
    DimensionContribution,
    Explanation,
    Interval,
    ReasonInWords,
    ReasonNotScored,
    Risk,
)
from riskmodel.explanation.grouping import by_dimension
from riskmodel.explanation.phrasing import top_reasons
from riskmodel.modelling.estimand import estimand_en, estimand_zh
from riskmodel.modelling.model import Band
from riskmodel.registry.champion import ServedModel
from riskmodel.scoring import Scores

REASONS_SHOWN = 5


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
        not_scored=_reasons_not_scored(scores, row),
    )


def _interval(scores: Scores, row: int) -> Interval:
    return Interval(low=float(scores.low[row]), high=float(scores.high[row]))


def _reasons_not_scored(scores: Scores, row: int) -> list[ReasonNotScored]:
    label = {feature.name: feature for feature in scores.features}
    return [
        ReasonNotScored(
            code=f"{name}_unknown",
            zh=f"缺少或无法识别“{label[name].label_zh}”, 模型不予评分, 请先入户核实",
            en=f"{label[name].label_en} is unknown or of a kind the model has not seen: see the "
            "household first",
        )
        for name, rows in scores.unscorable.items()
        if rows[row]
    ]


def explanation_message(scores: Scores, row: int) -> Explanation | None:
    """Why the score is what it is; None where there is no score."""
    if not scores.scored(row):
        return None
    values = scores.contributions.values[row]
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
            )
            for one in by_dimension(scores.features, values)
        ],
        reasons=[
            ReasonInWords(field=reason.field, zh=reason.zh, en=reason.en)
            for reason in top_reasons(scores.features, scores.X[row], values, REASONS_SHOWN)
        ],
    )
