"""Turn the score of one household into its part of the message."""

from riskmodel.assessment.message.risk import (
    ESTIMAND_EN,
    ESTIMAND_ZH,
    DimensionContribution,
    Explanation,
    FieldContribution,
    ReasonInWords,
    ReasonNotScored,
    Risk,
)
from riskmodel.explanation.grouping import by_dimension
from riskmodel.explanation.phrasing import top_reasons
from riskmodel.registry.champion import ServedModel
from riskmodel.scoring import Scores

REASONS_SHOWN = 5


def risk_message(model: ServedModel, scores: Scores, row: int) -> Risk:
    """The model's answer, or why there is none."""
    scored = scores.scored(row)
    months = model.artifact.model.definition.label.horizon_months
    return Risk(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        scored=scored,
        probability=float(scores.probability[row]) if scored else None,
        band=str(scores.band[row]) if scored else None,
        percentile=float(scores.percentile[row]) if scored else None,
        horizon_months=months,
        estimand_zh=ESTIMAND_ZH.format(months=months),
        estimand_en=ESTIMAND_EN.format(months=months),
        not_scored=_reasons_not_scored(scores, row),
    )


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
        base_value=float(scores.contributions.base_value[row]),
        raw_score=float(scores.raw_score[row]),
        contributions=[
            FieldContribution(
                field=feature.name,
                label_zh=feature.label_zh,
                label_en=feature.label_en,
                dimension=feature.dimension,
                contribution=float(value),
            )
            for feature, value in zip(scores.features, values, strict=True)
        ],
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
