"""Scores and exact Shapley values of LightGBM trees, from tables made once for each leaf.

What a leaf adds to a score, and how that is shared among the features, depends on a row only
through which of the leaf's path conditions it passes: *m* distinct features on the path give 2^m
patterns, and each pattern's values can be tabulated once (Yang 2021, "Fast TreeSHAP"; Nadel and
Wettenstein 2026, "WOODELF"). Leaves of a subtree share a table where their conditions together
are few. Explaining a row is then comparing, making an index, looking up and adding.
"""

from riskmodel.explanation.trees.engine import FEW_ROWS, TreeEngine
from riskmodel.explanation.trees.forest import Forest, parse_forest

__all__ = ["FEW_ROWS", "Forest", "TreeEngine", "parse_forest"]
