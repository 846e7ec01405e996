"""The service does what its own OpenAPI document says."""

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from riskmodel_api.app import create_app
from schemathesis.checks import CHECKS, load_all_checks

from riskmodel.settings import Settings

load_all_checks()
DOCUMENTED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    ]
)
OPERATIONS = (
    "GET /v1/alerts",
    "GET /v1/alerts/{alert_id}",
    "POST /v1/alerts/{alert_id}/acknowledge",
    "GET /v1/opt-outs",
    "POST /v1/opt-outs",
    "POST /v1/opt-outs/withdraw",
    "POST /v1/openspp/scores",
    "POST /v1/assessments",
    "POST /v1/assessments/batch",
    "POST /v1/assessments/change",
    "POST /v1/assessments/levers",
    "POST /v1/assessments/missing-answers",
    "GET /v1/assessments/{assessment_id}",
    "GET /v1/models/champion",
    "GET /v1/rules",
    "GET /v1/rules/{rule}",
    "POST /v1/rules/check",
    "POST /v1/rules/simulate",
    "GET /v1/parameters",
    "GET /health/live",
    "GET /health/ready",
)

NOTHING_TO_NEGATE = {one for one in OPERATIONS if one.startswith("GET")} - {
    "GET /v1/parameters",
    "GET /v1/assessments/{assessment_id}",
    "GET /v1/alerts",
    "GET /v1/alerts/{alert_id}",
    "GET /v1/opt-outs",
}


@pytest.fixture(scope="module")
def document(assessor, tmp_path_factory):
    app = create_app(Settings(state=tmp_path_factory.mktemp("state")), assessor)
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module")
def operations(document):
    found = document.get_all_operations()
    return {one.label: one for one in (result.ok() for result in found)}


def test_the_document_is_valid_openapi(document):
    document.validate()


def test_every_operation_is_tried(operations):
    assert set(operations) == set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_every_answer_is_one_that_is_documented(operations, label, mode):
    operation = operations[label]
    if mode is schemathesis.GenerationMode.NEGATIVE and label in NOTHING_TO_NEGATE:
        cases = st.just(operation.Case(path_parameters={"rule": "R00"} if "{" in label else {}))
    else:
        cases = operation.as_strategy(generation_mode=mode)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def try_one(case):
        case.call_and_validate(checks=DOCUMENTED)

    try_one()
