"""The same road with a real MLflow server at an address, as a research office runs one."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import mlflow
import numpy as np
import pytest

from riskmodel.registry.champion import read_champion
from riskmodel.registry.history import person
from riskmodel.registry.tracking import Registry

NAME = "return-to-poverty-12m"
PATIENCE = 90


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with its own store, on a free port of this machine."""
    folder = tmp_path_factory.mktemp("server")
    Registry(folder)  # whose empty store the server finds: it would take seconds to lay one out
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}",
        "--artifacts-destination", str(folder / "artifacts"),
    ]  # fmt: skip
    # Its jobs are for what this package does not use, and are seven more processes of MLflow.
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=os.environ | quiet, stdout=file, stderr=file)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(url, process, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def default_tracking():
    yield
    mlflow.set_tracking_uri(None)


@pytest.mark.slow
@pytest.mark.usefixtures("default_tracking")
def test_a_version_goes_through_a_server_and_comes_back(
    server, trained, definition_text, tmp_path
):
    registry = Registry(tmp_path / "state", server)
    version = registry.register(trained, definition_text, "test")
    assert not (tmp_path / "state").exists(), "nothing is kept beside the server"
    champions = tmp_path / "champions"
    registry.propose(version, champions, person("Wang Fang", "to see it work"))
    registry.promote(version, champions, person("Li Na", "to see it served"), forced=True)
    served = read_champion(champions, NAME)
    assert served.artifact_sha256 == version.artifact_sha256
    assert registry.version(NAME, "champion").number == version.number

    X = trained.background
    booster = mlflow.lightgbm.load_model(f"models:/{NAME}@champion")
    raw = trained.model.predict(X).raw_score
    assert np.array_equal(booster.predict(X, raw_score=True), raw)
    assert np.array_equal(served.artifact.model.predict(X).raw_score, raw)

    client = mlflow.MlflowClient(server)
    run = client.get_run(version.run_id)
    assert run.info.run_name == f"drawn, origin {trained.evaluation.headline.origin}"
    assert run.data.tags["gate"] in ("passes", "refuses")
    page = {one.path for one in client.list_artifacts(version.run_id, "evaluation")}
    assert page == {"evaluation/evaluation.html"}
    described = client.get_model_version(NAME, version.number).description
    assert "LightGBM" in described
    assert len(described) <= 5000
