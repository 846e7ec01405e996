"""Three-valued truth: true, false or unknown, of one household or of each row of a table.

Carriers: a claim about one household is held in Python floats and bools, one about a table in
NumPy arrays of shape (rows,). The same functions serve both, so that one household costs no array
and still gets the bits it would get in a table. What is written over carriers may use arithmetic,
comparisons, `&`, `|`, `^ True` for "not", and the functions below; no method of an array.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = Any
"""bool, or an array of bool of shape (rows,)."""
Numbers: TypeAlias = Any
"""float, or an array of float64 of shape (rows,); NaN is unknown."""
Carrier = TypeVar("Carrier", float, NDArray[np.float64])
"""The same, where what is given and what is found have one carrier."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Kleene's strong three-valued logic (Kleene 1952, §64), held as two booleans.

    `is_true` and `is_false` are never both set; where neither is set the answer is unknown. `&`,
    `|` and `~` keep an unknown input unknown unless the other side settles the answer. Of one
    household there are three answers, made once: `TRUE`, `FALSE` and `UNKNOWN`.
    """

    is_true: Bools
    is_false: Bools

    @property
    def is_unknown(self) -> Bools:
        """Where the answer is not known."""
        return (self.is_true | self.is_false) ^ True

    def __and__(self, other: "Truth") -> "Truth":
        if self is TRUE or other is FALSE:
            return other
        if self is FALSE or other is TRUE:
            return self
        return truth(self.is_true & other.is_true, self.is_false | other.is_false)

    def __or__(self, other: "Truth") -> "Truth":
        if self is FALSE or other is TRUE:
            return other
        if self is TRUE or other is FALSE:
            return self
        return truth(self.is_true | other.is_true, self.is_false & other.is_false)

    def __invert__(self) -> "Truth":
        return truth(self.is_false, self.is_true)

    def where(self, known: Bools) -> "Truth":
        """The same answers where `known` is set, unknown elsewhere."""
        return truth(self.is_true & known, self.is_false & known)

    def at(self, row: int) -> bool | None:
        """The answer of one row of a table: True, False or None for unknown."""
        return truth(bool(self.is_true[row]), bool(self.is_false[row])).answer

    @property
    def answer(self) -> bool | None:
        """The answer of one household: True, False or None for unknown."""
        if self is TRUE:
            return True
        return False if self is FALSE else None

    @staticmethod
    def known(answers: Bools) -> "Truth":
        """Answers that are all known."""
        return truth(answers, answers ^ True)

    @staticmethod
    def unknown(like: Numbers) -> "Truth":
        """Unknown answers, one for each figure of `like`."""
        never = (like != like) & False  # noqa: PLR0124 - NaN
        return truth(never, never)


TRUE, FALSE, UNKNOWN = Truth(True, False), Truth(False, True), Truth(False, False)  # noqa: FBT003


def truth(is_true: Bools, is_false: Bools) -> Truth:
    """A claim that holds where `is_true` is set and does not where `is_false` is."""
    if is_true is True:
        return TRUE
    if is_false is True:
        return FALSE
    return UNKNOWN if is_true is False else Truth(is_true, is_false)


def yes(numbers: Numbers) -> Truth:
    """Read a yes/no figure: 1 is true, 0 is false, NaN is unknown."""
    return truth(numbers == 1, numbers == 0)


def below(left: Numbers, right: Numbers) -> Truth:
    """`left < right`, unknown where either side is NaN."""
    return truth(left < right, left >= right)


def at_most(left: Numbers, right: Numbers) -> Truth:
    """`left <= right`, unknown where either side is NaN."""
    return truth(left <= right, left > right)


def above(left: Numbers, right: Numbers) -> Truth:
    """`left > right`, unknown where either side is NaN."""
    return truth(left > right, left <= right)


def at_least(left: Numbers, right: Numbers) -> Truth:
    """`left >= right`, unknown where either side is NaN."""
    return truth(left >= right, left < right)


def any_of(*claims: Truth) -> Truth:
    """Whether at least one of several claims holds."""
    found = FALSE
    for claim in claims:
        if claim is TRUE:
            return TRUE
        if claim is not FALSE:
            found = claim if found is FALSE else found | claim
    return found


def all_of(*claims: Truth) -> Truth:
    """Whether every one of several claims holds."""
    found = TRUE
    for claim in claims:
        if claim is FALSE:
            return FALSE
        if claim is not TRUE:
            found = claim if found is TRUE else found & claim
    return found


def is_unknown(numbers: Numbers) -> Bools:
    """Where a figure is not known."""
    return numbers != numbers  # noqa: PLR0124 - NaN


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """`part / whole`, NaN where either is unknown or the whole is not above zero."""
    if isinstance(whole, float):
        return part / whole if whole > 0 else np.nan
    positive = whole > 0
    return np.divide(part, whole, out=np.full(positive.shape, np.nan), where=positive)


def first_known(*candidates: Numbers) -> Numbers:
    """The first of several figures that is known, NaN where none is."""
    found = candidates[0]
    for candidate in candidates[1:]:
        found = either(is_unknown(found), candidate, found)
    return found


def either(chosen: Bools, then: Numbers, otherwise: Numbers) -> Numbers:
    """`then` where `chosen` is set, `otherwise` elsewhere."""
    if isinstance(chosen, bool):
        return then if chosen else otherwise
    return np.where(chosen, then, otherwise)


def larger(left: Numbers, right: Numbers) -> Numbers:
    """The larger of two figures, NaN where the left one is unknown."""
    return either(left < right, right, left)


def carried(found: Any, given: Carrier) -> Carrier:
    """What NumPy found of `given`, in the same carrier: a float becomes a scalar of its own."""
    if isinstance(given, float):
        return float(found)
    like: Carrier = found
    return like


def anywhere(chosen: Bools) -> bool:
    """Whether `chosen` is set at least once."""
    return chosen if isinstance(chosen, bool) else bool(chosen.any())


def first_of(answers: list[tuple[Bools, str]], otherwise: str) -> Any:
    """The text of the first answer that is set: str for one household, array for a table."""
    conditions = [condition for condition, _ in answers]
    if all(isinstance(condition, bool) for condition in conditions):
        return next((text for condition, text in answers if condition), otherwise)
    return np.select(conditions, [text for _, text in answers], otherwise)
