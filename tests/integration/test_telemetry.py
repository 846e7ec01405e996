"""Nothing leaves the machine: every address that a training run looks up is its own."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from riskmodel.registry.tracking import Registry

SPY = """
import json, socket, sys, time
sought = []

def watch(name, address_of):
    real = getattr(*name)
    def watched(*given, **named):
        sought.append(str(address_of(given)))
        raise OSError("no network in this test")
    setattr(*name, watched)

watch((socket, "getaddrinfo"), lambda given: given[0])
watch((socket.socket, "connect"), lambda given: given[1])
if sys.argv[1] == "ours":
    import riskmodel.registry.tracking
import mlflow
mlflow.set_tracking_uri(sys.argv[2])
with mlflow.start_run(experiment_id=mlflow.create_experiment("x")):
    mlflow.log_param("a", 1)
    mlflow.log_metric("b", 2)
time.sleep(4)
print("SOUGHT", json.dumps(sought))
"""
SILENCERS = ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK", "CI", "GITHUB_ACTIONS",
             "PYTEST_CURRENT_TEST")  # fmt: skip


def sought(how, store):
    """What a run looks up where nothing in the environment keeps MLflow quiet."""
    environment = {name: held for name, held in os.environ.items() if name not in SILENCERS}
    done = subprocess.run(
        [sys.executable, "-c", SPY, how, store], env=environment, capture_output=True, text=True,
        timeout=180, check=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("SOUGHT"))
    return json.loads(line.removeprefix("SOUGHT"))


@pytest.mark.slow
def test_a_run_of_ours_looks_up_nothing_where_mlflow_alone_calls_home(tmp_path):
    stores = [Registry(tmp_path / how).tracking_uri for how in ("plain", "ours")]
    with ThreadPoolExecutor() as both:  # each waits for seconds whether there is a call
        plain, ours = both.map(sought, ("plain", "ours"), stores)
    assert plain, "MLflow no longer calls home: this test has nothing left to show"
    assert ours == []
