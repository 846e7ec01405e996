"""A service of the small model, with a state folder of its own."""

import pytest
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.settings import Settings


@pytest.fixture(scope="module")
def client(assessor, tmp_path_factory):
    """One for all tests of a file, which must not mind what the others asked."""
    state = tmp_path_factory.mktemp("state")
    with TestClient(create_app(Settings(state=state), assessor)) as client:
        yield client
