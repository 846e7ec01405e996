import pytest
from builders import a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.assessment.message.change import ScoreChange
from riskmodel.settings import Settings


@pytest.fixture(scope="module")
def client(assessor, tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    with TestClient(create_app(Settings(state=state), assessor)) as client:
        yield client


def two(**changes):
    return {
        "then": {"as_of_date": "2025-01-31", "household": a_household()},
        "now": {"as_of_date": "2025-06-30", "household": a_household(**changes)},
    }


def test_a_change_is_explained(client):
    answer = client.post("/v1/assessments/change", json=two(net_income_pc=7_000))
    assert answer.status_code == 200
    found = ScoreChange.model_validate_json(answer.content)
    assert [one.field for one in found.parts.fields] == ["net_income_pc"]
    assert found.parts.model is None


def test_records_of_two_households_are_refused_where_they_differ(client):
    answer = client.post("/v1/assessments/change", json=two(household_id="h-2"))
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/then/household/household_id"]
