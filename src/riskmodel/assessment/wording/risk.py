"""Turn the score of one household into its part of the message."""

from collections.abc import Sequence

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
from riskmodel.modelling.features import Feature
from riskmodel.modelling.model import Band
from riskmodel.registry.champion import ServedModel
from riskmodel.scoring import HouseholdScore, catalogue_features

REASONS_SHOWN = 5
STRONGEST_SHOWN = 3


def risk_message(model: ServedModel, score: HouseholdScore) -> Risk:
    """The model's answer, or why there is none."""
    scored = score.scored
    definition = model.artifact.model.definition
    return Risk(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        scored=scored,
        probability=score.probability if scored else None,
        interval=Interval(low=score.low, high=score.high) if scored else None,
        band=Band(score.band) if scored else None,
        percentile=score.percentile if scored else None,
        horizon_months=definition.label.horizon_months,
        estimand_zh=estimand_zh(definition),
        estimand_en=estimand_en(definition),
        not_scored=reasons_not_scored(score.lacking),
    )


def reasons_not_scored(lacking: Sequence[Feature]) -> list[ReasonNotScored]:
    """Why there is no score; empty where there is one."""
    return [
        ReasonNotScored(
            code=f"{feature.name}_unknown",
            zh=f"缺少或无法识别“{feature.label_zh}”, 模型不予评分, 请先入户核实",
            en=f"{feature.label_en} is unknown or of a kind the model has not seen: see the "
            "household first",
        )
        for feature in lacking
    ]


def explanation_message(model: ServedModel, score: HouseholdScore) -> Explanation | None:
    """Why the score is what it is; None where there is no score."""
    if not score.scored:
        return None
    features = catalogue_features(model.artifact.model)
    distributions = model.artifact.model.reference.distributions
    stable = stability(features, score.by_fit)
    pulls = score.values.tolist()
    return Explanation(
        method=model.explainer.method,
        base_value=score.base_value,
        raw_score=score.raw_score,
        contributions={feature.name: pull for feature, pull in zip(features, pulls, strict=True)},
        dimensions=[
            DimensionContribution(
                dimension=one.dimension,
                label_zh=one.label_zh,
                label_en=one.label_en,
                contribution=one.contribution,
                strongest=list(one.strongest[:STRONGEST_SHOWN]),
            )
            for one in by_dimension(features, score.values)
        ],
        reasons=[
            reason_in_words(reason, stable, features, first=rank == 0)
            for rank, reason in enumerate(
                top_reasons(features, distributions, score.x, score.values, REASONS_SHOWN)
            )
        ],
        stability=stability_message(stable, features),
        compared_with_zh=COMPARED_ZH,
        compared_with_en=COMPARED_EN,
    )
