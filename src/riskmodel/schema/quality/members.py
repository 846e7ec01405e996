"""Checks of areas and of counts of members."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS
from riskmodel.schema.quality.check import Check
from riskmodel.truth import Truth, above, truth

AREAS = ("province_code", "county_code", "township_code", "village_code")
COUNTS = (
    "children_u16", "elderly_60", "labour_members", "weak_labour_members", "students_compulsory",
    "students_noncompulsory", "chronic_members", "serious_illness_members", "disabled_members",
    "uninsured_members", "pension_insured_members", "workers_away", "workers_local", "public_post",
)  # fmt: skip
"""Counts of members, none of which can exceed the size of the household."""


def _areas_not_nested(columns: Columns) -> Truth:
    pairs = [_outside(columns, *pair) for pair in pairwise(AREAS)]
    contradiction = np.logical_or.reduce([pair.is_true for pair in pairs])
    return truth(contradiction, np.logical_and.reduce([pair.is_false for pair in pairs]))


def _outside(columns: Columns, larger: str, smaller: str) -> Truth:
    outer, inner = columns.text(larger), columns.text(smaller)
    inside = np.strings.startswith(inner, outer)
    return Truth.known(~inside).where((outer != "") & (inner != ""))


def _above_size(field: str) -> Callable[[Columns], Truth]:
    return lambda columns: above(columns.number(field), columns.number("household_size"))


def _sum_above_size(*fields: str) -> Callable[[Columns], Truth]:
    def decide(columns: Columns) -> Truth:
        people = np.sum([columns.number(name) for name in fields], axis=0)
        return above(people, columns.number("household_size"))

    return decide


def _months_beyond_workers(columns: Columns) -> Truth:
    workers = columns.number("workers_away") + columns.number("workers_local")
    return above(columns.number("work_months_total"), 12 * workers)


def _children_counted_as_labour(columns: Columns) -> Truth:
    adults = columns.number("household_size") - columns.number("children_u16")
    return above(columns.number("labour_members"), adults)


def _severe_above_disabled(columns: Columns) -> Truth:
    return above(columns.number("severe_disabled_members"), columns.number("disabled_members"))


_COUNT_CHECKS = tuple(
    Check(
        f"{name}_above_household_size",
        f"{FIELDS[name].name_zh}超过家庭人口数",
        f"more {FIELDS[name].name_en} than people in the household",
        (name, "household_size"),
        _above_size(name),
    )
    for name in COUNTS
)

MEMBER_CHECKS: tuple[Check, ...] = (
    Check("areas_not_nested", "行政区划代码不相隶属", "area codes do not lie within one another",
          AREAS, _areas_not_nested),
    *_COUNT_CHECKS,
    Check("ages_above_household_size", "16岁以下与60岁以上人口之和超过家庭人口数",
          "children and elderly together exceed the people in the household",
          ("children_u16", "elderly_60", "household_size"),
          _sum_above_size("children_u16", "elderly_60")),
    Check("labour_above_household_size", "劳动力与弱劳动力之和超过家庭人口数",
          "full and weak labour together exceed the people in the household",
          ("labour_members", "weak_labour_members", "household_size"),
          _sum_above_size("labour_members", "weak_labour_members")),
    Check("workers_above_household_size", "外出与本地务工人数之和超过家庭人口数",
          "people working away and locally together exceed the people in the household",
          ("workers_away", "workers_local", "household_size"),
          _sum_above_size("workers_away", "workers_local")),
    Check("children_counted_as_labour", "有劳动能力人数超过16岁及以上人口数",
          "more people with labour capacity than people aged 16 or over",
          ("labour_members", "household_size", "children_u16"), _children_counted_as_labour),
    Check("severe_above_disabled", "重度残疾人数超过残疾人数",
          "more severely disabled people than disabled people",
          ("severe_disabled_members", "disabled_members"), _severe_above_disabled),
    Check("months_beyond_workers", "务工总月数超过务工人数乘以12",
          "more months worked than the workers' twelve each",
          ("work_months_total", "workers_away", "workers_local"), _months_beyond_workers),
)  # fmt: skip
