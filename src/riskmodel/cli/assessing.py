"""Assess a household on the terminal, and start the service."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from riskmodel.cli.console import output
from riskmodel.cli.language import Language
from riskmodel.settings import Settings


def assess(
    household: Annotated[Path, typer.Argument(help="JSON: as_of_date and household.")],
    language: Annotated[Language, typer.Option(help="Words in zh or en.")] = Language.EN,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the message itself.")] = False,
) -> None:
    """Assess one household with the champion: rule and score side by side."""
    from riskmodel.assessment import assessor_from, read_question
    from riskmodel.cli.rendering import render
    from riskmodel.schema.strict_json import read_json

    settings = Settings()
    asked = read_question(read_json(household.read_bytes()))
    assessor = assessor_from(settings.champions, settings.model_name, settings.parameters)
    found = assessor.assess_records([asked.record], asked.as_of)[0]
    if json:
        typer.echo(found.model_dump_json())
    else:
        output.print(render(found, language))


def serve() -> None:
    """Start the HTTP service; settings come from the environment (RISKMODEL_HOST, _PORT …)."""
    os.execv(sys.executable, [sys.executable, "-m", "riskmodel_api"])  # noqa: S606 - fixed arguments
