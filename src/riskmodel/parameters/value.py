"""One value of a parameter with its area, days and source, and the values of one parameter."""

import datetime
from dataclasses import dataclass

from riskmodel.errors import ConfigurationError

NATION = "CN"
AREA_PATTERN = "CN|[0-9]{2}|[0-9]{4}|[0-9]{6}"
"""The nation, or the GB/T 2260 code of a province, prefecture or county."""


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value as in force in `area` from `valid_from` to `valid_to`, both days included.

    `area` is "CN" or the GB/T 2260 code of a province (2 digits), prefecture (4) or county (6).
    `confidence` is A (two sources agree), B (one credible source), C (one weak source, or
    derived by arithmetic) or U (unverified proposal). Where `dibao_multiple` is set, the value is
    that many times the dibao standard of a year (`dibao_year`) in force on the same day.
    """

    value: float
    area: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    source: str
    confidence: str
    note: str = ""
    dibao_multiple: float | None = None

    def covers(self, day: datetime.date) -> bool:
        """Whether `day` lies in the days that the value is in force."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "ParameterValue") -> bool:
        """Whether both are in force in the same area on some day."""
        return self.area == other.area and (
            self.covers(other.valid_from) or other.covers(self.valid_from)
        )


@dataclass(frozen=True, slots=True)
class NotInForce:
    """Why a parameter has no value on a day in an area, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter means, and its values; an earlier value goes before a later one."""

    name: str
    name_zh: str
    name_en: str
    description: str
    description_zh: str
    unit: str
    values: tuple[ParameterValue, ...]

    def value_in(self, areas: tuple[str, ...], day: datetime.date) -> ParameterValue | None:
        """The value of the first of `areas` that has one on `day`, None where none has."""
        for area in areas:
            for value in self.values:
                if value.area == area and value.covers(day):
                    return value
        return None

    def overridden_by(self, other: "Parameter") -> "Parameter":
        """The same parameter where the values of `other` go first on the days they cover.

        Raises ConfigurationError where the two are not in the same unit.
        """
        if other.unit and other.unit != self.unit:
            message = (
                f"{self.name}.toml: the unit is {self.unit!r} where it was first given and "
                f"{other.unit!r} in a later folder: give the values in the first unit"
            )
            raise ConfigurationError(message)
        return Parameter(
            self.name,
            other.name_zh or self.name_zh,
            other.name_en or self.name_en,
            other.description or self.description,
            other.description_zh or self.description_zh,
            self.unit,
            other.values + self.values,
        )
