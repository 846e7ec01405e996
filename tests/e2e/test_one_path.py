"""A score never depends on the road that it came by: equal to the last bit on every one."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from serving_only import serving_path
from typer.testing import CliRunner

from riskmodel.assessment import Assessment
from riskmodel.cli.main import commands
from riskmodel.schema.table import read_table
from riskmodel.settings import Settings

MANY = 1_000


def households():
    random = np.random.default_rng(5)
    for number in range(MANY):
        changes = {
            "household_id": f"h-{number}",
            "household_size": int(random.integers(1, 8)),
            "net_income_pc": float(np.round(random.lognormal(9.3, 0.5), 2)),
            "labour_members": int(random.integers(0, 4)),
            "serious_illness_members": int(random.integers(0, 2)),
            "housing_grade": str(random.choice(["A", "B", "C", "D"])),
            "job_lost": bool(random.integers(0, 2)),
            "identified_on": "2024-05" if number % 3 else None,
            "measures": ["jobs", "health"] if number % 2 else [],
            "wage_income": None if number % 7 == 0 else float(random.integers(0, 90_000)),
        }
        yield a_household(**changes)


@pytest.fixture(scope="module")
def records():
    return list(households())


@pytest.fixture(scope="module")
def by_batch(assessor, records):
    with TestClient(create_app(Settings(), assessor)) as client:
        body = {"as_of_date": AS_OF, "households": records}
        answer = client.post("/v1/assessments/batch", json=body).json()
    return [Assessment.model_validate(result["assessment"]) for result in answer["results"]]


def test_alone_over_http(assessor, records, by_batch):
    with TestClient(create_app(Settings(), assessor)) as client:
        for place in range(0, MANY, 50):
            body = {"as_of_date": AS_OF, "household": records[place]}
            alone = client.post("/v1/assessments", json=body)
            assert Assessment.model_validate_json(alone.content) == by_batch[place]


def test_from_a_data_frame_in_a_notebook(assessor, records, by_batch):
    columns = read_table(pd.DataFrame(records))
    as_of = np.full(columns.rows, np.datetime64(AS_OF))
    found = assessor.assess(columns, as_of)
    assert [one.risk for one in found] == [one.risk for one in by_batch]
    assert [one.explanation for one in found] == [one.explanation for one in by_batch]
    assert [one.eligibility for one in found] == [one.eligibility for one in by_batch]


def test_on_the_command_line(champions, records, by_batch, tmp_path, monkeypatch):
    (tmp_path / "champions").symlink_to(champions)
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    for place in (0, 7, 500):
        path = tmp_path / f"{place}.json"
        path.write_text(json.dumps({"as_of_date": AS_OF, "household": records[place]}))
        told = (
            in_a_process(path) if place == 0 else CliRunner().invoke(commands, asked(path)).stdout
        )
        assert Assessment.model_validate_json(told) == by_batch[place]


def asked(path):
    return ["assess", str(path), "--json"]


def in_a_process(path):
    found = subprocess.run(
        [sys.executable, "-m", "riskmodel.cli", *asked(path)],
        env=os.environ | {"PYTHONPATH": serving_path()},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout


def test_the_roads_really_carry_numbers(by_batch):
    scored = [one.risk.probability for one in by_batch if one.risk.scored]
    assert len(scored) > 900
    assert len(set(scored)) > 80
