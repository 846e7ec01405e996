"""The page on what people decided beside rules and score: what was asked for, and the figures."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskmodel.casework.analytics import Analytics, Tally
from riskmodel.casework.groups import GroupTally
from riskmodel.casework.made import Period
from riskmodel.casework.months import MonthOfDecisions, months_back, period_of
from riskmodel_api.console.languages import Language, translations
from riskmodel_api.console.period_page import PeriodPage
from riskmodel_api.console.words import words

MONTHS_BACK = 11


def asked_area(asked: Mapping[str, str]) -> str:
    """The area of a form; "" where none was given, or what was given is no code."""
    given = asked.get("area", "")
    return given if given.isascii() and given.isdecimal() and len(given) <= 12 else ""


def asked_period(asked: Mapping[str, str], today: datetime.date) -> Period:
    """The months of a form, the last twelve where none were given; raises DataError."""
    first = asked.get("first") or months_back(today, MONTHS_BACK)
    return period_of(first, asked.get("last") or months_back(today, 0))


class Section:
    """A table of tallies: its heading, what its rows are, and a word for each row."""

    def __init__(
        self, name: str, heading: str, tallies: Sequence[Tally], called: Mapping[str, str]
    ) -> None:
        self.name, self.heading = name, heading
        self.rows = [(called.get(one.key, one.key), one) for one in tallies]


@dataclass(frozen=True)
class DecisionsPage(PeriodPage):
    """The figures of a period and an area."""

    months: Sequence[MonthOfDecisions]
    found: Analytics
    groups: Sequence[GroupTally]
    language: Language

    @property
    def shown_months(self) -> Sequence[MonthOfDecisions]:
        """The months from the first in which anything was decided; the last one at least."""
        places = [place for place, one in enumerate(self.months) if one.decisions]
        return self.months[places[0] if places else -1 :]

    @property
    def sections(self) -> list[Section]:
        """Tables of the same figures by what a household or a decision is."""
        _ = translations(self.language).gettext
        held = words(self.language)
        nothing = {"": _("none")}
        against = {
            "overrides": _("against what the rules propose"),
            "follows": _("as the rules propose"),
            "open": _("the rules propose nothing, or the record was wrong"),
        }
        found = self.found
        chinese = self.language is Language.CHINESE
        groups = {one.tally.key: one.label_zh if chinese else one.label_en for one in self.groups}
        unscored = {"": _("not scored")}
        category, dimension = held["category_words"], held["dimension_words"]
        return [
            Section("bands", _("By band of the score"), found.by_band,
                    held["band_words"] | unscored),
            Section("categories", _("By category of monitoring"), found.by_category,
                    category | {"none": _("none")} | nothing),
            Section("dimensions", _("By first risk"), found.by_dimension, dimension | nothing),
            Section("groups", _("By group of households"), [one.tally for one in self.groups],
                    groups),
            Section("outcomes", _("By decision"), found.by_decision, held["decision_words"]),
            Section("against", _("Beside the rules"), found.overrides, against),
        ]  # fmt: skip
