"""Cases in order of need, filtered and counted, and the visits that are chosen of them."""

import datetime
from dataclasses import replace

import pytest
from cases import NEVER, Calendar, assessed
from stores import a_store

from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.capacity import plan_visits
from riskmodel.casework.facts import UNRANKED
from riskmodel.casework.queue import Filters, Order, Queue
from riskmodel.casework.steps import State
from riskmodel.errors import CaseStepError
from riskmodel.parameters import Parameters
from riskmodel.storage.database import open_engine
from riskmodel.storage.place import Keys, Place

VILLAGES = ("530423101203", "530423102001", "530424101203")


@pytest.fixture(scope="module")
def opened(assessor, tmp_path_factory):
    """Cases of households in three villages, of high and low need, two of them unscored."""
    folder = tmp_path_factory.mktemp("queue")
    place = Place.of("", folder / "database", folder / "anchors.jsonl", Keys())
    calendar = Calendar()
    with a_store(place) as store:
        engine = open_engine(place.url)
        book = Casebook(engine, Parameters.shipped(), NEVER, calendar)
        cases = []
        for number in range(12):
            village = VILLAGES[number % 3]
            income = 4_000.0 + 900 * number
            changes = {
                "household_id": f"h-{number:02}",
                "village_code": village,
                "township_code": village[:9],
                "county_code": village[:6],
                "net_income_pc": None if number >= 10 else income,
                "net_income": None if number >= 10 else income * 4,
                "housing_grade": None if number >= 10 else "A",
            }
            cases.append(book.open(assessed(store, assessor, **changes), "platform", "platform"))
            calendar.pass_days(1)
        yield engine, book, cases
        engine.dispose()


def everything(queue, filters=None, order=Order.NEED, size=5):
    """Every case of every page, and the totals that the pages told."""
    found, totals, after = [], set(), None
    while True:
        page = queue.page(filters or Filters(), order, after, size)
        found += page.cases
        totals.add(page.total)
        if page.next is None:
            return found, totals
        after = page.next


def test_pages_hold_every_case_once_in_order_of_need(opened):
    engine, _, cases = opened
    found, totals = everything(Queue(engine))
    assert sorted(case.case_id for case in found) == sorted(case.case_id for case in cases)
    assert totals == {12}
    needs = [case.facts.need for case in found]
    assert needs == sorted(needs, reverse=True)
    assert len(set(needs)) >= 4


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (Order.DUE, lambda case: case.decide_by),
        (Order.WAITING_LONGEST, lambda case: case.opened_at),
    ],
)
def test_other_orders_page_alike(opened, order, key):
    engine, _, cases = opened
    found, _ = everything(Queue(engine), order=order)
    assert [key(case) for case in found] == sorted(key(case) for case in cases)


def test_a_case_that_moves_on_between_pages_hides_no_other(opened):
    engine, book, _ = opened
    waiting = Filters(states=(State.WAITING,))
    first = Queue(engine).page(waiting, size=4)
    case = first.cases[0]
    claimed = book.claim(Seen(case.case_id, "wang", case.steps))
    rest = Queue(engine).page(waiting, after=first.next, size=50)
    book.release(Seen(case.case_id, "wang", claimed.steps), "back for the others")
    assert len({one.case_id for one in (*first.cases, *rest.cases)}) == 12


@pytest.mark.parametrize(
    ("area", "number"), [("53", 12), ("530423", 8), (VILLAGES[2], 4), ("5", 12)]
)
def test_an_area_is_all_that_it_holds(opened, area, number):
    engine, _, _ = opened
    for queue, filters in (
        (Queue(engine), Filters(area=area)),
        (Queue(engine, within=[area]), Filters()),
    ):
        found, totals = everything(queue, filters)
        assert len(found) == number
        assert totals == {number}
        assert all(case.facts.area.startswith(area) for case in found)


def test_a_reader_never_sees_past_their_own_area(opened):
    engine, _, _ = opened
    own = Queue(engine, within=["530424"])
    assert own.page(Filters(area="530423")).cases == []
    assert own.page(Filters(household_id="h-00")).total == 0
    assert sum(own.counts(Filters(), "state").values()) == 4


def test_every_filter_keeps_what_it_names(opened):
    engine, _, cases = opened
    queue = Queue(engine)
    for name in ("agreement", "category", "dimension", "proposed_status"):
        for value in {getattr(case.facts, name) for case in cases} - {None}:
            found, _ = everything(queue, Filters(**{name: value}))
            wanted = [case for case in cases if getattr(case.facts, name) == value]
            assert len(found) == len(wanted) > 0
    unsure = {c.case_id for c in cases if c.facts.band in (None, "see_first")}
    for abstained in (True, False):
        found, _ = everything(queue, Filters(abstained=abstained))
        ids = {case.case_id for case in found}
        assert ids == (unsure if abstained else {c.case_id for c in cases} - unsure)
    day = datetime.date(2025, 7, 20)
    found, _ = everything(queue, Filters(due_before=day))
    assert {case.case_id for case in found} == {c.case_id for c in cases if c.decide_by < day}
    assert [c.facts.household_id for c in everything(queue, Filters(household_id="h-03"))[0]] == [
        "h-03"
    ]


