"""What a household is told of a decision: in plain words, and nothing of any score."""

import itertools
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from cases import NEVER, Calendar, assessed
from riskmodel_api.console.languages import Language
from riskmodel_api.console.pages import render

from riskmodel.assessment import Assessment
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import NAMES, REASONS, Decision
from riskmodel.casework.letter import MAY_BE_NAMED, letter
from riskmodel.casework.letter_words import DECIDED, REASONS_SAID
from riskmodel.casework.steps import Step
from riskmodel.deadlines import day_of
from riskmodel.errors import CaseStepError
from riskmodel.parameters import Parameters
from riskmodel.schema.household import FIELDS
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.store import Store

BANNED = re.compile(
    r"[0-9]\s*[%％]|评分|分数|得分|概率|几率|可能性|模型|算法|风险|预测|预期|对数|区间|百分|档次"
    r"|\b(?:score|probab|likelihood|chance|odds|model|algorithm|risk|predict|forecast|expected"
    r"|shap|percent|interval|band\b|comput|automat)",
    re.IGNORECASE,
)
HARDSHIP = {"serious_illness_members": 1, "net_income_pc": 4_000.0, "net_income": 16_000.0,
            "dropout_compulsory": True, "dropout_reason": "other"}  # fmt: skip
WORDS = "seen at home; the score of 12% is of no matter"


@pytest.fixture(scope="module")
def decided(assessor, tmp_path_factory):
    """A case that was decided after a visit, its steps, its assessment and its record."""

    folder = tmp_path_factory.mktemp("letter")
    store = Store(Place.of("", folder / "database", folder / "anchors.jsonl", Keys()))
    try:
        calendar = Calendar()
        book = Casebook(store._engine, Parameters.shipped(), NEVER, calendar)
        case = book.open(assessed(store, assessor, **HARDSHIP), "Wang Fang")
        seen = Seen(case.case_id, "Wang Fang", 1)
        book.claim(seen)
        book.record_visit(seen._replace(steps=2), day_of(calendar()), "Zhao Li", WORDS)
        case = book.decide(seen._replace(steps=3), Decision.INCLUDE, "guarantee_lost", WORDS)
        given = store.fetch(case.facts.assessment_id).given
        yield (
            case,
            book.history(case.case_id),
            Assessment.model_validate_json(given.message),
            json.loads(given.asked),
        )
    finally:
        store.close()


def as_decided(decided, decision, reason):
    """The same case with another decision for another reason."""
    case, steps, *rest = decided
    other = [
        taken._replace(content=taken.content | {"decision": decision, "reason": reason})
        if taken.step is Step.DECIDE
        else taken
        for taken in steps
    ]
    return letter(replace(case, decision=decision), other, *rest, Parameters.shipped())


def text_of(made, language, office=""):
    page = render(
        "letter.html", language, letter=made, office=office, frame=SimpleNamespace(switch="?lang=")
    )
    return re.sub(r"\s+", " ", re.sub(r"<link[^>]*>|<[^>]*>", " ", page))


@pytest.mark.parametrize("language", list(Language))
def test_no_letter_says_a_word_of_the_score(decided, language):
    pairs = itertools.chain.from_iterable(
        ((decision, reason) for decision in reason.of) for reason in REASONS
    )
    for decision, reason in pairs:
        text = text_of(as_decided(decided, decision, reason.code), language)
        assert BANNED.findall(text) == [], (decision, reason.code)
        words = DECIDED[decision], REASONS_SAID[reason.code]
        for said in words:
            assert (said.zh if language is Language.CHINESE else said.en) in text


def test_the_list_of_what_is_banned_finds_the_words_of_the_console():
    for text in (
        "12%",
        "评分",
        "the score",
        "模型",
        "a model expects",
        "SHAP",
        "返贫风险",
        "Risk",
    ):
        assert BANNED.search(text)
    assert any(BANNED.search(name.zh) for name in NAMES.values())


def test_no_fact_that_may_be_named_has_such_a_word_in_its_name():
    for name in MAY_BE_NAMED:
        field = FIELDS[name]
        words = [field.name_zh, field.name_en, field.unit]
        words += [word for choice in field.choices for word in (choice.name_zh, choice.name_en)]
        assert [word for word in words if BANNED.search(word)] == []


def test_every_reason_of_the_list_has_plain_words():
    assert set(REASONS_SAID) == {reason.code for reason in REASONS}
    assert set(DECIDED) == set(Decision)


def test_a_letter_says_who_decided_what_may_be_corrected_and_until_when(decided):
    case, *_ = decided
    made = letter(*decided, Parameters.shipped())
    text = text_of(made, Language.ENGLISH, "County office, 1 Main Street, tel. 0871-1")
    assert "Wang Fang decided it" in text
    assert f"object by {case.notice_until}" in text
    assert "within 15 days" in text
    assert "County office, 1 Main Street, tel. 0871-1" in text
    named = {fact.label.en: fact.recorded.en for fact in made.facts}
    assert named["net income per head"].startswith("4,000 yuan")
    assert named["child out of compulsory schooling"] == "yes"
    assert WORDS not in text
    kept = as_decided(decided, Decision.NO_ACTION, "no_risk_found")
    assert "ask again at any time" in text_of(replace(kept, object_until=None), Language.ENGLISH)


def test_an_undecided_case_has_no_letter(decided):
    case, *rest = decided
    for state in ("visited", "second_review"):
        with pytest.raises(CaseStepError, match="letter"):
            letter(replace(case, state=state), *rest, Parameters.shipped())


def test_a_reviewer_who_agreed_before_a_new_decision_is_not_named(decided):
    case, steps, *rest = decided
    review = steps[-1]._replace(step=Step.REVIEW, by="Li Na", content={"agrees": True})
    after = [*steps, review._replace(number=5)]
    assert letter(case, after, *rest, Parameters.shipped()).reviewed_by == "Li Na"
    before = [*steps[:-1], review, steps[-1]._replace(number=5)]
    assert letter(case, before, *rest, Parameters.shipped()).reviewed_by is None
