"""Assess a household on the terminal, and start the service."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from riskmodel.cli.console import output
from riskmodel.cli.keeping import recorded
from riskmodel.cli.language import Language
from riskmodel.cli.opting_out import willing
from riskmodel.settings import Settings


def assess(
    household: Annotated[Path, typer.Argument(help="JSON: as_of_date and household.")],
    language: Annotated[Language, typer.Option(help="Words in zh or en.")] = Language.EN,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the message itself.")] = False,
) -> None:
    """Assess one household with the champion: rule and score side by side, on record."""
    from riskmodel.assessment import Assessment, assessor_from, read_question
    from riskmodel.cli.rendering import render
    from riskmodel.schema.strict_json import read_json
    from riskmodel.signing import read_public_key

    settings = Settings()
    given = read_json(household.read_bytes())
    asked = read_question(given)
    key = read_public_key(settings.promotion_public_key)
    assessor = willing(
        assessor_from(settings.champions, settings.model_name, settings.parameters, key)
    )
    found = assessor.answer_records([asked.record], asked.as_of)[0]
    message = recorded(found, given["household"])
    if json:
        typer.echo(message.decode())
    else:
        output.print(render(Assessment.model_validate_json(message), language))


def serve(
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; otherwise RISKMODEL_WORKERS.")
    ] = None,
) -> None:
    """Start the HTTP service; settings come from the environment (RISKMODEL_HOST, _PORT …)."""
    if workers is not None:
        os.environ["RISKMODEL_WORKERS"] = str(workers)
    os.execv(sys.executable, [sys.executable, "-m", "riskmodel_api"])  # noqa: S606 - fixed arguments
