"""The whole road in one command: panel, model, promotion, service, one household."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from riskmodel.cli import panels, promoting, versions
from riskmodel.cli.console import errors, output
from riskmodel.cli.demo_lines import with_lines
from riskmodel.cli.demo_office import Office, open_office
from riskmodel.cli.language import Language
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings

DEFINITION = Path("models/return-to-poverty-12m.toml")
HOUSEHOLD = Path("docs/examples/household.json")
HOUSEHOLDS = 20_000
SEED = 20260101
START_SECONDS = 60


def demo(
    language: Annotated[Language, typer.Option(help="Words in zh or en.")] = Language.EN,
    *,
    once: Annotated[
        bool, typer.Option(envvar="DEMO_ONCE", help="Stop the service at the end.")
    ] = False,
) -> None:
    """Synthesize, train, evaluate, promote, serve, and assess one household over HTTP."""
    for needed in (DEFINITION, HOUSEHOLD):
        if not needed.is_file():
            message = f"{needed} is not here: run the demo from the project's folder"
            raise ConfigurationError(message)
    settings = Settings()
    panel = settings.state / "synthetic-panel.parquet"
    output.rule("1  a synthetic panel")
    panels.synthesize(panel, HOUSEHOLDS, SEED)
    output.rule("2  train, judge beside its rivals, register")
    version = versions.train(DEFINITION, panel)
    output.rule("3  promote through the gate")
    promoting.propose(version, "the demo's proposer", "it is the first version")
    promoting.promote(version, "the demo's approver", "the gate lets it pass, and it is a demo")
    output.rule("4  an office: reviewers, and a queue of one county's households")
    settings = with_lines(settings)
    with errors.status("assessing a county's last four waves"):
        office = open_office(settings, panel)
    output.print(
        f"{office.cases} cases wait in the queue; income lines of years without a published one "
        f"are made up, in {settings.parameters}",
        highlight=False,
        soft_wrap=True,
    )
    output.rule("5  serve, and ask about one household")
    _serve_and_ask(settings, language, office, once=once)


def _serve_and_ask(settings: Settings, language: Language, office: Office, *, once: bool) -> None:
    from riskmodel.assessment import Assessment
    from riskmodel.cli.rendering import render

    port = _free_port(settings.host, settings.port)
    address = f"http://{settings.host}:{port}"
    log = settings.state / "service.log"
    with log.open("wb") as file:
        service = subprocess.Popen(
            [sys.executable, "-m", "riskmodel_api"],
            env=os.environ
            | {"RISKMODEL_PORT": str(port), "RISKMODEL_PARAMETERS": str(settings.parameters)},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        with errors.status("starting the service"):
            _wait_until_ready(address, service, log)
        answer = _post(f"{address}/v1/assessments", office.token, HOUSEHOLD.read_bytes())
        output.print(render(Assessment.model_validate_json(answer), language))
    except BaseException:
        service.terminate()
        raise
    if once:
        service.terminate()
        service.wait(timeout=START_SECONDS)
        output.print(f"the service answered at {address} and is stopped")
        return
    _say_where(address, office, service.pid)


def _say_where(address: str, office: Office, process: int) -> None:
    names = " or ".join(f'"{name}"' for name in office.reviewers)
    output.print(
        f"the console is at {address}/console: sign in as {names} with the password "
        f"{office.password}; {office.cases} cases wait",
        highlight=False,
    )
    output.print(
        f"the service answers at {address}, {address}/openapi.json says what it takes:\n"
        f"curl -H 'Authorization: Bearer {office.token}' -H 'Content-Type: application/json' "
        f"-d @{HOUSEHOLD} {address}/v1/assessments\n`kill {process}` stops it",
        highlight=False,
        soft_wrap=True,
    )


def _free_port(host: str, wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    message = f"no port is free at {host}: set RISKMODEL_PORT"
    raise ConfigurationError(message)


def _wait_until_ready(address: str, service: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and service.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    message = f"the service did not become ready: {log} says why"
    raise ConfigurationError(message)


def _post(url: str, token: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content
