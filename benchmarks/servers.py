"""The servers that are compared: how each is started, what it is asked, and that it is stopped."""

import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from example import BODY, read_example
from households import write_questions

from riskmodel.settings import Settings

READY_SECONDS, STOP_SECONDS = 120, 10
LOAD = Path(__file__).with_name("load.py")
OURS, AGAIN = "ours", "ours, one household again and again"
MLFLOW, MLSERVER, ECHO = "mlflow", "mlserver", "echo"
QUESTIONS = 40_000
"""More than are answered in all rounds: no household is asked about twice."""


@dataclass(frozen=True)
class Server:
    """How one is started, and what it is asked."""

    name: str
    command: list[str]
    port: int
    body: Path
    path: str
    ready: str | None
    """None where an open port is all there is to wait for."""
    environment: dict[str, str] = field(default_factory=dict)


def servers(folder: Path, mlserver: str | None) -> list[Server]:
    """Those to be measured, with their questions written below a folder."""
    settings = Settings()
    example = read_example(settings)
    row = [None if math.isnan(one) else float(one) for one in example.features(1)[0]]
    names = [feature.name for feature in example.model.artifact.model.features]
    questions = folder / "questions.ndjson"
    write_questions(questions, settings, QUESTIONS)
    found = [
        ours(settings.champions, folder / "ours", questions),
        ours(settings.champions, folder / "again", BODY, AGAIN),
        mlflow(folder, settings, names, row),
        echo(),
    ]
    if mlserver is not None:
        champion = example.model.artifact.files["model.txt"]
        found.append(mlserver_of(folder, mlserver, champion, row))
    return found


def ours(champions: Path, state: Path, body: Path = BODY, name: str = OURS) -> Server:
    """The service as it is shipped, open to its own machine, with a state folder of its own."""
    port = free_port()
    shutil.copytree(champions, state / "champions")
    return Server(
        name, [sys.executable, "-m", "riskmodel_api"], port, body, "/v1/assessments",
        "/health/ready", {"RISKMODEL_PORT": str(port), "RISKMODEL_STATE": str(state)},
    )  # fmt: skip


def mlflow(folder: Path, settings: Settings, names: list[str], row: list[float | None]) -> Server:
    """MLflow's own server of the plain model of the registry; it looks for uvicorn in the path."""
    port, body = free_port(), folder / "mlflow.json"
    body.write_text(json.dumps({"dataframe_split": {"columns": names, "data": [row]}}))
    store = f"sqlite:///{(settings.state / 'mlflow.db').absolute()}"
    command = [
        sys.executable, "-m", "mlflow", "models", "serve", "--env-manager", "local",
        "--model-uri", f"models:/{settings.model_name}@champion",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
    ]  # fmt: skip
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "MLFLOW_TRACKING_URI": settings.tracking_uri or store,
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    return Server(MLFLOW, command, port, body, "/invocations", "/ping", environment)


def mlserver_of(folder: Path, python: str, champion: bytes, row: list[float | None]) -> Server:
    """MLServer with the same booster, in its own process; it takes no gaps, so they are 0."""
    home = folder / "mlserver"
    home.mkdir()
    (home / "model.bst").write_bytes(champion)
    ports = [free_port() for _ in range(3)]
    names = ("http_port", "grpc_port", "metrics_port")
    settings = dict(zip(names, ports, strict=True)) | {"host": "127.0.0.1", "parallel_workers": 0}
    model = {
        "name": "champion",
        "implementation": "mlserver_lightgbm.LightGBMModel",
        "parameters": {"uri": "./model.bst"},
    }
    data = [0.0 if one is None else one for one in row]
    asked = {"name": "x", "shape": [1, len(row)], "datatype": "FP64", "data": data}
    (home / "settings.json").write_text(json.dumps(settings))
    (home / "model-settings.json").write_text(json.dumps(model))
    body = folder / "mlserver.json"
    body.write_text(json.dumps({"inputs": [asked]}))
    command = [str(Path(python).with_name("mlserver")), "start", str(home)]
    return Server(
        MLSERVER, command, ports[0], body, "/v2/models/champion/infer",
        "/v2/models/champion/ready",
    )  # fmt: skip


def echo() -> Server:
    """What the load generator can drive at all."""
    port = free_port()
    return Server(ECHO, [sys.executable, str(LOAD), str(port), "--echo"], port, BODY, "/", None)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def running(server: Server, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Its process, started and ready; stopped with all that it started."""
    log = folder / f"{server.name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            server.command,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=os.environ | {"OMP_NUM_THREADS": "1"} | server.environment,
            start_new_session=True,
        )
    try:
        if not wait_until_ready(server, process):
            sys.exit(f"{server.name} did not start:\n{log.read_text()[-3000:]}")
        yield process
    finally:
        stop(process)


def cpu_seconds(group: int) -> float:
    """What the processes of a group have used so far; NaN where the system does not tell."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[2]) == group:
            used.append((int(fields[11]) + int(fields[12])) / ticks)
    return sum(used) if used else math.nan


def wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> bool:
    """Whether it came up before it ended or the time ran out."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if server.ready is None:
                socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
                return True
            address = f"http://127.0.0.1:{server.port}{server.ready}"
            with urllib.request.urlopen(address, timeout=5):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Its whole group: MLflow starts its server as a child."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
