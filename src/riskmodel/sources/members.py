"""Members' tables (one row a person) to household fields, for importers and platforms alike.

A count is unknown only where an unknown member could change it: one member whose insurance is not
known makes the number of uninsured unknown, one whose age is known and adult does not touch the
number of children. Two counts exist for the data rules alone, which ask them of a member's own
row: children with labour capacity, and people of 70 or over in public posts.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema import choices
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Choice, Evidence, Field, Kind, Origin, Privacy
from riskmodel.schema.household import FIELDS, IDENTITY_NUMBER, OPAQUE_ID
from riskmodel.schema.table import read_table
from riskmodel.truth import Truth, at_least, at_most, below, yes

Floats = NDArray[np.float64]

_LABOUR = (
    Choice("skilled", "技能劳动力", "skilled labour capacity"),
    Choice("ordinary", "普通劳动力", "ordinary labour capacity"),
    Choice("weak", "弱(半)劳动力", "weak labour capacity"),
    Choice("none", "无劳动能力", "no labour capacity"),
)
_STUDY = (
    Choice("none", "非在校", "not at school"),
    Choice("compulsory", "义务教育阶段", "compulsory schooling"),
    Choice("noncompulsory", "非义务教育阶段", "past compulsory schooling"),
)
_PLACE = (
    Choice("none", "未务工", "not in a job"),
    Choice("local", "本地务工", "in a local job"),
    Choice("away", "外出务工", "working away"),
)
_DISABILITY = (
    Choice("none", "无", "none"),
    Choice("ordinary", "一般残疾", "disabled"),
    Choice("severe", "重度残疾", "severely disabled"),
)


def _member_field(  # noqa: PLR0913 - one argument a column of the declaration
    name: str,
    name_zh: str,
    name_en: str,
    kind: Kind,
    *,
    limits: tuple[float, float] | None = None,
    allowed: tuple[Choice, ...] = (),
    pattern: str = "",
) -> Field:
    return Field(
        name=name,
        name_zh=name_zh,
        name_en=name_en,
        kind=kind,
        origin=Origin.FORM,
        privacy=Privacy.SENSITIVE,
        evidence=Evidence.DECLARED,
        minimum=limits[0] if limits else None,
        maximum=limits[1] if limits else None,
        choices=allowed,
        pattern=pattern,
        forbidden=IDENTITY_NUMBER if pattern else "",
        required=bool(pattern),
    )


MEMBER_FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _member_field("household_id", "户编号", "household id", Kind.TEXT, pattern=OPAQUE_ID),
        _member_field("is_head", "户主", "head of the household", Kind.YES_NO),
        _member_field("age", "年龄", "age in years", Kind.INTEGER, limits=(0, 120)),
        _member_field("sex", "性别", "sex", Kind.CHOICE, allowed=choices.SEX),
        _member_field("education", "文化程度", "schooling", Kind.CHOICE,
                      allowed=choices.EDUCATION),
        _member_field("labour", "劳动能力", "labour capacity", Kind.CHOICE, allowed=_LABOUR),
        _member_field("study", "在校情况", "schooling now", Kind.CHOICE, allowed=_STUDY),
        _member_field("chronic", "长期慢性病", "chronic illness", Kind.YES_NO),
        _member_field("serious_illness", "大病", "serious illness", Kind.YES_NO),
        _member_field("disability", "残疾", "disability", Kind.CHOICE, allowed=_DISABILITY),
        _member_field("insured", "参加基本医保", "has basic medical insurance", Kind.YES_NO),
        _member_field("pension_insured", "参加养老保险", "insured for a pension", Kind.YES_NO),
        _member_field("work_place", "务工地点", "where in a job", Kind.CHOICE, allowed=_PLACE),
        _member_field("work_months", "务工月数", "months in a job", Kind.INTEGER, limits=(0, 12)),
        _member_field("cross_province", "跨省务工", "works in another province", Kind.YES_NO),
        _member_field("public_post", "公益性岗位", "in a public post", Kind.YES_NO),
    )
}  # fmt: skip


def household_fields(members: Any) -> Columns:
    """One row a household, in the order of first appearance: fields 21 to 46 and two counts.

    `members` is a table of `MEMBER_FIELDS`. Raises SchemaError with every violation, in it or in
    what follows from it (a household of more people than the record allows).
    """
    columns = read_table(members, MEMBER_FIELDS)
    ids, first, household = np.unique(
        columns.text("household_id"), return_index=True, return_inverse=True
    )
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    fields = _fields(columns, place[household], len(ids))
    return read_table({"household_id": ids[order], **fields}, FIELDS)


def _fields(columns: Columns, household: NDArray[np.intp], count: int) -> dict[str, Any]:
    size = np.bincount(household, minlength=count).astype(np.float64)
    found: dict[str, Any] = {"household_size": size}
    for name, held in _counted(columns).items():
        found[name] = _count(held, household, count)
    for name, held in _of_any(columns).items():
        found[name] = _any(held, household, count)
    found["work_months_total"] = _months(columns, household, count)
    found |= _of_head(columns, household, count)
    found["max_education"] = _codes(_highest(columns, household, count))
    return found


def _counted(columns: Columns) -> dict[str, Truth]:
    """For each counted field, whether a member counts."""
    age = columns.number("age")

    def choice(name: str, *codes: str) -> Truth:
        return yes(columns.is_choice(name, *codes))

    able, post = choice("labour", "skilled", "ordinary"), yes(columns.number("public_post"))
    return {
        "children_u16": below(age, 16),
        "elderly_60": at_least(age, 60),
        "labour_members": able,
        "labour_under_16": below(age, 16) & able,
        "weak_labour_members": choice("labour", "weak"),
        "students_compulsory": choice("study", "compulsory"),
        "students_noncompulsory": choice("study", "noncompulsory"),
        "chronic_members": yes(columns.number("chronic")),
        "serious_illness_members": yes(columns.number("serious_illness")),
        "disabled_members": choice("disability", "ordinary", "severe"),
        "severe_disabled_members": choice("disability", "severe"),
        "uninsured_members": ~yes(columns.number("insured")),
        "pension_insured_members": yes(columns.number("pension_insured")),
        "workers_away": choice("work_place", "away"),
        "workers_local": choice("work_place", "local"),
        "public_post": post,
        "public_post_70": at_least(age, 70) & post,
    }


def _of_any(columns: Columns) -> dict[str, Truth]:
    """For each yes or no of a household, whether a member makes it yes."""
    age = columns.number("age")
    of_age = at_least(age, 6) & at_most(age, 15)
    away = yes(columns.is_choice("work_place", "away"))
    return {
        "dropout_compulsory": of_age & yes(columns.is_choice("study", "none")),
        "work_cross_province": away & yes(columns.number("cross_province")),
    }


def _any(held: Truth, household: NDArray[np.intp], count: int) -> Floats:
    """1 where a member makes it so, 0 where none does, unknown where one unknown member could."""
    so = np.bincount(household, weights=held.is_true, minlength=count) > 0
    unknown = np.bincount(household, weights=held.is_unknown, minlength=count) > 0
    return np.where(unknown & ~so, np.nan, so)


def _count(held: Truth, household: NDArray[np.intp], count: int) -> Floats:
    """How many members of each household count; unknown where one is unknown."""
    counted = np.bincount(household, weights=held.is_true, minlength=count)
    unknown = np.bincount(household, weights=held.is_unknown, minlength=count)
    return np.where(unknown > 0, np.nan, counted)


def _months(columns: Columns, household: NDArray[np.intp], count: int) -> Floats:
    """Months of all members; one known not to be in a job has none."""
    idle = yes(columns.is_choice("work_place", "none"))
    months = np.where(idle.is_true, 0.0, columns.number("work_months"))
    return np.bincount(household, weights=months, minlength=count).astype(np.float64)


def _of_head(columns: Columns, household: NDArray[np.intp], count: int) -> dict[str, Any]:
    """Age, sex and schooling of the head; unknown where no member, or more than one, is head."""
    heads = np.flatnonzero(columns.number("is_head") == 1)
    single = np.bincount(household[heads], minlength=count) == 1
    row = np.full(count, -1)
    row[household[heads]] = heads
    known = single & (row >= 0)

    def of_head(name: str) -> Floats:
        return np.where(known, columns.number(name)[row], np.nan)

    sexes = np.array([*MEMBER_FIELDS["sex"].codes, None], dtype=object)
    sex = of_head("sex")
    return {
        "head_age": of_head("age"),
        "head_sex": sexes[np.where(np.isnan(sex), -1, sex).astype(np.intp)].tolist(),
        "head_education": _codes(of_head("education")),
    }


def _highest(columns: Columns, household: NDArray[np.intp], count: int) -> Floats:
    """The highest schooling; unknown where one is unknown, unless another has the highest."""
    top = len(choices.EDUCATION) - 1
    education = columns.number("education")
    highest = np.full(count, -np.inf)
    np.maximum.at(highest, household, np.where(np.isnan(education), -np.inf, education))
    unknown = np.bincount(household, weights=np.isnan(education), minlength=count) > 0
    return np.where(unknown & (highest < top), np.nan, highest)


def _codes(position: Floats) -> list[str | None]:
    codes = [choice.code for choice in choices.EDUCATION]
    return [None if np.isnan(held) else codes[int(held)] for held in position]
