import numpy as np
import pytest
from builders import a_household, columns_of

from riskmodel.eligibility import check_household
from riskmodel.eligibility.history import with_history
from riskmodel.parameters import SHIPPED, Parameters

AS_OF = np.array(["2025-06-30"], dtype="datetime64[D]")
MONITORED = {"monitor_status": "open", "net_income_pc": 9_500.0, "prev_net_income_pc": None}
"""Above the line of 8,700 yuan in Yunnan in 2025."""


def told(current, *earlier, day=AS_OF):
    """The record with what earlier ones, pairs of day and changes, tell of it."""
    days = np.array([when for when, _ in earlier], dtype="datetime64[D]")
    records = [a_household(**(MONITORED | changes)) for _, changes in earlier]
    now = columns_of(a_household(**(MONITORED | current)))
    return with_history(now, day, columns_of(*records), days, Parameters.shipped())


ABOVE, BELOW = {"net_income_pc": 9_000.0}, {"net_income_pc": 8_699.0}
UNKNOWN = {"net_income_pc": None, "net_income": None, "wage_income": None}


@pytest.mark.parametrize(
    ("earlier", "months"),
    [
        ([("2025-01-31", ABOVE)], 5),
        ([("2025-03-31", ABOVE), ("2025-01-31", ABOVE)], 5),
        ([("2025-03-31", ABOVE), ("2025-02-28", BELOW), ("2025-01-31", ABOVE)], 3),
        ([("2025-03-31", ABOVE), ("2025-02-28", UNKNOWN), ("2025-01-31", ABOVE)], 3),
        ([("2025-05-31", BELOW)], 0),
        ([("2025-06-30", ABOVE)], None),
        ([("2025-12-31", ABOVE)], None),
    ],
)
def test_months_above_the_line_are_those_that_the_records_prove(earlier, months):
    assert told({}, *earlier).value("months_above_line", 0) == months


def test_a_long_gap_between_two_records_ends_the_sequence():
    found = told({"net_income_pc": 9_500.0}, ("2025-01-31", ABOVE), ("2023-12-31", ABOVE))
    assert found.value("months_above_line", 0) == 5


def test_a_household_below_its_line_has_been_above_it_for_no_month():
    found = told({"net_income_pc": 8_000.0}, ("2025-01-31", ABOVE))
    assert found.value("months_above_line", 0) == 0


def test_what_the_record_says_is_never_changed():
    current = {
        "months_above_line": 2,
        "prev_net_income_pc": 7_000.0,
        "identified_on": "2025-04-01",
        "measures_matched": 0,
    }
    found = told(current, ("2024-06-30", ABOVE | {"identified_on": "2023-01-01"}))
    assert {name: found.value(name, 0) for name in current if name != "identified_on"} == {
        name: value for name, value in current.items() if name != "identified_on"
    }
    assert str(found.value("identified_on", 0)) == "2025-04-01"


def test_the_year_before_is_the_record_nearest_to_twelve_months_back():
    found = told(
        {},
        ("2024-03-31", {"net_income_pc": 1.0}),
        ("2024-05-31", {"net_income_pc": 2.0}),
        ("2024-09-30", {"net_income_pc": 3.0}),
    )
    assert found.value("prev_net_income_pc", 0) == 2.0


def test_identification_is_the_newest_recorded_day():
    earlier = {"identified_on": "2023-02-01"}, {"identified_on": "2024-11-01"}
    found = told({}, ("2024-01-31", earlier[0]), ("2024-12-31", earlier[1]))
    assert str(found.value("identified_on", 0)) == "2024-11-01"


def test_without_a_recorded_day_it_is_the_first_record_of_the_present_spell():
    ordinary = {"monitor_status": "removed"}
    found = told({}, ("2024-06-30", {}), ("2024-12-31", ordinary), ("2025-02-28", {}))
    assert str(found.value("identified_on", 0)) == "2025-02-01"
    assert told({"monitor_status": "none"}, ("2025-02-28", {})).value("identified_on", 0) is None


def test_measures_count_from_identification_on_and_match_the_recorded_risks():
    current = {"identified_on": "2025-01-01", "risk_1": "illness"}
    before = ("2024-12-31", {"measures": ["health"]})
    since = ("2025-02-28", {"measures": ["health", "water"]})
    assert told(current, before, since).value("measures_matched", 0) == 1
    assert told(current | {"measures": []}, before).value("measures_matched", 0) == 0
    assert told({"identified_on": "2025-01-01"}, since).value("measures_matched", 0) is None


def test_other_households_and_later_days_tell_nothing():
    now = columns_of(a_household(household_id="a", **MONITORED))
    others = columns_of(
        a_household(household_id="b", **MONITORED), a_household(household_id="a", **MONITORED)
    )
    days = np.array(["2025-01-31", "2025-07-31"], dtype="datetime64[D]")
    found = with_history(now, AS_OF, others, days, Parameters.shipped())
    for name in ("months_above_line", "identified_on", "measures_matched"):
        assert found.value(name, 0) is None


def test_a_household_alone_is_told_what_it_is_told_in_a_table():
    chance = np.random.default_rng(1)
    ids = [f"h{number}" for number in range(40)]
    now = [a_household(household_id=one, **MONITORED) for one in ids]
    days = np.datetime64("2023-06-30") + chance.integers(0, 720, 200)
    past = [
        a_household(
            household_id=str(chance.choice(ids)),
            net_income_pc=float(chance.choice([7_000, 9_000])),
            monitor_status=str(chance.choice(["none", "open"])),
            risk_1="water",
            measures=[str(chance.choice(["water", "jobs"]))],
        )
        for _ in days
    ]
    as_of, parameters = np.repeat(AS_OF, 40), Parameters.shipped()
    table = with_history(columns_of(*now), as_of, columns_of(*past), days, parameters)
    assert len(set(table.number("months_above_line"))) > 5
    for row, record in enumerate(now):
        alone = with_history(columns_of(record), AS_OF, columns_of(*past), days, parameters)
        for name in ("months_above_line", "identified_on", "prev_net_income_pc"):
            assert alone.value(name, 0) == table.value(name, row)


def test_with_its_history_a_household_can_be_proposed_for_removal(tmp_path):
    (tmp_path / "provincial_rural_income_previous_year.toml").write_text(
        'value = [{ area = "53", from = 2025-01-01, to = 2025-12-31, value = 17000, '
        'confidence = "U", source = "test" }]\n'
    )
    parameters = Parameters.load(SHIPPED, tmp_path)
    nothing_new = dict.fromkeys(["shock_disaster", "shock_accident", "shock_fire"], False)
    current = {"risk_1": "illness", "measures": ["health", "jobs"], "social_assistance": []}
    day = np.array(["2025-07-31"], dtype="datetime64[D]")
    without = columns_of(a_household(**(MONITORED | current | nothing_new)))
    kept = check_household(without, day, parameters)
    missing = [one.condition for one in kept.removal if one.holds is not True]
    assert kept.proposed_status == "keep"
    assert missing == ["months_above_line", "no_new_risk", "months_identified"]
    earlier = ("2024-07-31", {}), ("2025-01-31", {})
    found = told(current | nothing_new, *earlier, day=day)
    removed = check_household(found, day, parameters)
    assert [one.condition for one in removed.removal if one.holds is not True] == []
    assert removed.proposed_status == "propose_remove"
    unable = found.with_column("labour_members", np.zeros(1))
    assert check_household(unable, day, parameters).proposed_status == "keep"
