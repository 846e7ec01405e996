"""The rules on the terminal: check a household, look through parameters, try out a reform."""

import datetime
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from riskmodel.cli.console import output
from riskmodel.cli.language import Language
from riskmodel.cli.simulating import simulate
from riskmodel.errors import ConfigurationError
from riskmodel.parameters import SHIPPED, Parameters
from riskmodel.parameters.lint import Problem
from riskmodel.parameters.lint import lint as find_problems
from riskmodel.settings import Settings

rules = typer.Typer(
    name="rules", help="The rules and their parameters (规则与参数).", no_args_is_help=True
)


@rules.command()
def check(
    household: Annotated[
        Path, typer.Argument(help="JSON: as_of_date, household and perhaps history.")
    ],
    language: Annotated[Language, typer.Option(help="Words in zh or en.")] = Language.EN,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the message itself.")] = False,
) -> None:
    """Check one household against the rules, with its earlier records; needs no model."""
    from riskmodel.assessment import check_rules, read_question_with_history
    from riskmodel.cli.rendering import render_rules
    from riskmodel.schema.strict_json import read_json

    asked, history = read_question_with_history(read_json(household.read_bytes()))
    parameters = Parameters.of_office(Settings().parameters)
    found = check_rules(parameters, asked.as_of, asked.record, history)
    if json:
        typer.echo(found.model_dump_json())
    else:
        output.print(render_rules(found, language))


@rules.command()
def lint(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="An area's own folders; else those of the settings, if any."),
    ] = None,
    on: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day that values should reach; else today."),
    ] = None,
) -> None:
    """Look through the parameter files: gaps, overlaps, values without a source, jumps."""
    day = on.date() if on else datetime.datetime.now(tz=datetime.UTC).date()
    own = Settings().parameters
    chosen = folders or ([own] if own else [])
    problems = find_problems(SHIPPED, *chosen, on=day)
    for line in _lines(problems):
        output.print(line, highlight=False)
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        message = f"{errors} of {len(problems)} problems must be mended before the rules can run"
        raise ConfigurationError(message)
    output.print(f"{len(problems)} warnings, no errors")


def _lines(problems: list[Problem]) -> Iterator[str]:
    """Errors first; the same problem of several entries of a file on one line."""
    ordered = sorted(problems, key=lambda one: (one.severity, one.file, one.what))
    for (severity, file, what), alike in groupby(
        ordered, key=lambda one: (one.severity, one.file, one.what)
    ):
        same = list(alike)
        entries = [f"{one.entry} ({one.area})" for one in same if one.entry is not None]
        where = f", {'entry' if len(entries) == 1 else 'entries'} {', '.join(entries)}"
        yield f"{severity}: {file}{where if entries else ''}: {what}; {same[0].remedy}"


rules.command()(simulate)
