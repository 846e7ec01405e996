"""Many fits in one booster whose raw score is the mean of theirs.

LightGBM adds up the leaves that a row falls into. So the trees of every fit, each value divided
by the number of fits, are together one ordinary model: it scores the mean, its Shapley values are
the mean of the fits' own, since they add, and whoever reads LightGBM reads it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from riskmodel.modelling.booster import read_booster

if TYPE_CHECKING:
    from lightgbm import Booster

_EMPTY_TREE = """num_leaves=1
num_cat=0
split_feature=
split_gain=
threshold=
decision_type=
left_child=
right_child=
leaf_value=0
leaf_weight=
leaf_count=
internal_value=
internal_weight=
internal_count=
is_linear=0
shrinkage=1


"""
"""A tree that adds nothing, in LightGBM's own words."""
_FORMS: dict[str, Callable[[float], str]] = {
    "leaf_value": "{:.17g}".format,
    "internal_value": "{:g}".format,
    "shrinkage": "{:g}".format,
}
"""What is divided, each as precisely as LightGBM writes it; counts and weights stay."""


@dataclass(frozen=True)
class Fits:
    """How a booster is made up: of `count` fits, one behind the other, of `trees` trees each."""

    count: int
    trees: int

    def of(self, number: int) -> range:
        """The places of a fit's own trees; the fit's own score is `count` times what they add."""
        return range(number * self.trees, (number + 1) * self.trees)


def average(fits: Sequence["Booster"], trees: int) -> "Booster":
    """One booster whose raw score is the mean of those of `fits`, of at most `trees` trees each.

    A fit that found nothing more to split has fewer trees; empty ones are put behind its own, so
    that every fit has its place. Head and parameters are the first fit's.
    """
    first = fits[0].model_to_string()
    whole = [tree for fit in fits for tree in _scaled(fit, trees, len(fits))]
    numbered = [f"Tree={number}\n{tree}" for number, tree in enumerate(whole)]
    head, tail = first.partition("\n\n")[0], first[first.index("end of trees") :]
    sizes = "tree_sizes=" + " ".join(str(len(tree.encode())) for tree in numbered)
    text = re.sub(r"^tree_sizes=.*$", sizes, head, flags=re.MULTILINE)
    return read_booster(f"{text}\n\n{''.join(numbered)}{tail}")


def _scaled(fit: "Booster", trees: int, fits: int) -> list[str]:
    """The trees of one fit, values divided by the number of fits, padded to `trees`."""
    body = fit.model_to_string().partition("\n\n")[2].partition("end of trees")[0]
    own = re.split(r"^Tree=\d+\n", body, flags=re.MULTILINE)[1:]
    divided = ["\n".join(_divided(line, fits) for line in tree.split("\n")) for tree in own]
    return divided + [_EMPTY_TREE] * (trees - len(own))


def _divided(line: str, fits: int) -> str:
    name, _, values = line.partition("=")
    if name not in _FORMS:
        return line
    return f"{name}=" + " ".join(_FORMS[name](float(value) / fits) for value in values.split())
