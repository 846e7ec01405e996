"""People at the console, each with a browser of their own, and households that they read of."""

import datetime
import re
from contextlib import contextmanager

from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from reviewing import SENTENCE
from riskmodel_api.app import create_app

from riskmodel.access.keeping import Signed
from riskmodel.access.users import add
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine
from riskmodel.storage.migrate import upgrade

BELOW_LINE = {"net_income_pc": 4_000.0, "net_income": 16_000.0, "dropout_compulsory": True,
              "dropout_reason": "other"}  # fmt: skip


def token_in(text):
    return re.search(r'name="form_token" value="([0-9a-f]{64})"', text)[1]


def let_in(settings, grants):
    """The database of a service, in which these people may sign in; close it when done."""
    engine = open_engine(address(settings.database_url, settings.database_folder))
    upgrade(engine)
    signed = Signed("admin", datetime.datetime.now(datetime.UTC))
    for grant in grants:
        add(engine, grant, SENTENCE, signed)
    return engine


@contextmanager
def a_console(assessor, state, grants):
    """A service whose people are known, with one client that has started it."""
    settings = Settings(state=state)
    let_in(settings, grants).dispose()
    made = create_app(settings, assessor)
    with TestClient(made):
        yield made


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, app, name):
        self.browser = TestClient(app)
        page = self.browser.get("/console/sign-in?lang=en")
        form = {"name": name, "password": SENTENCE, "form_token": token_in(page.text)}
        self.entered = self.browser.post("/console/sign-in", data=form, follow_redirects=False)

    def read(self, path):
        return self.browser.get(path)

    def send(self, path, page=None, **fields):
        page = page or self.read("/console/queue").text
        form = {"form_token": token_in(page), **fields}
        return self.browser.post(path, data=form, follow_redirects=False)

    def step(self, case, step, page=None, **fields):
        page = page or self.read(case).text
        steps = re.search(r'name="steps" value="(\d+)"', page)
        return self.send(f"{case}/{step}", page, steps=steps[1] if steps else "0", **fields)


def assessed(app, **changes):
    """An assessment as the assessor records it, past the doors: those have their own tests."""
    household = a_household(**changes)
    state = app.state
    (answer,) = state.serving.assessor.answer_records(
        [read_record(household)], datetime.date.fromisoformat(AS_OF)
    )
    state.records.keep([(answer, household)])
    return answer.assessment_id
