"""The service does what its own OpenAPI document says."""

import pytest
import schemathesis
from fastapi.testclient import TestClient
from reliability.row09_requests import MODES, let_in, measure, operations_of, try_operation
from riskmodel_api.app import create_app
from riskmodel_api.operations import OPERATIONS
from riskmodel_api.routers import models

CASES = 8


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    return let_in(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def document(assessor, caller):
    app = create_app(caller[0], assessor)
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


def test_the_document_is_valid_openapi(document):
    document.validate()


def test_every_operation_is_tried(document):
    assert set(operations_of(document)) == set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", MODES)
def test_every_answer_is_one_that_is_documented(document, caller, label, mode):
    tried = try_operation(operations_of(document)[label], mode, CASES, caller[1])
    assert not tried.failures
    assert not tried.server_errors
    assert set(tried.statuses) - {401, 429}, "no case came past the door"


def test_a_service_that_answers_otherwise_than_documented_is_found_out(
    assessor, tmp_path, monkeypatch
):
    monkeypatch.setattr(models, "validated", lambda request, message: 1 / 0)
    row = measure(assessor, tmp_path, 1)
    assert not row.met
    assert "GET /v1/models/champion" in row.figure
