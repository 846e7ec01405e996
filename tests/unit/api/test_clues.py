"""Cases from alerts and from batches, by the forms of the console: once, and of the own areas."""

import re

import pyarrow.parquet as pq
import pytest
from batches import a_wave
from console_people import BELOW_LINE, Person, assessed, let_in
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from versions import NAME

from riskmodel.access.keeping import Grant
from riskmodel.alerts.following import follow
from riskmodel.jobs.book import ask, new_id
from riskmodel.jobs.job import Folders
from riskmodel.jobs.work import Shop, work_once
from riskmodel.scale.asked import Asked, Desk
from riskmodel.settings import Settings
from riskmodel.storage.database import writing

PEOPLE = {
    "Chen Jing": Grant("Chen Jing", ["review"], ["CN"]),
    "Li Na": Grant("Li Na", ["review", "decide"], ["53"]),
    "Sun Mei": Grant("Sun Mei", ["review", "decide"], ["52"]),
    "Qian": Grant("Qian", ["audit"], ["CN"]),
}
TOLD = ("high", "model", "rise", "About 1 in")
"""Words by which a page would tell why there is an alert."""


@pytest.fixture(scope="module")
def settings(champions, tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    (state / "champions").symlink_to(champions)
    return Settings(state=state, job_inputs=state / "inputs", jobs=False, alerts=False)


@pytest.fixture(scope="module")
def engine(settings):
    engine = let_in(settings, PEOPLE.values())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def app(settings, engine, assessor):
    made = create_app(settings, assessor)
    with TestClient(made):
        yield made


@pytest.fixture(scope="module")
def people(app):
    return {name: Person(app, name) for name in PEOPLE}


@pytest.fixture
def alert(app, engine, assessor, request):
    """The name of a household of Yunnan that has an alert nobody took up."""
    name = f"h-{request.function.__name__}"[:60]
    assessed(app, household_id=name, **BELOW_LINE)
    while follow(engine, assessor.parameters):
        pass
    return name


@pytest.fixture(scope="module")
def job(settings, engine, champions):
    """A batch of the whole country that is done."""
    settings.job_inputs.mkdir()
    pq.write_table(a_wave(20), settings.job_inputs / "wave.parquet")
    job_id = new_id()
    with writing(engine) as connection:
        ask(connection, job_id, "wave.parquet", Asked(), "platform")
    folders = Folders(settings.jobs_folder, settings.job_inputs)
    assert work_once(Shop(engine, folders, Desk(champions, NAME))) == 1
    return job_id


def test_an_alert_becomes_a_case_once_and_is_taken_up(people, alert):
    page = people["Li Na"].read("/console/clues?lang=en").text
    shown = page[page.index("<main") :]
    assert alert in shown
    row = shown[shown.index(alert) : shown.index("</tr>", shown.index(alert))]
    assert not [word for word in TOLD if word in row]
    chosen = re.search(r'name="alert_id" value="([0-9a-f]{32})"', row)[1]
    for opened, there in ((1, 0), (0, 1)):
        answer = people["Li Na"].send("/console/clues/alerts", page, alert_id=chosen)
        assert answer.headers["location"] == f"/console/clues?opened={opened}&there={there}"
    after = people["Li Na"].read(answer.headers["location"]).text
    assert alert not in after
    assert "1 household had one already." in after
    found = people["Li Na"].read(f"/console/queue?household_id={alert}").text
    assert found.count('href="/console/cases/') == 1


def test_every_alert_of_a_page_becomes_a_case_of_the_own_areas_alone(people, alert):
    answer = people["Sun Mei"].send(
        "/console/clues/alerts", people["Sun Mei"].read("/console").text
    )
    assert answer.headers["location"] == "/console/clues?opened=0&there=0"
    assert alert not in people["Sun Mei"].read("/console/clues").text
    assert alert in people["Li Na"].read("/console/clues").text
    answer = people["Li Na"].send("/console/clues/alerts")
    assert answer.headers["location"] == "/console/clues?opened=1&there=0"
    assert people["Qian"].read("/console/clues").status_code == 403


def test_the_list_of_a_batch_becomes_cases_once(people, job):
    page = people["Chen Jing"].read("/console/clues").text
    assert job in page
    for opened, there in ((5, 0), (0, 5)):
        answer = people["Chen Jing"].send(f"/console/clues/jobs/{job}", page, capacity="5")
        assert answer.headers["location"] == f"/console/clues?opened={opened}&there={there}"


def test_a_batch_of_the_country_is_not_there_for_a_reviewer_of_one_province(people, job):
    assert job not in people["Li Na"].read("/console/clues").text
    assert people["Li Na"].send(f"/console/clues/jobs/{job}").status_code == 404
