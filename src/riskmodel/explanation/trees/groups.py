"""Cut trees into groups of leaves whose conditions together are few enough for one table."""

from collections.abc import Iterator
from dataclasses import dataclass

from riskmodel.explanation.trees.forest import Tree

MOST_BITS = 8
"""Conditions that a group of several leaves may have. Measured on one core with 300 trees of 31
leaves: 8 bits take the fewest look-ups and 7 hardly more; at 6 there are half as many again, above
8 a table outgrows the first-level cache."""

Literal = tuple[int, bool]
"""A split of the tree, and whether a row has to go left there."""


@dataclass(frozen=True, slots=True)
class LeafPath:
    """A leaf, and by feature the literals that a row has to pass to reach it."""

    leaf: int
    literals: dict[int, tuple[Literal, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """The leaves below one node.

    A row's pattern has one bit for each feature on the way to the node, set where the row passes
    all of that feature's splits there, and then one for each split below, set where it goes left.
    """

    above: dict[int, tuple[Literal, ...]]
    splits: tuple[int, ...]
    leaves: tuple[LeafPath, ...]

    @property
    def bits(self) -> tuple[tuple[Literal, ...], ...]:
        """The literals that must hold for each bit."""
        return (*self.above.values(), *(((split, True),) for split in self.splits))

    def features(self) -> tuple[int, ...]:
        """Every feature that a leaf of the group depends on."""
        return tuple(dict.fromkeys(name for leaf in self.leaves for name in leaf.literals))


def groups_of(tree: Tree) -> Iterator[Group]:
    """The groups of a tree, from left to right; together they hold each leaf once."""
    yield from _cut(tree, tree.root, {})


def _cut(tree: Tree, node: int, above: dict[int, tuple[Literal, ...]]) -> Iterator[Group]:
    splits = tuple(_splits_below(tree, node))
    if node < 0 or len(above) + len(splits) <= MOST_BITS:
        yield Group(above, splits, tuple(_leaves_below(tree, node, above)))
        return
    for child, left in _children(tree, node):
        yield from _cut(tree, child, _passing(tree, above, node, left=left))


def _children(tree: Tree, node: int) -> tuple[tuple[int, bool], tuple[int, bool]]:
    return (tree.splits[node].left, True), (tree.splits[node].right, False)


def _splits_below(tree: Tree, node: int) -> Iterator[int]:
    if node >= 0:
        yield node
        for child, _ in _children(tree, node):
            yield from _splits_below(tree, child)


def _leaves_below(
    tree: Tree, node: int, path: dict[int, tuple[Literal, ...]]
) -> Iterator[LeafPath]:
    if node < 0:
        yield LeafPath(~node, path)
        return
    for child, left in _children(tree, node):
        yield from _leaves_below(tree, child, _passing(tree, path, node, left=left))


def _passing(
    tree: Tree, path: dict[int, tuple[Literal, ...]], node: int, *, left: bool
) -> dict[int, tuple[Literal, ...]]:
    feature = tree.splits[node].feature
    return path | {feature: (*path.get(feature, ()), (node, left))}
