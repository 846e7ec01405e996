"""The notice for publication (公示), from an allow-list: what is not on it cannot get into it.

A public notice carries no identity number, phone, bank account or state of health [S06]. Names are
left blank for the office to fill in: the record has none.
"""

from typing import NamedTuple

from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.rules.category import proposed_category
from riskmodel.eligibility.words import counted
from riskmodel.schema.choices import MONITOR_CATEGORY
from riskmodel.truth import TRUE, is_unknown

_SPENDING = ("刚性支出较大", "large rigid spending")
PUBLIC_GROUNDS = {
    "R01": ("收入低于监测范围", "income within the monitoring range"),
    "R02": ("扣除刚性支出后收入低于监测范围", "income after rigid spending within the range"),
    "R04": ("收入骤减", "a sharp fall of income"),
    "R05": _SPENDING,
    "R06": _SPENDING,
    "R07": _SPENDING,
    "R08": _SPENDING,
    "R10": ("住房安全", "unsafe housing"),
    "R11": ("饮水安全", "unsafe drinking water"),
    "R13": ("突发灾害事故", "a disaster or accident"),
    "R14": ("务工就业不稳", "unstable work"),
    "R15": ("产业失败", "a business that failed"),
}
"""The rules whose finding may be published, and in which words.

Spending on illness and on school reads the same, so that the words tell no state of health. Not on
the list: insurance, a child out of school, labour capacity, property.
"""
_CATEGORIES = {choice.code: choice for choice in MONITOR_CATEGORY}


class Published(NamedTuple):
    """All that a notice may be made of. `people` and `days` are None where unknown."""

    status: str
    category: str
    people: int | None
    grounds: tuple[tuple[str, str], ...]
    days: int | None


class Notice(NamedTuple):
    """The draft of a notice in Chinese and in English; blanks are for the office."""

    zh: str
    en: str


def notice(facts: HouseholdFacts, status: str) -> Notice | None:
    """The draft for a household that is proposed to enter or to leave, None for any other."""
    if status not in _DRAFTS:
        return None
    grounds = [words for rule, words in PUBLIC_GROUNDS.items() if facts.outcome(rule) is TRUE]
    return draft(
        Published(
            status=status,
            category=proposed_category(facts),
            people=_whole(facts.number("household_size")),
            grounds=tuple(dict.fromkeys(grounds)),
            days=_whole(facts.parameter("notice_days_least")),
        )
    )


def draft(published: Published) -> Notice:
    """The text; raises KeyError for a status that is not published."""
    zh, en = _DRAFTS[published.status]
    return Notice(zh.format(**_blanks_zh(published)), en.format(**_blanks_en(published)))


def _blanks_zh(published: Published) -> dict[str, str]:
    category = _CATEGORIES.get(published.category)
    return {
        "people": f"{published.people}人" if published.people else "____人",
        "category": category.name_zh if category else "____",
        "grounds": "、".join(zh for zh, _ in published.grounds) or "____",
        "days": f"{published.days}天" if published.days else "____天",
    }


def _blanks_en(published: Published) -> dict[str, str]:
    category = _CATEGORIES.get(published.category)
    people, days = published.people, published.days
    return {
        "people": counted(people, "person", "people") if people else "____ people",
        "category": category.name_en if category else "____",
        "grounds": "; ".join(en for _, en in published.grounds) or "____",
        "days": counted(days, "day", "days") if days else "____ days",
    }


def _whole(figure: float) -> int | None:
    return None if is_unknown(figure) else int(figure)


_DRAFTS = {
    "propose_include": (
        "公示(草稿): 经核查研判, 拟将户主____一户{people}纳入防止返贫监测。类别: {category}。"
        "原因: {grounds}。公示期自张贴之日起不少于{days}。如有异议, 请向____反映, 电话____。",
        "Notice (draft): after checking it is proposed to place the household of ____, {people}, "
        "under monitoring. Category: {category}. Grounds: {grounds}. The notice stands for at "
        "least {days} from the day it is put up. Objections are heard by ____, telephone ____.",
    ),
    "propose_remove": (
        "公示(草稿): 经核查研判, 户主____一户{people}的返贫风险已稳定消除, 拟标注风险消除。"
        "公示期自张贴之日起不少于{days}。如有异议, 请向____反映, 电话____。",
        "Notice (draft): after checking, the risk of the household of ____, {people}, is "
        "lastingly gone, and it is proposed to mark it as removed. The notice stands for at "
        "least {days} from the day it is put up. Objections are heard by ____, telephone ____.",
    ),
}
