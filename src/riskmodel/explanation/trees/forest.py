"""The trees of a LightGBM model, read from its text."""

from dataclasses import dataclass
from enum import IntEnum

from riskmodel.errors import UnsupportedTreesError

_CATEGORICAL, _DEFAULT_LEFT, _MISSING_SHIFT, _MISSING_MASK = 1, 2, 2, 3
_WORD = 32


class Missing(IntEnum):
    """What LightGBM takes for missing at a split (`MissingType` of its tree.h)."""

    NONE = 0
    """Nothing: a gap is read as zero."""
    ZERO = 1
    """A gap and zero."""
    NAN = 2
    """A gap."""


@dataclass(frozen=True, slots=True)
class Split:
    """One inner node; a child below zero is the leaf with that number's complement.

    A row goes left where its value is at most `threshold`, or is one of `categories` where that
    is not None. `cover` is the number of training rows that came through.
    """

    feature: int
    threshold: float
    categories: frozenset[int] | None
    missing: Missing
    default_left: bool
    left: int
    right: int
    cover: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a leaf adds to the raw score, and the number of training rows that ended in it."""

    value: float
    cover: int


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree; split 0 is the root, and a tree without splits is its one leaf."""

    splits: tuple[Split, ...]
    leaves: tuple[Leaf, ...]

    @property
    def root(self) -> int:
        """The root as children are named."""
        return 0 if self.splits else ~0

    def cover(self, node: int) -> int:
        """Training rows that came through a split or ended in a leaf; at least one."""
        return max(1, self.splits[node].cover if node >= 0 else self.leaves[~node].cover)


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees whose leaf values add up to the raw score, in LightGBM's order.

    Of the `fits` that are averaged in the model each has as many trees, one behind the other.
    """

    features: int
    trees: tuple[Tree, ...]
    fits: int = 1

    def fit_of(self, tree: int) -> int:
        """The number of the fit that a tree belongs to."""
        return tree * self.fits // len(self.trees)


def parse_forest(text: str, fits: int = 1) -> Forest:
    """Read the text that `Booster.model_to_string` gives, of a model that averages `fits`.

    Raises UnsupportedTreesError for a model with several outputs, with averaged output (a random
    forest) or with linear models in its leaves.
    """
    head, *blocks = text.split("\nTree=")
    named = dict(line.split("=", 1) for line in head.splitlines() if "=" in line)
    if named["num_tree_per_iteration"] != "1":
        message = "the model has several outputs: train one with a single output"
        raise UnsupportedTreesError(message)
    if "average_output" in head.splitlines():
        message = "the model averages its trees (a random forest): train a boosted one"
        raise UnsupportedTreesError(message)
    trees = tuple(_tree(block.split("\n\n", 1)[0]) for block in blocks)
    if len(trees) % fits:
        message = f"{len(trees)} trees are not {fits} fits of as many trees each"
        raise UnsupportedTreesError(message)
    return Forest(int(named["max_feature_idx"]) + 1, trees, fits)


def _tree(block: str) -> Tree:
    named = dict(line.split("=", 1) for line in block.splitlines()[1:] if "=" in line)
    if named["is_linear"] != "0":
        message = "the leaves hold linear models, which have no Shapley tables: train without"
        raise UnsupportedTreesError(message)
    values = _floats(named["leaf_value"])
    covers = _integers(named["leaf_count"]) or [1] * len(values)
    leaves = tuple(Leaf(value, cover) for value, cover in zip(values, covers, strict=True))
    return Tree(_splits(named), leaves)


def _splits(named: dict[str, str]) -> tuple[Split, ...]:
    starts = _integers(named.get("cat_boundaries", ""))
    words = _integers(named.get("cat_threshold", ""))
    columns = (
        _integers(named["split_feature"]),
        _floats(named["threshold"]),
        _integers(named["decision_type"]),
        _integers(named["left_child"]),
        _integers(named["right_child"]),
        _integers(named["internal_count"]),
    )
    return tuple(
        Split(
            feature=feature,
            threshold=threshold,
            categories=_categories(words, starts, int(threshold)) if kind & _CATEGORICAL else None,
            missing=Missing(kind >> _MISSING_SHIFT & _MISSING_MASK),
            default_left=bool(kind & _DEFAULT_LEFT),
            left=left,
            right=right,
            cover=cover,
        )
        for feature, threshold, kind, left, right, cover in zip(*columns, strict=True)
    )


def _categories(words: list[int], starts: list[int], place: int) -> frozenset[int]:
    bitset = words[starts[place] : starts[place + 1]]
    return frozenset(
        _WORD * position + bit
        for position, word in enumerate(bitset)
        for bit in range(_WORD)
        if word >> bit & 1
    )


def _integers(line: str) -> list[int]:
    return [int(entry) for entry in line.split()]


def _floats(line: str) -> list[float]:
    return [float(entry) for entry in line.split()]
