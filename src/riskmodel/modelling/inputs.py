"""The inputs of a model: the features that its definition names, and their matrix."""

from riskmodel.errors import ConfigurationError
from riskmodel.modelling.definition import Features
from riskmodel.modelling.features import (
    FEATURE_BY_NAME,
    FEATURES,
    AnyFeature,
    local_feature,
)


def features_of(chosen: Features) -> tuple[AnyFeature, ...]:
    """The features that a definition names, in its order; raises ConfigurationError."""
    names = [f.name for f in FEATURES] if chosen.catalogue == "all" else chosen.catalogue
    strangers = [name for name in names if name not in FEATURE_BY_NAME]
    if strangers:
        message = f"features.catalogue: no feature is called {', '.join(strangers)}"
        raise ConfigurationError(message)
    local = [
        local_feature(
            column.name,
            (column.label_zh, column.label_en),
            column.dimension,
            monotone=column.monotone,
            monotone_reason=column.monotone_reason,
        )
        for column in chosen.local
    ]
    features: tuple[AnyFeature, ...] = (*(FEATURE_BY_NAME[name] for name in names), *local)
    missing = set(chosen.required) - {feature.name for feature in features}
    if missing:
        message = f"features.required: not among the features: {', '.join(sorted(missing))}"
        raise ConfigurationError(message)
    return features
