"""How long the page of a household takes: cases of a synthetic county, over loopback.

python benchmarks/household_page.py needs a champion and the panel below the state folder; the
database is one of its own. Prints a JSON list of {name, value, floor, unit, met}.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from console_cases import DECIDED, PANEL, WAITING, fill
from measure import at_most, context
from servers import OURS, Server, cpu_seconds, free_port, running

from riskmodel.cli.demo_lines import write_lines
from riskmodel.settings import Settings

ROUNDS, CEILING_MS = 5, 100.0


def main() -> None:
    """Measure and print."""
    state = Settings().state
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(state / "champions", folder / "champions")
        (folder / PANEL).symlink_to((state / PANEL).absolute())
        settings = Settings(state=folder, parameters=write_lines(folder))
        cases = fill(settings, DECIDED, WAITING)
        print(json.dumps(measured(settings, cases), indent=1))


def measured(settings: Settings, cases: list[str]) -> list[dict[str, object]]:
    """Medians over the cases, each asked for so many times."""
    port = free_port()
    environment = {
        "RISKMODEL_PORT": str(port),
        "RISKMODEL_STATE": str(settings.state),
        "RISKMODEL_PARAMETERS": str(settings.parameters),
    }
    server = Server(
        OURS, [sys.executable, "-m", "riskmodel_api"], port, Path(), "/", "/health/ready",
        environment,
    )  # fmt: skip
    with running(server, settings.state) as process:
        asked = [f"/console/cases/{case}" for case in cases]
        seconds(port, asked[:5])  # a first page reads its templates
        before = cpu_seconds(process.pid)
        pages = [one for _ in range(ROUNDS) for one in seconds(port, asked)]
        used = (cpu_seconds(process.pid) - before) / len(pages)
        files = seconds(port, [f"{path}/file" for path in asked])
    middle = statistics.median(pages) * 1_000
    slowest = statistics.quantiles(pages, n=20)[-1] * 1_000
    return [
        at_most("household page, median", middle, CEILING_MS, "ms"),
        context("household page, 95th of a hundred", slowest, "ms"),
        at_most("household page, CPU time, on a busy machine too", used * 1_000, CEILING_MS, "ms"),
        context("case file, median", statistics.median(files) * 1_000, "ms"),
    ]


def seconds(port: int, paths: list[str]) -> list[float]:
    """How long each page took, one after the other."""
    taken = []
    for path in paths:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - start)
        connection.close()
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}")
    return taken


if __name__ == "__main__":
    main()
