"""Who lives in the household, their health and their schooling."""

from math import nan

from riskmodel.modelling.features.feature import (
    Dimension,
    Feature,
    Record,
    Unit,
    recorded,
    share_of_members,
)
from riskmodel.truth import Numbers, either, is_unknown, ratio

_ILLNESS = "illness costs money and working time (因病)"
_DISABILITY = "disability costs money and working time (因残)"


def _dependants_per_worker(record: Record, _: Numbers) -> Numbers:
    dependants = record.number("children_u16") + record.number("elderly_60")
    return ratio(dependants, record.number("labour_members") + 1)


def _elderly_only(record: Record, _: Numbers) -> Numbers:
    elderly, size = record.number("elderly_60"), record.number("household_size")
    return either(is_unknown(elderly) | is_unknown(size), nan, elderly >= size)


HOUSEHOLD: tuple[Feature, ...] = (
    recorded("household_size", Dimension.HOUSEHOLD, Unit.PEOPLE),
    recorded("living_members", Dimension.HOUSEHOLD, Unit.PEOPLE),
    recorded("children_u16", Dimension.HOUSEHOLD, Unit.PEOPLE),
    recorded("elderly_60", Dimension.HOUSEHOLD, Unit.PEOPLE),
    recorded("head_age", Dimension.HOUSEHOLD, Unit.YEARS),
    recorded("household_type", Dimension.HOUSEHOLD, Unit.CATEGORY),
    share_of_members("children_u16", Dimension.HOUSEHOLD, "16岁以下人口", "children under 16"),
    share_of_members("elderly_60", Dimension.HOUSEHOLD, "60岁以上人口", "people aged 60 or over"),
    Feature(
        name="dependants_per_worker",
        label_zh="抚养比(老幼人数与有劳动能力人数加一之比)",
        label_en="children and elderly for each person who can work, plus one",
        dimension=Dimension.HOUSEHOLD,
        unit=Unit.RATIO,
        inputs=("children_u16", "elderly_60", "labour_members"),
        compute=_dependants_per_worker,
        monotone=1,
        monotone_reason="more to feed for each who can work (抚养负担)",
    ),
    Feature(
        name="elderly_only",
        label_zh="全为60岁以上老人的家庭",
        label_en="household of people aged 60 or over only",
        dimension=Dimension.HOUSEHOLD,
        unit=Unit.YES_NO,
        inputs=("elderly_60", "household_size"),
        compute=_elderly_only,
    ),
)

HEALTH: tuple[Feature, ...] = (
    recorded("chronic_members", Dimension.HEALTH, Unit.PEOPLE, monotone=1, reason=_ILLNESS),
    recorded(
        "serious_illness_members", Dimension.HEALTH, Unit.PEOPLE, monotone=1, reason=_ILLNESS
    ),
    recorded("disabled_members", Dimension.HEALTH, Unit.PEOPLE, monotone=1, reason=_DISABILITY),
    recorded(
        "severe_disabled_members", Dimension.HEALTH, Unit.PEOPLE, monotone=1, reason=_DISABILITY
    ),
    recorded("uninsured_members", Dimension.HEALTH, Unit.PEOPLE),
    recorded("critical_insured", Dimension.HEALTH, Unit.YES_NO),
    recorded("pension_insured_members", Dimension.HEALTH, Unit.PEOPLE),
    share_of_members(
        "chronic_members",
        Dimension.HEALTH,
        "长期慢性病人数",
        "people with a chronic illness",
        monotone=1,
        reason=_ILLNESS,
    ),
    share_of_members(
        "disabled_members",
        Dimension.HEALTH,
        "残疾人数",
        "disabled people",
        monotone=1,
        reason=_DISABILITY,
    ),
    share_of_members("uninsured_members", Dimension.HEALTH, "未参保人数", "uninsured people"),
)

SCHOOLING: tuple[Feature, ...] = (
    recorded("head_education", Dimension.SCHOOLING, Unit.CATEGORY),
    recorded("max_education", Dimension.SCHOOLING, Unit.CATEGORY),
    recorded("students_compulsory", Dimension.SCHOOLING, Unit.PEOPLE),
    recorded("students_noncompulsory", Dimension.SCHOOLING, Unit.PEOPLE),
    recorded("dropout_compulsory", Dimension.SCHOOLING, Unit.YES_NO),
)
