"""The page of the rules: what is in force somewhere on a day, and a line that is tried out."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskmodel.eligibility import RULES, Rule
from riskmodel.parameters import AREA_PATTERN, ListedParameter, Parameters, listed, sources
from riskmodel.simulation.stored import HIGHEST_PERCENT, LOWEST_PERCENT, STOPS, LineMoved
from riskmodel_api.console.languages import Language, in_language, translations

MOST_RECORDS, MOST_IDS = 2_000, 60
_AREA = re.compile(AREA_PATTERN)
_PERCENT = re.compile(r"[+-]?[0-9]{1,3}")
_TAG = re.compile(r"\[([A-Z][0-9]+[a-z]?(?:, ?[A-Z][0-9]+[a-z]?)*)\]")


@dataclass(frozen=True)
class RulesPage:
    """The rules and the parameters in force in an area on a day."""

    rule_pack: str
    area: str
    on: datetime.date
    parameters: Sequence[ListedParameter]
    language: Language
    simulates: bool

    @property
    def rules(self) -> Sequence[Rule]:
        """Every rule, in order."""
        return RULES

    def say(self, part: object, name: str) -> str:
        """A text in the language of the page."""
        return in_language(part, name, self.language)

    def unit(self, one: ListedParameter) -> str:
        """What a value is counted in."""
        return _units(self.language).get(one.unit, one.unit)

    def where(self, text: str) -> list[tuple[str, str]]:
        """The sources that a text names, each with where it was found."""
        return where_found(text)

    def condition(self, rule: Rule) -> str:
        """When a rule is met."""
        chinese = self.language is Language.CHINESE
        return rule.words.condition_zh if chinese else rule.condition


@dataclass(frozen=True)
class SimulationPage:
    """A line changed by so many per cent among the newest records; ids where they may be read."""

    area: str
    percent: int
    households: int
    other_form: int
    chosen: LineMoved | None
    stops: Sequence[LineMoved]
    shows_ids: bool

    @property
    def lowest(self) -> int:
        """The least change of the line that can be tried."""
        return LOWEST_PERCENT

    @property
    def highest(self) -> int:
        """The greatest."""
        return HIGHEST_PERCENT

    @property
    def most_ids(self) -> int:
        """How many ids are listed at most."""
        return MOST_IDS


def in_force(parameters: Parameters, area: str, on: datetime.date) -> list[ListedParameter]:
    """Every parameter in an area on a day."""
    return listed(parameters, area or None, on)


def asked_rule_area(asked: Mapping[str, str]) -> str:
    """An area that parameters can be of; "" for the whole country."""
    given = asked.get("area", "").strip()
    return given if _AREA.fullmatch(given) and given != "CN" else ""


def asked_day(asked: Mapping[str, str], today: datetime.date) -> datetime.date:
    """The day of the form, today where none, or none that is one, was given."""
    try:
        return datetime.date.fromisoformat(asked.get("on", ""))
    except ValueError:
        return today


def asked_percent(asked: Mapping[str, str]) -> int:
    """By how many per cent the line is to be moved; 5 where none was given, within bounds."""
    given = asked.get("percent", "").strip()
    percent = int(given) if _PERCENT.fullmatch(given) else STOPS[3]
    return min(max(percent, LOWEST_PERCENT), HIGHEST_PERCENT)


def where_found(text: str) -> list[tuple[str, str]]:
    """The tags of sources that a text names, each with where it was found."""
    held = sources()
    tags = [tag.strip() for found in _TAG.findall(text) for tag in found.split(",")]
    return [(tag, held[tag]) for tag in tags if tag in held]


def _units(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "1 yes, 0 no": _("1 yes, 0 no"),
        "days": _("days"),
        "days a year": _("days a year"),
        "litres a head and day": _("litres a head and day"),
        "m": _("m"),
        "measures": _("measures"),
        "minutes": _("minutes"),
        "months": _("months"),
        "share": _("share"),
        "share of the line": _("share of the line"),
        "times the dibao standard of a year": _("times the dibao standard of a year"),
        "version": _("version of the accounting"),
        "yuan": _("yuan"),
        "yuan a head and year": _("yuan a head and year"),
        "yuan a household and year": _("yuan a household and year"),
        "yuan a year": _("yuan a year"),
    }
