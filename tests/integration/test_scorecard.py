"""The scorecard's page is what was measured, and the short forms of its long rows hold."""

import importlib
import inspect
import json
import sys
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import ModuleType

import pytest
from reliability import (
    row15_audit_log,
    row16_backup,
    row21_human_decides,
    row22_dependencies,
)
from reliability.bill_of_materials import bill, read_lock
from reliability.run import GIVEN, measured, modules, needs
from reliability.scorecard import (
    DATA,
    NOT_MEASURED,
    PAGE,
    PROMISES,
    ROOT,
    as_data,
    as_page,
    read_rows,
    row,
)


def test_the_page_is_the_data_and_both_have_the_promises_of_one_place():
    rows = read_rows()
    assert DATA.read_text(encoding="utf-8") == as_data(rows), "run `make reliability`"
    assert PAGE.read_text(encoding="utf-8") == as_page(rows), "run `make reliability`"
    held = json.loads(DATA.read_text(encoding="utf-8"))
    assert [one["promise"] for one in held] == [promise.en for promise in PROMISES]
    assert [set(one) for one in held] == [{"promise", "target", "figure", "met"}] * 22
    assert [promise.number for promise in PROMISES] == list(range(1, 23))


def test_a_row_without_a_measure_has_no_figure_and_no_verdict():
    for one in read_rows():
        if one.number not in modules():
            assert one.figure.startswith(NOT_MEASURED), one
        if one.figure.startswith(NOT_MEASURED):
            assert one.met is None


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: f"row {one.number}")
def test_every_promise_has_a_test_or_says_why_not(promise):
    assert bool(promise.short) != bool(promise.reason)
    assert [path for path in promise.short if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("name", [one for held in modules().values() for one in held])
def test_every_long_form_can_be_run(name):
    module = importlib.import_module(name)
    assert set(needs(module)) <= set(GIVEN), "give it a default, or LONG"
    assert set(getattr(module, "LONG", {})) <= set(inspect.signature(module.measure).parameters)


def test_a_measure_that_fails_is_a_promise_that_is_not_met():
    found = measured(3, ["reliability.no_such_module"])
    assert (found.met, found.promise) == (False, PROMISES[2].en)
    assert asdict(replace(found, figure="")) == asdict(row(3, "", met=False))


def test_a_promise_that_several_measures_hold_is_met_only_where_all_say_so(monkeypatch):
    said = {"yes": True, "no": False, "in_part": None}
    for name, met in said.items():
        module = ModuleType(name)
        module.measure = lambda folder, met=met, name=name: row(
            8, f"{name} {folder.name}", met=met
        )
        monkeypatch.setitem(sys.modules, name, module)
    verdicts = {names: measured(8, names.split()).met for names in (
        "yes", "yes yes", "yes no", "in_part no", "yes in_part")}  # fmt: skip
    assert list(verdicts.values()) == [True, True, False, False, None]


def test_row_15_in_short():
    found = row15_audit_log.measure(actions=200, tamperings=12, entries=20_000)
    assert found.met, found.figure
    assert "12 of 12 tamperings" in found.figure


def test_row_16_in_short():
    found = row16_backup.measure(assessments=500)
    assert found.met is not False, found.figure
    assert "0 of 500 acknowledged before it lost" in found.figure
    assert "3 of 3 folders" in found.figure


def test_row_21_no_operation_changes_what_the_rules_find(assessor, tmp_path):
    found = row21_human_decides.measure(assessor, tmp_path, cases=60)
    assert found.met, found.figure
    assert ": 0 write paths" in found.figure
    assert int(found.figure.split()[0]) >= 14


def test_row_22_without_an_index_says_that_nobody_was_asked():
    found = row22_dependencies.measure(index="")
    assert found.met is None, found.figure
    assert "not searched" in found.figure
    assert "the wheel builds without" in found.figure


class Index(BaseHTTPRequestHandler):
    """An index of advisories that knows of one."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        found = [
            {"vulns": [{"id": "A-1"}]} if one["package"]["name"] == "numpy" else {}
            for one in asked
        ]
        content = json.dumps({"results": found}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Quiet."""


def test_a_known_advisory_is_named():
    locked = read_lock(ROOT / "requirements.lock")
    with HTTPServer(("127.0.0.1", 0), Index) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        count, told = row22_dependencies.searched(locked, address)
        server.shutdown()
        thread.join()
    assert count == len([one for one in locked if one.name == "numpy"])
    assert "numpy" in told
    assert "A-1" in told
    assert row22_dependencies.searched(locked, address)[0] is None


def test_the_bill_of_materials_lists_every_pin_with_its_hashes_and_licence():
    held = bill(ROOT / "requirements.lock")
    listed = {one["name"]: one for one in held["components"]}
    assert {one.name for one in read_lock(ROOT / "requirements.lock")} == set(listed)
    assert all(one["hashes"] for one in listed.values())
    assert listed["numpy"]["purl"].startswith("pkg:pypi/numpy@2.")
    assert listed["fastapi"]["licenses"] == [{"license": {"name": "MIT"}}]
