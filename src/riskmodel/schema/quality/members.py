"""Checks of areas and of counts of members."""

from collections.abc import Callable
from itertools import pairwise

from riskmodel.schema.household import FIELDS
from riskmodel.schema.quality.check import ARITHMETIC, DATA_RULES, Check
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.truth import Truth, above, any_of

AREAS = ("province_code", "county_code", "township_code", "village_code")
COUNTS = (
    "children_u16", "elderly_60", "labour_members", "weak_labour_members", "students_compulsory",
    "students_noncompulsory", "chronic_members", "serious_illness_members", "disabled_members",
    "uninsured_members", "pension_insured_members", "workers_away", "workers_local", "public_post",
)  # fmt: skip
"""Counts of members, none of which can exceed the size of the household."""


def _areas_not_nested(record: Record) -> Truth:
    pairs = pairwise(AREAS)
    return any_of(*[record.lies_outside(smaller, larger) for larger, smaller in pairs])


def _above_size(field: str) -> Callable[[Record], Truth]:
    return lambda record: above(record.number(field), record.number("household_size"))


def _sum_above_size(*fields: str) -> Callable[[Record], Truth]:
    def decide(record: Record) -> Truth:
        people = sum(record.number(name) for name in fields)
        return above(people, record.number("household_size"))

    return decide


def _counted(field: str) -> Callable[[Record], Truth]:
    return lambda record: above(record.number(field), 0)


def _months_beyond_workers(record: Record) -> Truth:
    workers = record.number("workers_away") + record.number("workers_local")
    return above(record.number("work_months_total"), 12 * workers)


def _children_counted_as_labour(record: Record) -> Truth:
    adults = record.number("household_size") - record.number("children_u16")
    return above(record.number("labour_members"), adults)


def _severe_above_disabled(record: Record) -> Truth:
    return above(record.number("severe_disabled_members"), record.number("disabled_members"))


_COUNT_CHECKS = tuple(
    Check(
        f"{name}_above_household_size",
        CheckKind.CONTRADICTION,
        f"{FIELDS[name].name_zh}超过家庭人口数",
        f"more {FIELDS[name].name_en} than people in the household",
        (name, "household_size"),
        ARITHMETIC,
        _above_size(name),
    )
    for name in COUNTS
)

MEMBER_CHECKS: tuple[Check, ...] = (
    Check("areas_not_nested", CheckKind.CONTRADICTION, "行政区划代码不相隶属",
          "area codes do not lie within one another", AREAS, ARITHMETIC, _areas_not_nested),
    *_COUNT_CHECKS,
    Check("ages_above_household_size", CheckKind.CONTRADICTION,
          "16岁以下与60岁以上人口之和超过家庭人口数",
          "children and elderly together exceed the people in the household",
          ("children_u16", "elderly_60", "household_size"), ARITHMETIC,
          _sum_above_size("children_u16", "elderly_60")),
    Check("labour_above_household_size", CheckKind.CONTRADICTION,
          "劳动力与弱劳动力之和超过家庭人口数",
          "full and weak labour together exceed the people in the household",
          ("labour_members", "weak_labour_members", "household_size"), ARITHMETIC,
          _sum_above_size("labour_members", "weak_labour_members")),
    Check("workers_above_household_size", CheckKind.CONTRADICTION,
          "外出与本地务工人数之和超过家庭人口数",
          "people working away and locally together exceed the people in the household",
          ("workers_away", "workers_local", "household_size"), ARITHMETIC,
          _sum_above_size("workers_away", "workers_local")),
    Check("children_counted_as_labour", CheckKind.CONTRADICTION,
          "有劳动能力人数超过16岁及以上人口数",
          "more people with labour capacity than people aged 16 or over",
          ("labour_members", "household_size", "children_u16"), ARITHMETIC,
          _children_counted_as_labour),
    Check("labour_under_16_recorded", CheckKind.CONTRADICTION, "有未满16岁成员记为有劳动能力",
          "a member under 16 is recorded with labour capacity",
          ("labour_under_16",), DATA_RULES, _counted("labour_under_16")),
    Check("public_post_70_recorded", CheckKind.IMPLAUSIBLE, "有70岁及以上成员在公益性岗位",
          "a member aged 70 or over is in a public post",
          ("public_post_70",), DATA_RULES, _counted("public_post_70")),
    Check("severe_above_disabled", CheckKind.CONTRADICTION, "重度残疾人数超过残疾人数",
          "more severely disabled people than disabled people",
          ("severe_disabled_members", "disabled_members"), ARITHMETIC, _severe_above_disabled),
    Check("months_beyond_workers", CheckKind.CONTRADICTION, "务工总月数超过务工人数乘以12",
          "more months worked than the workers' twelve each",
          ("work_months_total", "workers_away", "workers_local"), ARITHMETIC,
          _months_beyond_workers),
)  # fmt: skip
