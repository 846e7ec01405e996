"""The life of a case: who may do what when, and that all of it is on record."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cases import ALWAYS, NEVER, Calendar, assessed
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stores import a_store, rows, tamper

from riskmodel.assessment import Assessment
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import NAMES, REASONS, Decision, overrides_rule
from riskmodel.casework.steps import MOVES, State, Step
from riskmodel.errors import (
    AssessmentNotFoundError,
    CaseMovedOnError,
    CaseNotFoundError,
    CasePersonError,
    CaseStepError,
)
from riskmodel.parameters import Parameters
from riskmodel.storage.database import open_engine
from riskmodel.storage.verify import verify

WANG, LI = "wang", "li"
WORDS = "seen at home, both harvests lost"


@pytest.fixture
def store(place):
    with a_store(place) as store:
        yield store


@pytest.fixture
def engine(place, store):
    engine = open_engine(place.url)
    yield engine
    engine.dispose()


@pytest.fixture
def calendar():
    return Calendar()


@pytest.fixture
def book(engine, calendar):
    return Casebook(engine, Parameters.shipped(), NEVER, calendar)


@pytest.fixture
def opened(book, store, assessor):
    """A case of a household that the rules say nothing of."""
    return book.open(assessed(store, assessor), "platform", "platform")


def seen(case, by=WANG):
    return Seen(case.case_id, by, case.steps)


def visited(book, case, by=WANG):
    case = book.claim(seen(case, by))
    today = book._today()
    case = book.plan_visit(seen(case, by), today)
    return book.record_visit(seen(case, by), today, "Zhao of the village", WORDS)


def test_a_case_goes_from_the_queue_to_its_end(book, opened, calendar):
    case = visited(book, opened)
    assert (case.state, case.holder, case.visit_on) == (State.VISITED, WANG, calendar.now.date())
    case = book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", WORDS)
    assert (case.state, case.decision, case.decided_by) == (State.DECIDED, "no_action", WANG)
    case = book.close(seen(case))
    assert case == book.find(case.case_id)
    assert case.state is State.CLOSED
    taken = [(one.step, one.state, one.by) for one in book.history(case.case_id)]
    assert taken == [
        ("open", "waiting", "platform"),
        ("claim", "claimed", WANG),
        ("plan_visit", "visit_planned", WANG),
        ("record_visit", "visited", WANG),
        ("decide", "decided", WANG),
        ("close", "closed", WANG),
    ]


def test_others_are_told_of_a_case_once_with_its_area_and_its_limit(
    book, place, store, assessor, opened
):
    told = "SELECT type, subject, household_id, data FROM outbox"
    [(kind, subject, household, data)] = rows(place, told)
    assert (kind, subject) == ("cn.riskmodel.case.opened", opened.case_id)
    assert household == opened.facts.household_id
    assert json.loads(data) == {
        "case_id": opened.case_id,
        "assessment_id": opened.facts.assessment_id,
        "decide_by": opened.decide_by.isoformat(),
    }
    book.open(opened.facts.assessment_id, "platform", "platform")
    assert len(rows(place, told)) == 1


def test_a_decision_carries_person_reason_words_and_the_assessment_that_was_seen(book, opened):
    case = visited(book, opened)
    book.decide(seen(case), Decision.NO_ACTION, "has_means", WORDS)
    decided = book.history(case.case_id)[-1]
    assert decided.by == WANG
    assert decided.content["reason"] == "has_means"
    assert decided.content["words"] == WORDS
    assert decided.content["assessment_id"] == opened.facts.assessment_id


def test_the_facts_are_those_of_the_assessment_and_stay_so(book, store, assessor, opened):
    given = store.fetch(opened.facts.assessment_id).given
    message = Assessment.model_validate_json(given.message)
    facts = opened.facts
    assert facts.probability == message.risk.probability
    assert (facts.low, facts.high) == (message.risk.interval.low, message.risk.interval.high)
    assert facts.proposed_status == message.eligibility.proposed_status
    assert facts.agreement == message.agreement
    assert facts.area == "530423101203"
    later = assessed(store, assessor, net_income_pc=3_000, net_income=12_000)
    assert book.open(later, "platform") == opened
    assert book.find(opened.case_id).facts == facts


def test_after_its_end_a_household_can_have_a_case_again(book, store, assessor, opened):
    case = book.claim(seen(opened))
    case = book.decide(seen(case), Decision.WRONG_DATA, "record_wrong", WORDS)
    book.close(seen(case))
    again = book.open(assessed(store, assessor), WANG)
    assert again.case_id != opened.case_id


def test_the_clock_runs_from_the_opening_to_the_limit_of_the_area(book, opened, calendar):
    assert opened.decide_by == calendar.now.date() + datetime.timedelta(days=15)


def test_an_inclusion_hangs_out_its_five_days_before_it_is_closed(book, store, assessor, calendar):
    poor = assessed(store, assessor, monitor_status="none", serious_illness_members=1)
    case = visited(book, book.open(poor, WANG))
    case = book.decide(seen(case), Decision.INCLUDE, "sudden_hardship", WORDS)
    if case.state is State.SECOND_REVIEW:
        case = book.review(seen(case, LI), agrees=True, words="as seen")
    assert case.notice_until == calendar.now.date() + datetime.timedelta(days=5)
    calendar.pass_days(4)
    with pytest.raises(CaseStepError, match="notice"):
        book.close(seen(case))
    calendar.pass_days(1)
    assert book.close(seen(case)).state is State.CLOSED


@pytest.mark.parametrize("decision", [Decision.INCLUDE, Decision.REMOVE])
def test_nobody_is_included_or_removed_without_a_visit(book, opened, decision):
    case = book.claim(seen(opened))
    reason = next(one.code for one in REASONS if decision in one.of)
    with pytest.raises(CaseStepError, match="visit"):
        book.decide(seen(case), decision, reason, WORDS)


def test_going_against_the_rules_takes_a_second_person(book, opened):
    assert opened.facts.proposed_status == "no_finding"
    case = visited(book, opened)
    case = book.decide(seen(case), Decision.INCLUDE, "risk_foreseen", WORDS)
    assert (case.state, case.overrides_rule) == (State.SECOND_REVIEW, True)
    assert case.notice_until is None
    with pytest.raises(CasePersonError):
        book.review(seen(case), agrees=True, words="I agree with myself")
    case = book.review(seen(case, LI), agrees=True, words="the illness is new")
    assert case.state is State.DECIDED


def test_a_second_person_can_send_a_decision_back(book, opened):
    case = visited(book, opened)
    case = book.decide(seen(case), Decision.INCLUDE, "risk_foreseen", WORDS)
    case = book.review(seen(case, LI), agrees=False, words="ask the clinic first")
    assert (case.state, case.decision, case.holder) == (State.VISITED, None, WANG)
    assert book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", WORDS).state == "decided"
    steps = [one.step for one in book.history(case.case_id)]
    assert steps[-3:] == ["decide", "review", "decide"]


def test_a_case_that_is_drawn_is_judged_before_its_score_is_shown(engine, store, assessor):
    book = Casebook(engine, Parameters.shipped(), ALWAYS, Calendar())
    case = visited(book, book.open(assessed(store, assessor), WANG))
    assert not case.shows_score
    with pytest.raises(CaseStepError, match="judge"):
        book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", WORDS)
    case = book.judge_blind(seen(case), Decision.INCLUDE, "they look worn out")
    assert case.shows_score
    with pytest.raises(CaseStepError):
        book.judge_blind(seen(case), Decision.KEEP, "another thought")
    case = book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", WORDS)
    assert case.state is State.SECOND_REVIEW
    held = {one.step: one.content.get("decision") for one in book.history(case.case_id)}
    assert (held["judge_blind"], held["decide"]) == ("include", "no_action")


def test_a_case_that_is_not_drawn_is_not_judged_blind(book, opened):
    case = book.claim(seen(opened))
    with pytest.raises(CaseStepError):
        book.judge_blind(seen(case), Decision.KEEP, WORDS)


def test_only_who_holds_a_case_works_on_it(book, opened, calendar):
    case = book.claim(seen(opened))
    today = calendar.now.date()
    for act in (
        lambda: book.plan_visit(seen(case, LI), today),
        lambda: book.record_visit(seen(case, LI), today, "Zhao", WORDS),
        lambda: book.decide(seen(case, LI), Decision.NO_ACTION, "no_risk_found", WORDS),
    ):
        with pytest.raises(CasePersonError):
            act()
    released = book.release(seen(case, LI), "Wang is on leave")
    assert (released.state, released.holder) == (State.WAITING, None)
    assert book.claim(seen(released, LI)).holder == LI


def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(book, opened):
    def claim(by):
        try:
            return book.claim(seen(opened, by)).holder
        except CaseMovedOnError:
            return None

    with ThreadPoolExecutor() as pool:
        held = list(pool.map(claim, [f"p{number}" for number in range(6)]))
    winners = [one for one in held if one]
    assert len(winners) == 1
    assert book.find(opened.case_id).holder == winners[0]
    assert book.find(opened.case_id).steps == 2


def test_a_double_click_does_a_thing_once(book, opened):
    case = book.claim(seen(opened))
    as_seen = seen(case)
    book.decide(as_seen, Decision.NO_ACTION, "helped_otherwise", WORDS)
    with pytest.raises(CaseMovedOnError):
        book.decide(as_seen, Decision.NO_ACTION, "helped_otherwise", WORDS)
    assert [one.step for one in book.history(case.case_id)].count(Step.DECIDE) == 1


def test_a_case_is_reopened_with_a_reason_and_forgets_no_decision(book, opened):
    case = book.claim(seen(opened))
    case = book.decide(seen(case), Decision.NO_ACTION, "helped_otherwise", WORDS)
    case = book.reopen(seen(book.close(seen(case)), LI), "the household asked again")
    assert (case.state, case.holder, case.decision) == (State.WAITING, None, None)
    assert book.history(case.case_id)[-1].content["decision"] == "no_action"


def test_a_case_is_not_reopened_beside_another_of_its_household(book, store, assessor, opened):
    case = book.claim(seen(opened))
    case = book.decide(seen(case), Decision.NO_ACTION, "helped_otherwise", WORDS)
    case = book.close(seen(case))
    another = book.open(assessed(store, assessor, net_income_pc=3_000, net_income=12_000), LI)
    assert another.case_id != case.case_id
    with pytest.raises(CaseStepError, match="another case open"):
        book.reopen(seen(case, LI), "the household asked again")
    assert book.find(case.case_id) == case
    another = book.decide(seen(book.claim(seen(another))), Decision.NO_ACTION, "has_means", WORDS)
    book.close(seen(book.review(seen(another, LI), agrees=True, words=WORDS)))
    assert book.reopen(seen(case, LI), "the household asked again").state is State.WAITING


@pytest.mark.parametrize("words", ["", "  ", "x", "a" * 2_001, "bell\x07"])
def test_every_reason_is_in_words_too(book, opened, words):
    case = book.claim(seen(opened))
    with pytest.raises(CaseStepError, match="words"):
        book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", words)
    assert book.find(case.case_id) == case


def test_a_reason_fits_its_decision(book, opened):
    case = book.claim(seen(opened))
    for reason in ("risk_gone", "because", ""):
        with pytest.raises(CaseStepError, match="reason"):
            book.decide(seen(case), Decision.NO_ACTION, reason, WORDS)


def test_a_visit_is_planned_ahead_and_recorded_afterwards(book, opened, calendar):
    case = book.claim(seen(opened))
    day = datetime.timedelta(days=1)
    today = calendar.now.date()
    with pytest.raises(CaseStepError):
        book.plan_visit(seen(case), today - day)
    for wrong in (today + day, today - 400 * day):
        with pytest.raises(CaseStepError):
            book.record_visit(seen(case), wrong, "Zhao", WORDS)


def test_what_is_not_there_cannot_be_opened_or_found(book):
    with pytest.raises(AssessmentNotFoundError):
        book.open("0" * 32, WANG)
    with pytest.raises(CaseNotFoundError):
        book.find("0" * 32)
    with pytest.raises(CaseNotFoundError):
        book.claim(Seen("0" * 32, WANG, 1))


def test_every_step_is_in_the_audit_log_without_its_words(book, engine, place, opened):
    case = visited(book, opened)
    book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", WORDS)
    entries = [json.loads(entry) for (entry,) in rows(place, "SELECT entry FROM audit_log")]
    mine = [one for one in entries if one["subject"] == case.case_id]
    assert [one["action"] for one in mine] == [
        "case.open",
        "case.claim",
        "case.plan_visit",
        "case.record_visit",
        "case.decide",
    ]
    assert WORDS not in json.dumps(entries)
    assert "h-1" not in json.dumps(mine)
    assert not findings(engine, place)


def test_a_step_cannot_be_changed_or_taken_away(place, engine, opened):
    for statement in ("UPDATE case_steps SET content = '{}'", "DELETE FROM case_steps"):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement))


def test_no_step_follows_from_a_score():
    """The only steps there are, are those that take a person; none is named for a score."""
    assert set(MOVES) | {Step.OPEN} == set(Step)
    assert {state for move in MOVES.values() for state in move.before} == set(State)


def test_every_decision_has_names_and_reasons():
    assert set(NAMES) == set(Decision)
    for decision in Decision:
        assert sum(decision in reason.of for reason in REASONS) >= 2
    assert len({reason.code for reason in REASONS}) == len(REASONS)
    assert all(reason.zh and reason.en for reason in REASONS)


def test_what_goes_against_the_rules_is_known_for_every_proposal():
    assert overrides_rule(Decision.NO_ACTION, "propose_include")
    assert overrides_rule(Decision.INCLUDE, "no_finding")
    assert overrides_rule(Decision.REMOVE, "keep")
    assert not overrides_rule(Decision.KEEP, "keep")
    assert not overrides_rule(Decision.WRONG_DATA, "propose_include")


def findings(engine, place):
    return verify(engine, place.read_anchors()).findings


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE case_steps SET content = replace(content, 'no_risk', 'so_risk')",
        "UPDATE case_steps SET by = 'li' WHERE step = 'decide'",
        "UPDATE case_steps SET state = 'closed' WHERE step = 'claim'",
        "DELETE FROM case_steps WHERE step = 'decide'",
    ],
)
def test_tampering_with_a_decision_is_found(book, store, engine, place, opened, tampering):
    case = book.claim(seen(opened))
    book.decide(seen(case), Decision.NO_ACTION, "no_risk_found", WORDS)
    assert not findings(engine, place)
    store.close()
    engine.dispose()
    tamper(place, tampering)
    (found,) = findings(engine, place)
    assert "step" in found.en


def test_a_day_is_one_of_china_wherever_the_service_runs(book, opened, calendar):
    calendar.now = datetime.datetime(2025, 7, 1, 20, tzinfo=datetime.UTC)
    tomorrow = datetime.date(2025, 7, 2)
    case = book.claim(seen(opened))
    case = book.record_visit(seen(case), tomorrow, "Zhao of the village", WORDS)
    assert case.visit_on == tomorrow
    with pytest.raises(CaseStepError):
        book.plan_visit(seen(book.release(seen(case), "given back")), datetime.date(2025, 7, 1))
