import logging

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.guard import open_to_all
from riskmodel_api.problems import problem_of

from riskmodel.errors import (
    AssessmentDeletedError,
    ConfigurationError,
    ModelNotFoundError,
    ParameterNotInForceError,
    RiskModelError,
    SchemaError,
    Violation,
)
from riskmodel.schema.strict_json import NotJsonError
from riskmodel.settings import Settings

TOLD = "h-1 has 9800"


def raised(app, path, error):
    """What the service answers where a route raises."""

    @app.get(path)
    @open_to_all
    def fail():
        raise error

    with TestClient(app) as client:
        return client.get(path)


@pytest.fixture
def app(assessor):
    return create_app(Settings(), assessor)


def every_error(kind=RiskModelError):
    return {kind}.union(*(every_error(sub) for sub in kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(every_error(), key=lambda kind: kind.__name__))
def test_every_error_of_the_library_is_a_problem(kind):
    found = problem_of(kind([]) if kind is SchemaError else kind("x"))
    assert found.status in {400, 401, 403, 404, 409, 410, 422, 429, 500, 503}
    assert found.type == f"urn:riskmodel:problem:{found.code}"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotJsonError("x"), 400, "not_json"),
        (SchemaError([Violation("a", "missing", "give it", "请填写")]), 422, "invalid_data"),
        (AssessmentDeletedError("x"), 410, "assessment_deleted"),
        (ModelNotFoundError("x"), 503, "model_not_found"),
        (ParameterNotInForceError("x"), 500, "parameter_not_in_force"),
        (ConfigurationError("x"), 500, "configuration"),
    ],
)
def test_an_error_has_its_status_and_code(app, error, status, code):
    answer = raised(app, "/fails", error)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_failure_of_ours_is_told_to_the_log_and_not_to_the_client(app, caplog):
    answer = raised(app, "/fails", ConfigurationError("key `months` is missing"))
    assert "months" not in answer.text
    assert "months" in caplog.text


def test_an_unforeseen_failure_tells_the_client_nothing_and_the_log_only_where(
    assessor, monkeypatch, caplog
):
    def fail(*_args):
        raise RuntimeError(TOLD)

    monkeypatch.setattr("riskmodel.assessment.assess.check_household", fail)
    body = {"as_of_date": AS_OF, "household": a_household()}
    with caplog.at_level(logging.DEBUG), TestClient(create_app(Settings(), assessor)) as client:
        answer = client.post("/v1/assessments", json=body)
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert TOLD not in answer.text
    assert TOLD not in caplog.text
    assert "unforeseen RuntimeError" in caplog.text
    assert "test_problems.py" in caplog.text


def test_a_wrong_parameter_of_the_address_is_not_repeated(app):
    @app.get("/numbered")
    @open_to_all
    def numbered(number: int) -> int:
        return number

    with TestClient(app) as client:
        answer = client.get("/numbered", params={"number": "9800x"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_parameter"
    assert "9800x" not in answer.text
