"""The text that is put together by hand is what the models of the message would write."""

import datetime
import json

import numpy as np
from builders import AS_OF, a_household
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records

from riskmodel.assessment import Assessment
from riskmodel.assessment.message.rules import RuleFinding
from riskmodel.parameters import Parameters
from riskmodel.schema.record import read_record
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.given import Given

DAYS = [datetime.date(2021, 1, 1), datetime.date.fromisoformat(AS_OF), datetime.date(2026, 3, 1)]
AREAS = [("53", "530423"), ("52", "520101"), ("15", "152201"), ("99", None), (None, None)]


def pairs(text):
    """Every object as its list of pairs, so that order and repeated names are compared too."""
    return json.loads(text, object_pairs_hook=list)


def drawn_households(count, seed):
    """Households of several areas that answer some questions, in all sorts of ways."""
    random = np.random.default_rng(seed)
    whole = a_household(
        measures=["jobs", "backstop"], monitor_status="open", identified_on="2024-05",
        risk_1="illness", life_difficulty=True, cannot_self_solve=True,
    )  # fmt: skip
    for number in range(count):
        gone = random.choice([0, 0.2, 0.6])
        held = {name: value for name, value in whole.items() if random.random() > gone}
        held |= {name: value * 3 for name, value in held.items()
                 if type(value) is float and random.random() < 0.2}  # fmt: skip
        province, county = AREAS[number % len(AREAS)]
        place = {"province_code": province, "county_code": county}
        changes = {
            "household_id": f"h-{number}",
            "household_size": int(random.integers(1, 8)),
            "net_income_pc": float(np.round(random.lognormal(9.0, 0.8), 2)),
            "monitor_status": str(random.choice(["none", "open", "removed"])),
            "housing_grade": str(random.choice(["A", "B", "C", "D"])),
        }
        kept = {
            name: value for name, value in (held | place | changes).items() if value is not None
        }
        yield {name: value for name, value in kept.items()
               if name not in ("township_code", "village_code")}  # fmt: skip


def the_same(answer):
    message = Assessment.model_validate_json(answer.content)
    assert pairs(answer.content) == pairs(message.model_dump_json())
    assert (answer.assessment_id, answer.household_id, answer.as_of_date) == (
        message.assessment_id,
        message.household_id,
        message.as_of_date,
    )
    return message


def test_a_thousand_answers_are_what_the_model_writes(assessor):
    found = []
    for day in DAYS:
        read = [read_record(one) for one in drawn_households(350, seed=day.year)]
        found += [the_same(answer) for answer in assessor.answer_records(read, day)]
    assert len({one.eligibility.proposed_status for one in found}) >= 4
    assert {one.risk.scored for one in found} == {True, False}
    assert any(one.eligibility.notice for one in found)
    assert any(one.eligibility.removal for one in found)
    assert any(one.data_quality for one in found)


@settings(max_examples=40)
@given(records(), st.sampled_from(DAYS))
def test_whatever_a_record_holds_its_answer_is_what_the_model_writes(assessor, record, day):
    the_same(assessor.answer_records([read_record(record)], day)[0])


def test_a_household_alone_is_answered_as_in_a_table_to_the_byte(assessor):
    read = [read_record(one) for one in drawn_households(200, seed=8)]
    together = assessor.answer_records(read, DAYS[1])
    for record, answer in list(zip(read, together, strict=True))[::7]:
        assert assessor.answer_records([record], DAYS[1]) == [answer]


def test_words_with_quotation_marks_are_escaped(assessor):
    changed = Parameters.shipped()
    line = changed.parameter("monitoring_line")
    object.__setattr__(line, "name_en", 'the "line" \\ of\n2025')
    household = read_record(a_household())
    answer = type(assessor)(changed, assessor.model).answer_records([household], DAYS[1])[0]
    message = the_same(answer)
    income: RuleFinding = message.eligibility.findings[0]
    assert income.parameters[0].name_en == 'the "line" \\ of\n2025'


@given(st.text(), st.text())
def test_the_digest_is_that_of_the_canonical_list(asked, words):
    message = json.dumps({"words": words}, ensure_ascii=False)
    made = Given(
        "a" * 32, "h", DAYS[0], canonical(asked), "{}", message.encode("utf-8", "replace")
    )
    held = [made.assessment_id, "h", "2021-01-01", made.asked, "{}", made.message.decode()]
    assert made.sha256 == digest(canonical(held))
