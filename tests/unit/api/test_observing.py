"""What is told of the requests: figures, lines of a log, traces; and nothing personal in them."""

import asyncio
import json
import logging
import socket
import sys
import threading
import time
import uuid

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from riskmodel_api.app import create_app
from riskmodel_api.backlog import Backlog
from riskmodel_api.documents import EXAMPLE_HOUSEHOLD
from riskmodel_api.looking_after import operation_of
from riskmodel_api.operation.figures import METHODS, STATUSES, UNMATCHED, Facts, Figures
from riskmodel_api.operation.ledger import Slot
from riskmodel_api.operation.logs import JsonLines, PlainLines, silence_texts
from riskmodel_api.operation.seen import Seen
from riskmodel_api.operation.traces import OpenTelemetry
from sqlalchemy import text

from riskmodel.alerts.following import follow
from riskmodel.errors import StorageUnavailableError
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.stages import STAGES
from riskmodel.storage.database import address, open_engine, writing
from riskmodel.webhooks import subscriptions

MARK = "110101199003078515"
ROUTE = ("POST", "/v1/assessments")
DROPOUT = {"dropout_compulsory": True, "dropout_reason": "other"}
NOTHING = Facts({}, "pack", None)


@pytest.fixture
def spans():
    return InMemorySpanExporter()


@pytest.fixture
def client(assessor, tmp_path, spans):
    settings = Settings(state=tmp_path)
    operation = operation_of(settings)
    operation.traces = OpenTelemetry(spans, "test")
    app = create_app(settings, assessor, operation)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def assess(client, headers=None, **changes):
    body = {"as_of_date": AS_OF, "household": a_household(**changes)}
    return client.post("/v1/assessments", json=body, headers=headers)


