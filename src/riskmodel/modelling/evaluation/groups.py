"""Groups of households that an evaluation is reported by."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.columns import Columns
from riskmodel.schema.panel import Panel

AUDIT = "local_audit_"
"""A panel's own column that starts so is a group for audit, and never a feature."""
NOT = "no"
"""The level of those who are not in a group."""
REMOTE_KM = 2.0
"""From here to the village's main road a household is counted as remote."""


@dataclass(frozen=True)
class Level:
    """One group of households: its mask over the panel's rows, and its words.

    `disparity` says that the gate holds the group's exclusion error to that of the others,
    `crossed` that it is where two groups meet.
    """

    group: str
    level: str
    label_en: str
    label_zh: str
    disparity: bool
    rows: NDArray[np.bool_]
    crossed: bool = False


def levels(panel: Panel) -> Iterator[Level]:
    """Every group that the panel can tell, most of them with what is not in it."""
    columns = panel.columns
    yield from _choice(columns, "household_type", disparity=False)
    yield from _provinces(columns)
    yield from _choice(columns, "head_sex", disparity=True)
    for name, words, holds, disparity in _YES_NO:
        yield from _yes_no(name, words, holds(columns), disparity=disparity)
    for name in sorted(panel.local):
        if name.startswith(AUDIT):
            yield from _audit(name, panel.local[name])


def crossings(found: Sequence[Level]) -> Iterator[Level]:
    """Where two groups meet of those that the gate looks at; "not" of a group meets none.

    A household that is missed for two reasons is in the mean of neither group (Crenshaw 1989; for
    scores Buolamwini and Gebru 2018).
    """
    held = [one for one in found if one.disparity and one.level != NOT]
    for one, other in combinations(held, 2):
        if one.group != other.group:
            yield Level(
                group=f"{one.group} x {other.group}",
                level=f"{one.level} x {other.level}",
                label_en=f"{one.label_en}; {other.label_en}",
                label_zh=f"{one.label_zh}且{other.label_zh}",
                disparity=True,
                rows=one.rows & other.rows,
                crossed=True,
            )


def _elderly_only(columns: Columns) -> NDArray[np.float64]:
    return _compared(columns.number("elderly_60"), columns.number("household_size"), np.equal)


def _some(field: str) -> Callable[[Columns], NDArray[np.float64]]:
    return lambda columns: _compared(columns.number(field), np.zeros(columns.rows), np.greater)


def _remote(columns: Columns) -> NDArray[np.float64]:
    held = columns.number("road_distance_km")
    return _compared(held, np.full(columns.rows, REMOTE_KM), np.greater_equal)


def _left_behind(columns: Columns) -> NDArray[np.float64]:
    """Children, and all the household's labour away."""
    away, labour = columns.number("workers_away"), columns.number("labour_members")
    all_away = _compared(away, np.maximum(labour, 1), np.greater_equal)
    with_children = _some("children_u16")(columns)
    return all_away * with_children


def _assisted(columns: Columns) -> NDArray[np.float64]:
    return _some("measures")(columns)


_Holds = Callable[[Columns], NDArray[np.float64]]
_YES_NO: tuple[tuple[str, tuple[str, str], _Holds, bool], ...] = (
    ("elderly_only", ("all aged 60 or over", "全为60岁以上"), _elderly_only, True),
    ("disability", ("with a disabled member", "有残疾人"), _some("disabled_members"), True),
    ("remote", (f"{REMOTE_KM:g} km or more from the road", f"距主干路{REMOTE_KM:g}公里以上"),
     _remote, True),
    ("left_behind", ("children, all labour away", "留守儿童"), _left_behind, True),
    ("assisted", ("with assistance measures", "有帮扶措施"), _assisted, False),
)  # fmt: skip


def _compared(
    left: NDArray[np.float64], right: NDArray[np.float64], how: np.ufunc
) -> NDArray[np.float64]:
    return np.where(np.isnan(left) | np.isnan(right), np.nan, how(left, right))


def _choice(columns: Columns, name: str, *, disparity: bool) -> Iterator[Level]:
    field, held = columns.fields[name], columns.number(name)
    for place, choice in enumerate(field.choices):
        rows = held == place
        if rows.any():
            yield Level(name, choice.code, f"{field.name_en}: {choice.name_en}",
                        f"{field.name_zh}:{choice.name_zh}", disparity, rows)  # fmt: skip


def _provinces(columns: Columns) -> Iterator[Level]:
    held = columns.text("province_code")
    for code in np.unique(held[held != ""]):
        yield Level(
            "province", str(code), f"province {code}", f"省{code}", disparity=False,
            rows=held == code,
        )  # fmt: skip


def _yes_no(
    name: str, words: tuple[str, str], holds: NDArray[np.float64], *, disparity: bool
) -> Iterator[Level]:
    for code, (english, chinese), value in (("yes", words, 1.0), (NOT, _not(words), 0.0)):
        rows = holds == value
        if rows.any():
            yield Level(name, code, english, chinese, disparity, rows)


def _not(words: tuple[str, str]) -> tuple[str, str]:
    return f"not: {words[0]}", f"非:{words[1]}"


def _audit(name: str, held: NDArray[np.float64]) -> Iterator[Level]:
    plain = name.removeprefix(AUDIT)
    for value in np.unique(held[~np.isnan(held)]):
        words = f"{plain} = {value:g}"
        yield Level(plain, f"{value:g}", words, words, disparity=True, rows=held == value)
