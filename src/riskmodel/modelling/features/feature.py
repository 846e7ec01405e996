"""What a feature is: one column computed from a household's record, with its words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.field import Choice, Kind
from riskmodel.schema.household import FIELDS
from riskmodel.truth import Numbers, ratio

Floats = NDArray[np.float64]


class Record(Protocol):
    """What a feature may look at: one household, or every household of a table.

    It cannot tell which: see the carriers of `riskmodel.truth`.
    """

    def number(self, name: str) -> Numbers:
        """A field of numbers, yes/no answers or positions in a closed list; NaN is unknown."""


Compute = Callable[[Record, Numbers], Numbers]
"""A record and the monitoring line, yuan a head and year, to the value; NaN is unknown."""


class Dimension(StrEnum):
    """The policy dimensions that contributions are summed by."""

    INCOME = "income"
    WORK = "work"
    HEALTH = "health"
    SCHOOLING = "schooling"
    HOUSING_WATER = "housing_water"
    HOUSEHOLD = "household"
    LAND_BUSINESS = "land_business"
    PLACE = "place"


DIMENSION_ZH = {
    Dimension.INCOME: "收入与支出",
    Dimension.WORK: "务工就业",
    Dimension.HEALTH: "健康与残疾",
    Dimension.SCHOOLING: "教育",
    Dimension.HOUSING_WATER: "住房与饮水",
    Dimension.HOUSEHOLD: "家庭结构",
    Dimension.LAND_BUSINESS: "土地与经营",
    Dimension.PLACE: "区位",
}
DIMENSION_EN = {
    Dimension.INCOME: "income and spending",
    Dimension.WORK: "work",
    Dimension.HEALTH: "health and disability",
    Dimension.SCHOOLING: "schooling",
    Dimension.HOUSING_WATER: "housing and water",
    Dimension.HOUSEHOLD: "household make-up",
    Dimension.LAND_BUSINESS: "land and business",
    Dimension.PLACE: "place",
}


class Unit(StrEnum):
    """How a value is said."""

    TIMES_LINE = "times the line"
    SHARE = "share"
    RATIO = "ratio"
    YES_NO = "yes/no"
    CATEGORY = "category"
    PEOPLE = "people"
    YEARS = "years"
    MONTHS = "months"
    MINUTES = "minutes"
    LITRES = "litres"
    DAYS = "days"
    SQUARE_METRES = "m²"
    MU = "mu"
    KILOMETRES = "km"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feature:
    """One input of a model.

    `inputs` are the fields of the record that it reads. `monotone` is the sign that the risk may
    only move in as the value rises, with the policy reason for it. A categorical feature holds
    positions in `categories`.
    """

    name: str
    label_zh: str
    label_en: str
    dimension: Dimension
    unit: Unit
    inputs: tuple[str, ...]
    compute: Compute
    categories: tuple[Choice, ...] = ()
    monotone: int = 0
    monotone_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFeature:
    """A column that only one panel has; it cannot be computed from a household record."""

    name: str
    label_zh: str
    label_en: str
    dimension: Dimension
    unit: Unit = Unit.RATIO
    inputs: tuple[str, ...] = ()
    categories: tuple[Choice, ...] = ()
    monotone: int = 0
    monotone_reason: str = ""


AnyFeature = Feature | LocalFeature
"""What a model may learn from."""


def recorded(
    field: str,
    dimension: Dimension,
    unit: Unit,
    label_en: str = "",
    *,
    monotone: int = 0,
    reason: str = "",
) -> Feature:
    """A field of the record as it is."""
    held = FIELDS[field]
    return Feature(
        name=field,
        label_zh=held.name_zh,
        label_en=label_en or held.name_en,
        dimension=dimension,
        unit=Unit.CATEGORY if held.kind is Kind.CHOICE else unit,
        inputs=(field,),
        compute=lambda record, _: record.number(field),
        categories=held.choices,
        monotone=monotone,
        monotone_reason=reason,
    )


def per_head_of_line(
    field: str, name_zh: str, name_en: str, *, monotone: int = 0, reason: str = ""
) -> Feature:
    """A household's yearly amount, a head, as a multiple of the monitoring line."""
    return Feature(
        name=f"{field}_to_line",
        label_zh=f"人均{name_zh}与监测线之比",
        label_en=f"{name_en} a head, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=(field, "household_size"),
        compute=lambda record, line: ratio(
            record.number(field), record.number("household_size") * line
        ),
        monotone=monotone,
        monotone_reason=reason,
    )


def share_of_members(
    field: str, dimension: Dimension, name_zh: str, name_en: str, *, monotone: int = 0,
    reason: str = "",
) -> Feature:  # fmt: skip
    """A count of people as a share of the household."""
    return Feature(
        name=f"{field}_share",
        label_zh=f"{name_zh}占家庭人口比例",
        label_en=f"share of the household: {name_en}",
        dimension=dimension,
        unit=Unit.SHARE,
        inputs=(field, "household_size"),
        compute=lambda record, _: ratio(record.number(field), record.number("household_size")),
        monotone=monotone,
        monotone_reason=reason,
    )
