"""Batch jobs over HTTP: asked for by upload or by path, in the areas of whoever asks."""

import io
import time

import pyarrow.parquet as pq
import pytest
from batches import a_wave, write_input
from callers import bearer, make_keys
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.working import environment
from serving_only import serving_path
from versions import NAME

from riskmodel.access.keeping import Grant
from riskmodel.access.scopes import Scope
from riskmodel.jobs.job import Folders
from riskmodel.jobs.work import Shop, work_once
from riskmodel.scale.asked import Desk
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine

PARQUET = {"Content-Type": "application/vnd.apache.parquet"}
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def settings(tmp_path):
    write_input(tmp_path / "inputs" / "2021", 2, 30, 0.1)
    return Settings(
        state=tmp_path / "state",
        job_inputs=tmp_path / "inputs",
        jobs=False,
        daily_queries=100,
        daily_household_queries=3,
    )


@pytest.fixture
def client(settings, assessor):
    with TestClient(create_app(settings, assessor)) as client:
        yield client


def work(settings, champions):
    engine = open_engine(address(settings.database_url, settings.database_folder))
    folders = Folders(settings.jobs_folder, settings.job_inputs)
    try:
        return work_once(Shop(engine, folders, Desk(champions, NAME)))
    finally:
        engine.dispose()


def a_key(settings, name, *areas):
    (token,) = make_keys(settings, Grant(name, (Scope.ASSESS,), areas or ("CN",)))
    return bearer(token)


def as_parquet(table):
    content = io.BytesIO()
    pq.write_table(table, content)
    return content.getvalue()


def upload(client, content, headers=PARQUET, **options):
    return client.post("/v1/jobs", content=content, headers=headers, params=options)


def test_an_upload_is_done_and_its_files_are_given(client, settings, champions):
    answer = upload(client, as_parquet(a_wave(20)), contributions=True)
    assert answer.status_code == 200, answer.text
    job = answer.json()
    assert (job["state"], job["path"], job["contributions"]) == ("waiting", None, True)
    url = f"/v1/jobs/{job['job_id']}"
    assert client.get(f"{url}/results").json() == {"files": []}
    assert client.get(f"{url}/results/0").status_code == 404
    assert work(settings, champions) == 1
    told = client.get(url).json()
    assert (told["state"], told["rows"], told["parts_done"]) == ("done", 20, 1)
    files = {one["name"]: one["number"] for one in client.get(f"{url}/results").json()["files"]}
    part = client.get(f"{url}/results/{files['parts/upload.parquet']}").content
    assert pq.read_table(io.BytesIO(part))["household_id"].to_pylist()[:2] == ["b0", "b1"]
    assert client.get(f"{url}/results/9999").status_code == 404
    assert [one["job_id"] for one in client.get("/v1/jobs").json()["jobs"]] == [job["job_id"]]


def test_a_path_is_read_below_the_folder_and_nowhere_else(client, settings, champions):
    answer = client.post("/v1/jobs", json={"path": "2021"}, params={"as_of_date": "2021-12-31"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["as_of_date"] == "2021-12-31"
    for path in ("../state", "/etc", "nowhere", "2021/../../state", "."):
        refused = client.post("/v1/jobs", json={"path": path})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_data"), path
    for body in ({"path": ""}, {"path": 3}, {}, {"path": "2021", "more": 1}, []):
        assert client.post("/v1/jobs", json=body).status_code == 422, body
    assert (
        client.post(
            "/v1/jobs", content=b"{", headers=CSV | {"Content-Type": "application/json"}
        ).status_code
        == 400
    )
    assert work(settings, champions) == 1
    assert work(settings, champions) == 0


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"PAR1 no", PARQUET, 422),
        (b"", CSV, 422),
        (b"household_id,shoe_size\nh,44\n", CSV, 422),
        (b"<xml/>", {"Content-Type": "application/xml"}, 415),
        (b"x", PARQUET | {"Content-Encoding": "gzip"}, 415),
    ],
)
def test_what_is_no_input_is_refused_and_leaves_nothing(
    client, settings, content, headers, status
):
    answer = upload(client, content, headers)
    assert answer.status_code == status, answer.text
    assert list(settings.jobs_folder.glob("*")) == []
    assert client.get("/v1/jobs").json() == {"jobs": []}


def test_a_file_that_is_too_large_is_refused(settings, assessor):
    small = settings.model_copy(update={"max_job_body_bytes": 100})
    with TestClient(create_app(small, assessor)) as client:
        assert upload(client, b"x" * 101).status_code == 413
        assert upload(client, iter([b"x" * 60, b"x" * 60])).status_code == 413
    assert list(settings.jobs_folder.glob("*")) == []


def test_rows_outside_the_callers_areas_are_left_out(settings, assessor, champions):
    table = a_wave(30)
    codes = table["province_code"].to_pylist()
    mine, other = a_key(settings, "mine", codes[0]), a_key(settings, "other", "99")
    with TestClient(create_app(settings, assessor)) as client:
        job = upload(client, as_parquet(table), PARQUET | mine).json()
        work(settings, champions)
        url = f"/v1/jobs/{job['job_id']}"
        told = client.get(url, headers=mine).json()
        assert told["rows"] - told["quarantined"] == codes.count(codes[0])
        for path in (url, f"{url}/results", f"{url}/results/0"):
            assert client.get(path, headers=other).status_code == 404
        assert client.post(f"{url}/cancel", headers=other).status_code == 404
        assert client.get("/v1/jobs", headers=other).json() == {"jobs": []}
        assert client.get(url).status_code == 401
    report = (settings.jobs_folder / job["job_id"] / "out" / "summary.json").read_text()
    assert "outside_areas" in report


def test_rows_count_against_the_budget_of_the_day(settings, assessor):
    key = a_key(settings, "key")
    one = as_parquet(a_wave(1))
    with TestClient(create_app(settings, assessor)) as client:
        statuses = [upload(client, one, PARQUET | key).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert upload(client, as_parquet(a_wave(90, 10)), PARQUET | key).status_code == 200
        spent = upload(client, as_parquet(a_wave(30, 200)), PARQUET | key)
        assert spent.status_code == 429
        assert "Retry-After" in spent.headers


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_count_whatever_ends_the_lines_of_a_csv(settings, assessor, end):
    key = a_key(settings, "key")
    ids = [f"h-{number}" for number in range(60)]
    content = end.join(["household_id,as_of_date", *(f"{one},2021-06-30" for one in ids), ""])
    with TestClient(create_app(settings, assessor)) as client:
        statuses = [upload(client, content.encode(), CSV | key).status_code for _ in range(2)]
        assert statuses == [200, 429]


def test_a_job_that_waits_can_be_cancelled(client, settings, champions):
    job = upload(client, as_parquet(a_wave(2))).json()
    answer = client.post(f"/v1/jobs/{job['job_id']}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert work(settings, champions) == 0


def test_the_service_has_jobs_done_by_a_process_beside_it(
    settings, assessor, champions, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", serving_path())
    settings.state.mkdir(parents=True)
    (settings.state / "champions").symlink_to(champions)
    working = settings.model_copy(update={"jobs": True})
    working.__pydantic_fields_set__.add("jobs")
    assert environment(working)["RISKMODEL_STATE"] == str(settings.state)
    with TestClient(create_app(working, assessor)) as client:
        url = f"/v1/jobs/{upload(client, as_parquet(a_wave(5))).json()['job_id']}"
        until = time.monotonic() + 60
        while (told := client.get(url).json())["state"] != "done":
            assert time.monotonic() < until, told
            time.sleep(0.1)
        assert told["rows"] == 5
