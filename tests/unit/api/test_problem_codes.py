"""Every problem has a stable code that is listed in one place, in both languages."""

import ast
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.problems import MOST_FAULTS, STATUS_BY_ERROR, problem

from riskmodel.problem_codes import PROBLEMS
from riskmodel.schema.violations import Fault, faults_listed
from riskmodel.settings import Settings

ROOT = Path(__file__).parents[3]
CHINESE = re.compile("[\u4e00-\u9fff]")
SERVICE = {path: path.read_text() for path in (ROOT / "api" / "riskmodel_api").rglob("*.py")}


@pytest.fixture(scope="module")
def client(assessor):
    with TestClient(create_app(Settings(), assessor)) as client:
        yield client


@pytest.mark.parametrize("code", PROBLEMS)
def test_no_code_lacks_words_in_either_language(code):
    held = PROBLEMS[code]
    assert HTTPStatus(held.status).value >= 400
    for english in (held.title_en, held.detail_en):
        assert english
        assert not CHINESE.search(english)
    for chinese in (held.title_zh, held.detail_zh):
        assert CHINESE.search(chinese)
    made = problem(HTTPStatus(held.status), code, "", [])
    assert (made.detail, made.detail_zh) == (held.detail_en, held.detail_zh)


def test_every_code_that_the_service_names_is_listed_with_its_status():
    called = (one for text in SERVICE.values() for one in ast.walk(ast.parse(text)))
    named = {
        call.args[1].value
        for call in called
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "problem"
        if isinstance(call.args[1], ast.Constant)
    } | {code for _, code in STATUS_BY_ERROR.values()}
    assert {"internal", "not_ready", "not_json"} <= named
    assert named <= set(PROBLEMS)
    for status, code in STATUS_BY_ERROR.values():
        assert PROBLEMS[code].status == status


def test_every_fault_has_a_remedy_in_both_languages():
    listed = faults_listed()
    assert [code for code, _, _ in listed] == list(Fault)
    assert all(english and CHINESE.search(chinese) for _, english, chinese in listed)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "not_json"),
        ({"content": b"{}", "headers": {"Content-Type": "text/xml"}}, 415, "media_type"),
        (
            {
                "content": b"{}",
                "headers": {"Content-Type": "application/json", "Content-Encoding": "gzip"},
            },
            415,
            "media_type",
        ),
        ({"json": {"as_of_date": AS_OF}}, 422, "invalid_data"),
        ({"json": {"as_of_date": AS_OF, "household": {"a": "a" * 70_000}}}, 413, "too_large"),
    ],
)
def test_a_refusal_speaks_both_languages(client, sent, status, code):
    answer = client.post("/v1/assessments", **sent)
    found = answer.json()
    assert (answer.status_code, found["code"]) == (status, code)
    assert found["title"] == PROBLEMS[code].title_en
    assert CHINESE.search(found["title_zh"])
    assert CHINESE.search(found["detail_zh"])


def test_a_body_of_nothing_but_faults_gets_no_endless_answer(client):
    household = a_household() | dict.fromkeys((f"x{chr(97 + n % 26) * (n // 26 + 1)}"
                                               for n in range(300)), 1)  # fmt: skip
    answer = client.post(
        "/v1/assessments", json={"as_of_date": AS_OF, "household": household}
    ).json()
    assert len(answer["errors"]) == MOST_FAULTS
    assert answer["detail"].startswith("300 faults")
    assert "300" in answer["detail_zh"]
