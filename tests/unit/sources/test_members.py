import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import values

from riskmodel.errors import SchemaError
from riskmodel.schema.choices import EDUCATION
from riskmodel.schema.household import FIELDS
from riskmodel.sources.members import MEMBER_FIELDS, household_fields

LEVELS = [choice.code for choice in EDUCATION]
OPTIONAL = [field for name, field in MEMBER_FIELDS.items() if name != "household_id"]
members = st.lists(
    st.fixed_dictionaries(
        {"household_id": st.sampled_from(["a", "b", "c"])}
        | {field.name: st.none() | values(field) for field in OPTIONAL}
    ),
    min_size=1,
    max_size=8,
)


def as_table(people):
    return {name: [person.get(name) for person in people] for name in MEMBER_FIELDS}


def counted(people, claim):
    answers = [claim(person) for person in people]
    return None if None in answers else sum(answers)


def some(people, claim):
    answers = [claim(person) for person in people]
    return True if True in answers else None if None in answers else False


def is_in(name, *codes):
    return lambda person: None if person[name] is None else person[name] in codes


def both(first, second):
    def claim(person):
        answers = (first(person), second(person))
        return False if False in answers else None if None in answers else True

    return claim


def is_younger_than(years):
    return lambda person: None if person["age"] is None else person["age"] < years


def negated(first):
    return lambda person: None if first(person) is None else not first(person)


def of_age(person):
    return None if person["age"] is None else 6 <= person["age"] <= 15


def in_plain_python(people):
    heads = [person for person in people if person["is_head"]]
    head = heads[0] if len(heads) == 1 else {}
    education = [person["education"] for person in people]
    highest = max((LEVELS.index(level) for level in education if level), default=-1)
    months = [0 if p["work_place"] == "none" else p["work_months"] for p in people]
    return {
        "household_size": len(people),
        "children_u16": counted(people, lambda p: None if p["age"] is None else p["age"] < 16),
        "elderly_60": counted(people, lambda p: None if p["age"] is None else p["age"] >= 60),
        "labour_members": counted(people, is_in("labour", "skilled", "ordinary")),
        "labour_under_16": counted(
            people, both(is_younger_than(16), is_in("labour", "skilled", "ordinary"))
        ),
        "weak_labour_members": counted(people, is_in("labour", "weak")),
        "students_compulsory": counted(people, is_in("study", "compulsory")),
        "students_noncompulsory": counted(people, is_in("study", "noncompulsory")),
        "dropout_compulsory": some(people, both(of_age, is_in("study", "none"))),
        "chronic_members": counted(people, lambda p: p["chronic"]),
        "serious_illness_members": counted(people, lambda p: p["serious_illness"]),
        "disabled_members": counted(people, is_in("disability", "ordinary", "severe")),
        "severe_disabled_members": counted(people, is_in("disability", "severe")),
        "uninsured_members": counted(
            people, lambda p: None if p["insured"] is None else not p["insured"]
        ),
        "pension_insured_members": counted(people, lambda p: p["pension_insured"]),
        "workers_away": counted(people, is_in("work_place", "away")),
        "workers_local": counted(people, is_in("work_place", "local")),
        "public_post": counted(people, lambda p: p["public_post"]),
        "public_post_70": counted(
            people, both(negated(is_younger_than(70)), lambda p: p["public_post"])
        ),
        "work_cross_province": some(
            people, both(is_in("work_place", "away"), lambda p: p["cross_province"])
        ),
        "work_months_total": None if None in months else sum(months),
        "head_age": head.get("age"),
        "head_sex": head.get("sex"),
        "head_education": head.get("education"),
        "max_education": LEVELS[highest]
        if highest == len(LEVELS) - 1 or None not in education
        else None,
    }


def fits(fields):
    """Whether the household record has room for them."""
    limits = {name: FIELDS[name] for name, held in fields.items() if type(held) is int}
    return all(field.minimum <= fields[name] <= field.maximum for name, field in limits.items())


@settings(max_examples=settings.default.max_examples * 5 // 2)
@given(members)
def test_households_are_what_plain_python_makes_of_them(people):
    expected = {}
    for person in people:
        expected.setdefault(person["household_id"], []).append(person)
    plain = {household: in_plain_python(held) for household, held in expected.items()}
    assume(all(fits(fields) for fields in plain.values()))
    found = household_fields(as_table(people))
    assert found.text("household_id").tolist() == list(expected)
    for row, fields in enumerate(plain.values()):
        assert {name: found.value(name, row) for name in fields} == fields


def a_member(**changes):
    return dict.fromkeys(MEMBER_FIELDS) | {"household_id": "h", "age": 40} | changes


def test_an_unknown_member_leaves_unknown_only_what_it_could_change():
    found = household_fields(
        as_table(
            [
                a_member(insured=None, labour="ordinary"),
                a_member(insured=True, labour="none", age=12),
            ]
        )
    )
    assert found.value("uninsured_members", 0) is None
    assert found.value("labour_members", 0) == 1
    assert found.value("children_u16", 0) == 1


@pytest.mark.parametrize(
    ("ages", "children_able", "elderly_in_posts"),
    [([15, 69], 1, 0), ([16, 70], 0, 1), ([None, 40], None, None), ([15, None], None, None)],
)
def test_ages_of_members_who_work_are_looked_at_one_by_one(ages, children_able, elderly_in_posts):
    people = [a_member(age=age, labour="ordinary", public_post=True) for age in ages]
    found = household_fields(as_table(people))
    assert found.value("labour_under_16", 0) == children_able
    assert found.value("public_post_70", 0) == elderly_in_posts


def test_an_unknown_age_changes_nothing_of_one_who_cannot_work():
    people = [a_member(age=None, labour="none", public_post=False)]
    found = household_fields(as_table(people))
    assert found.value("labour_under_16", 0) == 0
    assert found.value("public_post_70", 0) == 0


@pytest.mark.parametrize("number", ["110101199001010015", "11010119900101001X"])
def test_an_identity_number_is_refused_and_not_repeated(number):
    with pytest.raises(SchemaError) as caught:
        household_fields(as_table([a_member(household_id=number)]))
    assert [fault.field for fault in caught.value.violations] == ["household_id"]
    assert number not in str(caught.value)


def test_a_household_of_two_heads_has_no_known_head():
    found = household_fields(as_table([a_member(is_head=True), a_member(is_head=True)]))
    assert math.isnan(found.number("head_age")[0])


def test_faults_of_members_are_named_by_row():
    with pytest.raises(SchemaError) as caught:
        household_fields(as_table([a_member(), a_member(age=130, labour="strong")]))
    faults = {(fault.row, fault.field, fault.kind) for fault in caught.value.violations}
    assert faults == {(1, "age", "above_maximum"), (1, "labour", "not_allowed")}


def test_a_table_of_many_households_takes_no_loop_over_them():
    people = [a_member(household_id=f"h{n // 4}", age=20 + n % 4) for n in range(40_000)]
    found = household_fields(as_table(people))
    assert found.rows == 10_000
    assert set(found.number("household_size")) == {4.0}
