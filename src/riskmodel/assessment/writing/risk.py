"""The score of one household, as the JSON of a `Risk` and of an `Explanation`."""

from functools import lru_cache

from pydantic_core import to_json

from riskmodel.assessment.wording.risk import reasons_not_scored
from riskmodel.assessment.wording.stability import reasons_in_words, stability_message
from riskmodel.explanation.comparison import COMPARED_EN, COMPARED_ZH
from riskmodel.explanation.grouping import by_dimension
from riskmodel.explanation.phrasing import top_reasons
from riskmodel.explanation.stability import stability
from riskmodel.modelling.estimand import estimand_en, estimand_zh
from riskmodel.modelling.features import Feature
from riskmodel.registry.champion import ServedModel
from riskmodel.scoring import HouseholdScore, catalogue_features

REASONS_SHOWN = 5
STRONGEST_SHOWN = 3


def risk_json(model: ServedModel, score: HouseholdScore) -> bytes:
    """The model's answer, or why there is none."""
    scored = score.scored
    definition = model.artifact.model.definition
    return to_json(
        {
            "model": model.name,
            "version": model.version,
            "artifact_sha256": model.artifact_sha256,
            "scored": scored,
            "probability": score.probability if scored else None,
            "interval": {"low": score.low, "high": score.high} if scored else None,
            "band": score.band if scored else None,
            "percentile": score.percentile if scored else None,
            "horizon_months": definition.label.horizon_months,
            "estimand_zh": estimand_zh(definition),
            "estimand_en": estimand_en(definition),
            "not_scored": reasons_not_scored(score.lacking, score.slipped),
        }
    )


@lru_cache(maxsize=16)
def _names(features: tuple[Feature, ...]) -> tuple[str, ...]:
    return tuple(feature.name for feature in features)


def explanation_json(model: ServedModel, score: HouseholdScore) -> bytes:
    """Why the score is what it is; null where there is no score."""
    if not score.scored:
        return b"null"
    features = catalogue_features(model.artifact.model)
    distributions = model.artifact.model.reference.distributions
    stable = stability(features, score.by_fit)
    reasons = top_reasons(features, distributions, score.x, score.values, REASONS_SHOWN)
    return to_json(
        {
            "unit": "log-odds before calibration",
            "method": model.explainer.method,
            "base_value": score.base_value,
            "raw_score": score.raw_score,
            "contributions": dict(zip(_names(features), score.values.tolist(), strict=True)),
            "dimensions": [
                {
                    "dimension": one.dimension.value,
                    "label_zh": one.label_zh,
                    "label_en": one.label_en,
                    "contribution": one.contribution,
                    "strongest": one.strongest[:STRONGEST_SHOWN],
                }
                for one in by_dimension(features, score.values)
            ],
            "reasons": [one._asdict() for one in reasons_in_words(reasons, stable, features)],
            "stability": stability_message(stable, features),
            "compared_with_zh": COMPARED_ZH,
            "compared_with_en": COMPARED_EN,
        }
    )