def test_counts_are_those_of_the_lists_they_lead_to(opened):
    engine, _, _ = opened
    queue = Queue(engine)
    for by in ("agreement", "state", "proposed_status"):
        for value, number in queue.counts(Filters(area="530423"), by).items():
            if value is not None:
                chosen = {"states": (State(value),)} if by == "state" else {by: value}
                assert queue.page(Filters(area="530423", **chosen)).total == number


@pytest.mark.parametrize("by", ["area", "village_code", "holder", "decided_by", "household_id"])
def test_nothing_is_counted_by_where_or_by_whom(opened, by):
    engine, _, _ = opened
    with pytest.raises(CaseStepError):
        Queue(engine).counts(Filters(), by)


def test_there_is_no_order_of_areas():
    """A list of villages by their alerts made such systems tools of supervision."""
    assert {order.value for order in Order} == {"need", "due", "waiting_longest"}


@pytest.mark.parametrize("size", [0, 201])
def test_a_page_has_its_bounds(opened, size):
    with pytest.raises(CaseStepError):
        Queue(opened[0]).page(Filters(), size=size)


def a_case(case, number, need):
    known = need != UNRANKED
    facts = replace(
        case.facts,
        household_id=f"h-{number}",
        need=need,
        probability=need if known else None,
        low=need / 2 if known else None,
        high=min(2 * need, 1) if known else None,
    )
    return replace(case, case_id=f"{number:032x}", facts=facts)


@pytest.fixture(scope="module")
def many(opened):
    case = opened[2][0]
    ranked = [a_case(case, number, (500 - number) / 1_000) for number in range(400)]
    return ranked + [a_case(case, 1_000 + number, UNRANKED) for number in range(20)]


def test_visits_go_to_need_to_a_draw_and_to_the_unknown(many):
    plan = plan_visits(many, 40, seed=7)
    why = [visit.why for visit in plan.visits]
    assert (why.count("need"), why.count("audit"), why.count("unknown")) == (34, 2, 4)
    by_need = [visit.case for visit in plan.visits if visit.why == "need"]
    assert by_need == many[:34]
    assert len({visit.case.case_id for visit in plan.visits}) == 40
    assert plan.next is not None
    assert plan.next.case_id not in {visit.case.case_id for visit in plan.visits}
    assert plan.next.facts.need >= 0.5 - 36 / 1_000


def test_one_more_team_goes_to_those_next_in_need(many):
    plan = plan_visits(many, 40, seed=7, team=5)
    chosen = {visit.case.case_id for visit in plan.visits}
    left = [case for case in many if case.case_id not in chosen and case.facts.need > UNRANKED]
    left.sort(key=lambda case: (-case.facts.need, case.case_id))
    assert plan.team.visits == 5
    assert plan.team.expected == pytest.approx(
        sum(case.facts.probability or 0.0 for case in left[:5])
    )
    assert plan.team.low <= plan.team.expected <= plan.team.high
    assert plan_visits(many, 40, seed=7).team == (0, 0.0, 0.0, 0.0)


def test_what_is_expected_is_the_sum_of_what_each_visit_expects(many):
    plan = plan_visits(many, 40, seed=7)
    figures = [visit.case.facts.probability or 0 for visit in plan.visits]
    assert plan.expected == pytest.approx(sum(figures))
    assert plan.low == pytest.approx(sum(figures) / 2)
    assert plan.low < plan.expected < plan.high


def test_a_plan_can_be_made_again_and_its_order_of_arrival_is_no_matter(many):
    assert plan_visits(many, 40, 7) == plan_visits(list(reversed(many)), 40, 7)
    drawn = [
        [
            visit.case.case_id
            for visit in plan_visits(many, 40, seed).visits
            if visit.why == "audit"
        ]
        for seed in range(5)
    ]
    assert len({tuple(one) for one in drawn}) > 1


def test_ties_at_the_edge_are_told(opened):
    case = opened[2][0]
    even = [a_case(case, number, 0.2) for number in range(30)]
    plan = plan_visits(even, 10, seed=1)
    assert plan.tied == 30 - sum(visit.why == "need" for visit in plan.visits)
    assert plan_visits(even[:1], 10, seed=1).tied == 0


@pytest.mark.parametrize("capacity", [0, 1, 3, 420, 1_000])
def test_no_capacity_is_overrun_or_left_while_households_wait(many, capacity):
    plan = plan_visits(many, capacity, seed=3)
    assert len(plan.visits) == min(capacity, 420) if capacity < 420 else len(plan.visits) <= 420
    if capacity >= 1_000:
        assert plan.next is None
