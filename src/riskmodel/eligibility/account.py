"""A household's income as an account (收支明细), line by line, for a villager to follow."""

import datetime
from typing import NamedTuple

from riskmodel.eligibility import accounting
from riskmodel.eligibility.accounting import ACCOUNTINGS, FORM, FORM_ITEMS, REFERENCE_ITEMS, Item
from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.rules.income import LINE
from riskmodel.eligibility.rules.monitoring import under_monitoring
from riskmodel.truth import Numbers, is_unknown


class Entry(NamedTuple):
    """One line: `amount` yuan a year is added (`share` above zero) or taken off, None unknown."""

    field: str
    zh: str
    en: str
    share: float
    amount: float | None


class Account(NamedTuple):
    """The account of one household; yuan a year, a head where the name ends in `_pc`.

    `entries` lead from the incomes of the form to `net_income`, `reference_entries` from there to
    reference income. `recorded_stands` says that the recorded total was taken, whatever the
    entries add up to. `first_day` to `last_day` are the months whose income should be counted.
    """

    version: int | None
    version_zh: str
    version_en: str
    source: str
    purpose: str
    first_day: datetime.date
    last_day: datetime.date
    entries: list[Entry]
    recorded_stands: bool
    net_income: float | None
    people: float | None
    net_income_pc: float | None
    reference_entries: list[Entry]
    reference_pc: float | None
    monitoring_line: float | None


def account(facts: HouseholdFacts) -> Account:
    """The account by the version of income accounting in force."""
    version = facts.parameter(accounting.VERSION)
    chosen = next((one for one in ACCOUNTINGS if one.version == version), None)
    lifted = facts.is_choice("household_type", "lifted")
    updated = (under_monitoring(facts) | lifted).is_true
    window = accounting.update_window if updated else accounting.identification_window
    first_day, last_day = window(facts.date)
    return Account(
        version=chosen.version if chosen else None,
        version_zh=chosen.name_zh if chosen else "未配置",
        version_en=chosen.name_en if chosen else "not configured",
        source=chosen.source if chosen else "",
        purpose="yearly_update" if updated else "new_identification",
        first_day=first_day,
        last_day=last_day,
        entries=_entries(facts, (*FORM_ITEMS, *(chosen or FORM).corrections)),
        recorded_stands=facts.written["net_income"] is not None,
        net_income=_known(facts.computed(accounting.net_income)),
        people=_known(facts.number("household_size")),
        net_income_pc=_known(facts.computed(accounting.net_income_pc)),
        reference_entries=_entries(facts, REFERENCE_ITEMS),
        reference_pc=_known(facts.computed(accounting.reference_pc)),
        monitoring_line=_known(facts.parameter(LINE)),
    )


def _entries(facts: HouseholdFacts, items: tuple[Item, ...]) -> list[Entry]:
    return [_entry(facts, item) for item in items]


def _entry(facts: HouseholdFacts, item: Item) -> Entry:
    field = facts.columns.fields[item.field]
    return Entry(
        item.field,
        item.why_zh or field.name_zh,
        item.why_en or field.name_en,
        item.share,
        _known(facts.number(item.field)),
    )


def _known(figure: Numbers) -> float | None:
    return None if is_unknown(figure) else figure
