"""The features of a model: functions over columns, the same in training, batch and service."""

from riskmodel.modelling.features.catalogue import (
    FEATURE_BY_NAME,
    FEATURES,
    feature_matrix,
    local_feature,
    panel_matrix,
)
from riskmodel.modelling.features.feature import (
    DIMENSION_EN,
    DIMENSION_ZH,
    AnyFeature,
    Dimension,
    Feature,
    LocalFeature,
    Unit,
)

__all__ = [
    "DIMENSION_EN",
    "DIMENSION_ZH",
    "FEATURES",
    "FEATURE_BY_NAME",
    "AnyFeature",
    "Dimension",
    "Feature",
    "LocalFeature",
    "Unit",
    "feature_matrix",
    "local_feature",
    "panel_matrix",
]
