"""The question what measures go with: a household, a named person, and why it is asked."""

from typing import NamedTuple, NoReturn

from riskmodel.assessment.question import DatedRecord, parts_of, read_question
from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.violations import Fault

SHORTEST_WORDS, LONGEST_WORDS = 2, 500
LONGEST_FIELD = 40


class LeversQuestion(NamedTuple):
    """Who asks about which household and why; `lever` is one field, None for the whole list."""

    dated: DatedRecord
    by: str
    because: str
    lever: str | None


def read_levers(given: object) -> LeversQuestion:
    """The question as parsed from JSON.

    `{"as_of_date": …, "household": {…}, "by": "Li Na", "because": "…", "lever": "water_safe"}`
    where the lever may be left out. Raises SchemaError.
    """
    day, household, by, because, lever = parts_of(
        given, "as_of_date", "household", "by", "because", optional=("lever",)
    )
    if lever is not None and not (isinstance(lever, str) and len(lever) <= LONGEST_FIELD):
        _refuse("lever", "give the name of a field as text", "请以文本填写字段名")
    words = _words("by", by), _words("because", because)
    dated = read_question({"as_of_date": day, "household": household})
    return LeversQuestion(dated, *words, lever)


def _words(name: str, given: object) -> str:
    """A name or a reason in plain words: printable, neither empty nor endless."""
    words = given.strip() if isinstance(given, str) else ""
    if not SHORTEST_WORDS <= len(words) <= LONGEST_WORDS or not words.isprintable():
        _refuse(
            name,
            f"give {SHORTEST_WORDS} to {LONGEST_WORDS} printable characters: it is kept, so that "
            "it can be asked about later",
            f"请填写 {SHORTEST_WORDS} 至 {LONGEST_WORDS} 个可见字符, 将留存备查",
        )
    return words


def _refuse(field: str, english: str, chinese: str) -> NoReturn:
    raise SchemaError([Violation(field, Fault.WRONG_FORM.value, english, chinese)])
