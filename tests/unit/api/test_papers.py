"""What is printed of a case: its file with a digest that anybody can work out, and the letter."""

import datetime
import hashlib
import html
import json
import re

import pytest
from builders import AS_OF, a_household
from cases import ALWAYS, NEVER
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.casework.book import Seen
from riskmodel.casework.decisions import Decision
from riskmodel.casework.visits import FOUND_NAMES, Found
from riskmodel.deadlines import CHINA
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings

OFFICE = "County office, 1 Main Street, tel. 0871-1"
WORDS = "seen at home, <script>alert(1)</script>"


@pytest.fixture(scope="module")
def client(assessor, tmp_path_factory):
    settings = Settings(state=tmp_path_factory.mktemp("state"), office=OFFICE)
    with TestClient(
        create_app(settings, assessor), base_url="http://127.0.0.1:8300",
        client=("127.0.0.1", 9),
    ) as client:  # fmt: skip
        yield client


def a_case(client, name, draws=NEVER):
    """A case that somebody has claimed, and the book to go on in."""
    client.app.state.office.draws = draws
    body = {"as_of_date": AS_OF, "household": a_household(household_id=name)}
    given = client.post("/v1/assessments", json=body).json()
    book = client.app.state.office.book(Parameters.shipped())
    case = book.open(given["assessment_id"], "platform", "platform")
    return book, book.claim(Seen(case.case_id, "Wang Fang", 1))


def decided(client, name):
    book, case = a_case(client, name)
    seen = Seen(case.case_id, "Wang Fang", case.steps)
    return given(client, case), book.decide(seen, Decision.NO_ACTION, "has_means", WORDS)


def given(client, case):
    return client.get(f"/v1/assessments/{case.facts.assessment_id}").json()


def test_the_file_has_all_that_the_case_rests_on_and_its_digest_is_that_of_its_data(client):
    assessment, case = decided(client, "h-file")
    path = f"/console/cases/{case.case_id}/file"
    data = client.get(f"{path}.json").content
    printed = set()
    for language in ("en", "zh"):
        text = html.unescape(client.get(f"{path}?lang={language}").text)
        printed |= set(re.findall(r"<b>SHA-256</b> <code>([0-9a-f]{64})</code>", text))
        for one in assessment["explanation"]["reasons"]:
            assert one[language] in text
        for one in assessment["eligibility"]["findings"]:
            assert not one["met"] or (
                one[f"sentence_{language}"] in text and one["source"] in text
            )
        assert f"<q>{WORDS}</q>" in text
        for part in ("artifact_sha256", "schema_sha256"):
            assert json.loads(data)["versions"][part] in text
        assert case.case_id in text
    assert printed == {hashlib.sha256(data).hexdigest()}
    held = json.loads(data)
    assert held["assessment"] == assessment
    assert [step["by"] for step in held["steps"]] == ["platform", "Wang Fang", "Wang Fang"]
    assert held["steps"][2]["content"]["words"] == WORDS
    assert "<script>alert" not in client.get(path).text


def test_the_file_says_what_a_visit_established(client):
    book, case = a_case(client, "h-visited")
    book.record_visit(
        Seen(case.case_id, "Wang Fang", case.steps),
        datetime.datetime.now(CHINA).date(), "Zhang Hua", WORDS, Found.NOT_POOR,
    )  # fmt: skip
    for language in ("en", "zh"):
        text = client.get(f"/console/cases/{case.case_id}/file?lang={language}").text
        steps = re.search(r'<table class="steps-table">.*?</table>', text, re.S)[0]
        assert html.escape(getattr(FOUND_NAMES[Found.NOT_POOR], language)) in steps


def test_the_digest_changes_with_every_step(client):
    book, case = a_case(client, "h-steps")
    path = f"/console/cases/{case.case_id}/file.json"
    before = client.get(path).content
    assert client.get(path).content == before
    book.release(Seen(case.case_id, "Wang Fang", case.steps), "others first")
    assert client.get(path).content != before


def test_there_is_no_file_while_the_household_is_to_be_judged_first(client):
    _, case = a_case(client, "h-blind", ALWAYS)
    for path in ("file", "file.json"):
        answer = client.get(f"/console/cases/{case.case_id}/{path}")
        assert answer.status_code == 422
        assert "1 in" not in answer.text


def test_an_older_case_hides_its_score_while_a_newer_is_to_be_judged_first(client):
    _, case = decided(client, "h-again")
    book = client.app.state.office.book(Parameters.shipped())
    book.close(Seen(case.case_id, "Wang Fang", case.steps))
    assert "waterfall" in client.get(f"/console/cases/{case.case_id}").text
    a_case(client, "h-again", ALWAYS)
    assert "waterfall" not in client.get(f"/console/cases/{case.case_id}").text
    assert client.get(f"/console/cases/{case.case_id}/file").status_code == 422


def test_the_letter_names_the_office_and_is_there_once_a_decision_stands(client):
    _, open_case = a_case(client, "h-open")
    assert client.get(f"/console/cases/{open_case.case_id}/letter").status_code == 422
    assert "/letter" not in client.get(f"/console/cases/{open_case.case_id}").text
    _, case = decided(client, "h-told")
    path = f"/console/cases/{case.case_id}/letter"
    assert path in client.get(f"/console/cases/{case.case_id}").text
    text = client.get(f"{path}?lang=en").text
    assert OFFICE in text
    assert "Wang Fang decided it" in text
    assert "alert(1)" not in text
    assert "default-src 'none'" in client.get(path).headers["content-security-policy"]
