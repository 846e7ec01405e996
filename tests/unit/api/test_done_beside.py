"""Which process does what is to be done beside the answers."""

import threading

from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.beside import done_beside
from riskmodel_api.looking_after import operation_of
from riskmodel_api.operation.ledger import Slot

from riskmodel.settings import Settings

BESIDE = {"alerts", "webhooks", "jobs"}


def begun(before):
    """The threads of what is done beside that were not there before."""
    return {one.name for one in threading.enumerate() if one not in before} & BESIDE


def test_a_service_of_one_process_does_it_itself(assessor, tmp_path):
    before = threading.enumerate()
    with TestClient(create_app(Settings(state=tmp_path), assessor)):
        assert begun(before) == BESIDE
    assert begun(before) == set()


def test_one_of_several_answers_and_does_nothing_beside(assessor, tmp_path):
    settings, before = Settings(state=tmp_path), threading.enumerate()
    operation = operation_of(settings, Slot(1, tmp_path))
    with TestClient(create_app(settings, assessor, operation)):
        assert begun(before) == set()


def test_it_is_done_as_far_as_the_settings_want_it(assessor, tmp_path):
    before = threading.enumerate()
    without = Settings(state=tmp_path, alerts=False)
    with done_beside(without, assessor.parameters):
        assert begun(before) == {"jobs"}
    nothing = Settings(state=tmp_path, storage=False)
    with done_beside(nothing, assessor.parameters):
        assert begun(before) == set()