def samples(text):
    """Value by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(text, name, /, **labels):
    return samples(text).get((name, *sorted(labels.items())), 0.0)


def test_a_request_is_counted_by_template_and_status(client):
    assess(client)
    client.get("/v1/rules/R01")
    client.get("/v1/rules/R999")
    client.post("/v1/assessments", content=b"{")
    told = client.get("/metrics").text
    count = "riskmodel_requests_total"
    assert figure(told, count, method="POST", route="/v1/assessments", status="200") == 1
    assert figure(told, count, method="POST", route="/v1/assessments", status="415") == 1
    assert figure(told, count, method="GET", route="/v1/rules/{rule}", status="404") == 1
    seconds = "riskmodel_request_seconds_count"
    assert figure(told, seconds, method="POST", route="/v1/assessments") == 2


def test_every_stage_of_an_assessment_is_timed_and_they_add_up(client):
    assess(client)
    told = client.get("/metrics").text
    stages = {
        stage: figure(told, "riskmodel_stage_seconds_count", stage=stage) for stage in STAGES
    }
    assert stages == dict.fromkeys(STAGES, 1.0)
    total = sum(figure(told, "riskmodel_stage_seconds_sum", stage=stage) for stage in STAGES)
    whole = figure(told, "riskmodel_request_seconds_sum", method="POST", route="/v1/assessments")
    assert 0.5 * whole < total <= whole


def test_what_rule_and_model_say_is_counted(client):
    answer = assess(client).json()
    scored = answer["agreement"]
    unscored = assess(client, net_income_pc=None).json()
    told = client.get("/metrics").text
    assert figure(told, "riskmodel_assessments_total", agreement=scored) == 1
    assert unscored["risk"]["not_scored"]
    assert figure(told, "riskmodel_assessments_total", agreement="not_scored") == 1
    for reason in unscored["risk"]["not_scored"]:
        assert figure(told, "riskmodel_not_scored_total", reason=reason["code"]) == 1


def test_versions_queue_fault_and_age_are_told(client, assessor, champions):
    told = client.get("/metrics").text
    model = {
        name: getattr(assessor.model, name) for name in ("name", "version", "artifact_sha256")
    }
    assert figure(told, "riskmodel_model_info", **model) == 1
    assert "riskmodel_rule_pack_info{" in told
    assert figure(told, "riskmodel_recorder_queue", worker="0") == 0
    assert figure(told, "riskmodel_records_fault", worker="0") == 0
    assert figure(told, "riskmodel_resident_bytes", worker="0") > 1e7
    assert figure(told, "riskmodel_workers") == 1
    settings = Settings(state=champions.parent / "none", storage=False)
    with TestClient(create_app(settings)) as bare:
        assert "riskmodel_model_info" not in bare.get("/metrics").text


def test_labels_are_of_a_closed_list_whatever_is_asked(client):
    before = client.get("/metrics").text
    for odd in range(30):
        client.get(f"/{MARK}/{odd}")
        client.request(f"M{odd}", "/v1/assessments")
        client.get(f"/v1/rules/{odd}?id={MARK}", headers={"X-Request-Id": f"{MARK}-{odd}"})
    told = client.get("/metrics").text
    assert MARK not in told
    templates = {"unmatched"} | {route for _, route in routes_of(client.app)}
    for name, *labels in samples(told):
        found = dict(labels)
        assert found.get("method", "GET") in METHODS, name
        assert found.get("status", "200") in STATUSES, name
        assert found.get("route", "unmatched") in templates, name
    assert len(samples(told)) - len(samples(before)) < 80


def routes_of(app):
    from riskmodel_api.looking_after import routes_of as listed  # noqa: PLC0415

    return listed(app)


def test_figures_of_several_processes_add_up_and_outlive_one(tmp_path):
    first, second = (Figures([ROUTE], Slot(number, tmp_path).ledger) for number in range(2))
    seen = Seen("id")
    seen.status = 200
    seen.counts["agreement", "neither"] = 3
    for figures, times in ((first, 2), (second, 5)):
        figures.set({"riskmodel_recorder_queue": times})
        for _ in range(times):
            figures.count(seen, ROUTE, 0.0015)
    labels = {"method": "POST", "route": "/v1/assessments"}
    del second
    again = Figures([ROUTE], Slot(1, tmp_path).ledger)
    again.count(seen, ROUTE, 99.0)
    told = first.told(NOTHING).decode()
    assert figure(told, "riskmodel_requests_total", status="200", **labels) == 8
    assert figure(told, "riskmodel_assessments_total", agreement="neither") == 24
    assert figure(told, "riskmodel_request_seconds_bucket", le="0.002", **labels) == 7
    assert figure(told, "riskmodel_request_seconds_bucket", le="+Inf", **labels) == 8
    assert figure(told, "riskmodel_request_seconds_sum", **labels) == pytest.approx(99.0105)
    assert figure(told, "riskmodel_recorder_queue", worker="1") == 5
    assert figure(told, "riskmodel_workers") == 2


def test_what_no_label_is_there_for_is_counted_as_other():
    figures = Figures([ROUTE])
    seen = Seen("id")
    seen.status = 299
    seen.counts["not_scored", MARK] = 1
    figures.count(seen, ROUTE, 0.1)
    figures.count(seen, ("BREW", f"/{MARK}"), 0.1)
    told = figures.told(NOTHING).decode()
    assert MARK not in told
    assert figure(told, "riskmodel_not_scored_total", reason="other") == 2
    labels = {"method": UNMATCHED[0], "route": UNMATCHED[1]}
    assert figure(told, "riskmodel_requests_total", status="other", **labels) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (str(uuid.UUID(int=2**127 + 1)), True),
        (MARK, False),
        (MARK + "0" * 14, False),
        ("h-000123", False),
        ("a" * 5000, False),
        (str(uuid.UUID(int=2**127 + 1)) + "\t", False),
        ("", False),
    ],
)
def test_a_request_id_is_kept_only_if_it_is_a_uuid(client, given, kept):
    answer = client.get("/health/live", headers={"X-Request-Id": given})
    told = answer.headers["x-request-id"]
    assert (told == given) is kept
    assert kept or (len(told) == 32 and int(told, 16) >= 0)


def test_a_problem_has_a_request_id_too(client):
    assert client.get(f"/{MARK}").headers["x-request-id"]


def lines(caplog, formatter):
    return [formatter.format(record) for record in caplog.records]


def test_a_line_of_the_log_holds_template_status_time_and_id(client, caplog):
    with caplog.at_level(logging.INFO, logger="riskmodel_api"):
        answer = client.get(f"/v1/rules/R01?id={MARK}")
    (told,) = [one for one in caplog.records if one.getMessage() == "answered"]
    found = json.loads(JsonLines().format(told))
    assert found.pop("milliseconds") > 0
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "INFO", "logger": "riskmodel_api.operation.observe", "message": "answered",
        "method": "GET", "route": "/v1/rules/{rule}", "status": 200,
        "request_id": answer.headers["x-request-id"],
    }  # fmt: skip
    assert PlainLines().format(told).count("\n") == 0
    assert MARK not in caplog.text


def test_no_text_of_an_exception_is_logged_whoever_logs_it(caplog):
    def fail():
        raise ValueError(MARK)

    silence_texts()
    try:
        with caplog.at_level(logging.DEBUG):
            try:
                fail()
            except ValueError:
                logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
                logging.getLogger("asyncio").log(40, "future: <%s>", MARK)
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
    finally:
        threading.excepthook = threading.__excepthook__
        sys.excepthook = sys.__excepthook__
    assert len(caplog.records) == 3
    for formatter in (JsonLines(), PlainLines()):
        told = "\n".join(lines(caplog, formatter))
        assert MARK not in told
        assert told.count("ValueError") == 2
        assert told.count("fail") == 2


def test_a_request_is_a_span_with_a_child_for_each_stage(client, spans):
    assess(client)
    client.app.state.operation.traces.provider.force_flush()
    found = spans.get_finished_spans()
    (whole,) = [span for span in found if span.parent is None]
    children = [span for span in found if span.parent is not None]
    assert whole.name == "POST /v1/assessments"
    assert whole.attributes["http.route"] == "/v1/assessments"
    assert whole.attributes["http.response.status_code"] == 200
    assert {span.name for span in children} == set(STAGES)
    assert all(span.parent.span_id == whole.context.span_id for span in children)
    assert all(whole.start_time <= span.start_time <= span.end_time for span in children)
    assert max(span.end_time for span in children) <= whole.end_time


@pytest.mark.parametrize(
    ("parent", "taken"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", True),
        (f"00-{MARK}abcdefabcdefab-00f067aa0ba902b7-01", False),
        (MARK, False),
    ],
)
def test_a_span_is_the_child_of_what_asked_unless_that_could_be_a_number(
    client, spans, parent, taken
):
    client.get("/health/live", headers={"traceparent": parent, "baggage": f"id={MARK}"})
    client.app.state.operation.traces.provider.force_flush()
    (span,) = spans.get_finished_spans()
    assert (span.parent is not None) is taken
    assert MARK not in span.to_json()


def test_a_collector_that_is_down_slows_and_breaks_nothing(assessor, tmp_path):
    with socket.socket() as deaf:  # takes a connection and never says a word
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1/traces"
        settings = Settings(state=tmp_path, traces=address, storage=False)
        client = TestClient(create_app(settings, assessor))
        with client:
            began = time.monotonic()
            for _ in range(600):
                assert client.get("/health/live").status_code == 200
            assert time.monotonic() - began < 30


def test_the_marks_of_two_requests_at_once_do_not_mix(client):
    async def both():
        from riskmodel_api.operation.seen import SEEN, see  # noqa: PLC0415

        async def one(status):
            see([]).status = status
            await asyncio.sleep(0)
            return SEEN.get().status

        return await asyncio.gather(one(1), one(2))

    assert asyncio.run(both()) == [1, 2]


def test_what_waits_for_people_and_for_others_is_counted_and_of_what_age(assessor, tmp_path):
    settings = Settings(state=tmp_path, alerts=False)
    with TestClient(create_app(settings, assessor)) as client:
        engine = open_engine(address("", settings.database_folder))
        with writing(engine) as connection:
            subscriptions.add(connection, "https://platform.example/hooks", [])
        answer = assess(client, household_id=MARK[:9], **DROPOUT)
        told = samples(client.get("/metrics").text)
        assert told["riskmodel_alerts_behind",] == 1
        assert told["riskmodel_alerts_behind_seconds",] > 0
        follow(engine, Parameters.shipped())
        body = {"assessment_id": answer.json()["assessment_id"]}
        assert client.post("/v1/cases", json=body).is_success
        ages = {"alerts": "made_at", "outbox": "at"}
        with engine.begin() as connection:
            for table, column in ages.items():
                connection.execute(text(f"UPDATE {table} SET {column} = '2025-01-01 00:00:00'"))  # noqa: S608
            for table in ("alerts", "cases"):
                connection.execute(text(f"UPDATE {table} SET decide_by = '2025-01-16'"))  # noqa: S608
        engine.dispose()
        backlog = Backlog(seconds=0).gauges(client.app.state.alerting)
        page = client.get("/metrics").text
    found = {(one.name, one.member): one.value for one in backlog}
    assert found["riskmodel_alerts_behind", ""] == 0
    names = ("alerts_open", "alerts_overdue", "cases_open", "cases_overdue")
    assert [found[f"riskmodel_{name}", ""] for name in names] == [1] * 4
    assert found["riskmodel_webhook_deliveries", "waiting"] == 2  # of the alert, and of the case
    for name in ("alerts_open", "webhook_oldest"):
        assert found[f"riskmodel_{name}_seconds", ""] > 86_400
    assert MARK[:9] not in page


def test_figures_are_told_and_probes_answer_while_what_waits_cannot_be_read(client, monkeypatch):
    def gone(_):
        message = "away"
        raise StorageUnavailableError(message)

    monkeypatch.setattr(client.app.state.alerting, "read", gone)
    told = client.get("/metrics")
    assert told.status_code == 200
    assert "riskmodel_ready" in told.text
    assert "riskmodel_alerts_open" not in told.text
    assert client.get("/health/ready").status_code == 200


def test_a_household_with_the_id_of_the_known_one_may_decline_and_the_service_stays_ready(client):
    assert client.get("/health/ready").status_code == 200
    who = {"by": "Wang Fang", "words": "said so on the visit"}
    body = {"household_id": EXAMPLE_HOUSEHOLD["household_id"], **who}
    assert client.post("/v1/opt-outs", json=body).is_success
    time.sleep(2.5)  # more than a round of the checks
    assert client.get("/health/ready").status_code == 200
