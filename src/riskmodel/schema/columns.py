"""Households as columns: one array a field, the one form that features and rules read."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS

Array = NDArray[np.generic]
Value = float | str | list[str] | datetime.date | None
"""A field as a person writes it."""


@cache
def unknown_figure(field: Field) -> Any:
    """What a column of the field holds, as a Python figure, where it is unknown."""
    return unknown_column(field, 1)[0].item()


def unknown_column(field: Field, rows: int) -> Array:
    """A column of `rows` unknown values, of the field's type."""
    match field.kind:
        case Kind.TEXT:
            return np.full(rows, "", dtype=np.str_)
        case Kind.DATE:
            return np.full(rows, "NaT", dtype="datetime64[D]")
        case _:
            return np.full(rows, np.nan)


class Columns(Mapping[str, Array]):
    """`rows` records, one array a declared field; a field that was not given is all unknown.

    Built by `read_table` or `columns_from_records`, which check the values; `fields` is the
    declaration that the names come from. Arrays have shape (rows,) and are not to be changed.
    """

    def __init__(
        self, given: Mapping[str, Array], rows: int, fields: Mapping[str, Field] = FIELDS
    ) -> None:
        self.rows = rows
        self.fields = fields
        self.given = frozenset(given)
        self._arrays = dict(given)

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays:
            self._arrays[name] = unknown_column(self.fields[name], self.rows)
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column of numbers, yes/no answers or positions in a closed list; NaN is unknown."""
        return np.asarray(self[name], dtype=np.float64)

    def text(self, name: str) -> NDArray[np.str_]:
        """A column of text; "" is unknown."""
        return np.asarray(self[name], dtype=np.str_)

    def date(self, name: str) -> NDArray[np.datetime64]:
        """A column of days; NaT is unknown."""
        return np.asarray(self[name], dtype="datetime64[D]")

    def is_choice(self, name: str, *codes: str) -> NDArray[np.float64]:
        """1 where the choice is one of `codes`, 0 where it is another, NaN where unknown."""
        held = self.number(name)
        positions = [self.fields[name].codes.index(code) for code in codes]
        return np.where(np.isnan(held), np.nan, np.isin(held, positions))

    def has_choice(self, name: str, code: str) -> NDArray[np.float64]:
        """1 where the set of choices holds `code`, 0 where it does not, NaN where unknown."""
        held = self.number(name)
        known = ~np.isnan(held)
        bits = np.where(known, held, 0).astype(np.int64)
        holds = (bits >> self.fields[name].codes.index(code)) & 1
        return np.where(known, holds, np.nan)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Columns":
        """The chosen rows, by position or by mask."""
        arrays = {name: self._arrays[name][rows] for name in self.given}
        count = int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        return Columns(arrays, count, self.fields)

    def with_column(self, name: str, values: Array) -> "Columns":
        """The same rows with one declared column replaced."""
        arrays = {given: self._arrays[given] for given in self.given} | {name: values}
        return Columns(arrays, self.rows, self.fields)

    def value(self, name: str, row: int) -> Value:
        """One value as a person would write it: codes instead of positions, None for unknown."""
        return writer(self.fields[name])(self[name].item(row))

    def held(self, row: int, wanted: frozenset[str] | None = None) -> dict[str, Any]:
        """What given columns hold in one row, as Python figures, text and days.

        Of all columns that were given, or of those that are wanted.
        """
        names = self.given if wanted is None else _both(self.given, wanted)
        return {name: self._arrays[name].item(row) for name in names}


@lru_cache(maxsize=256)
def _both(given: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """Most tables are given the same columns, so that this is found once."""
    return given & wanted


@cache
def writer(field: Field) -> Callable[[Any], Value]:
    """What turns the figure that a column holds into what a person would write."""
    match field.kind:
        case Kind.TEXT:
            return lambda held: held or None
        case Kind.DATE:
            return lambda held: held
        case Kind.CHOICE:
            return lambda held: None if isnan(held) else field.codes[int(held)]
        case Kind.CHOICES:
            return lambda held: None if isnan(held) else _codes(field, int(held))
        case Kind.YES_NO:
            return lambda held: None if isnan(held) else held == 1
        case Kind.INTEGER:
            return lambda held: None if isnan(held) else int(held)
        case _:
            return lambda held: None if isnan(held) else held


def _codes(field: Field, bits: int) -> list[str]:
    return [code for place, code in enumerate(field.codes) if (bits >> place) & 1]


def encode(field: Field, values: Sequence[Any]) -> Array:
    """A column from checked values as a person writes them; None is unknown."""
    return _encoder(field)(values)


@cache
def _encoder(field: Field) -> Callable[[Sequence[Any]], Array]:
    match field.kind:
        case Kind.TEXT:
            return lambda values: np.array([value or "" for value in values], dtype=np.str_)
        case Kind.DATE:
            return lambda values: np.array(values, dtype="datetime64[D]")
        case Kind.CHOICE:
            position: dict[str | None, float] = {None: np.nan}
            position |= {code: float(place) for place, code in enumerate(field.codes)}
            return lambda values: np.array([position[value] for value in values])
        case Kind.CHOICES:
            bit = {code: 1 << place for place, code in enumerate(field.codes)}
            return lambda values: np.array(
                [np.nan if held is None else float(sum(bit[c] for c in held)) for held in values]
            )
        case _:
            return lambda values: np.array(values, dtype=np.float64)
