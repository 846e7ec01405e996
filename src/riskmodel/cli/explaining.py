"""Questions about one household's score, on the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskmodel.cli.console import output
from riskmodel.cli.language import Language
from riskmodel.cli.opting_out import willing
from riskmodel.cli.promoting import Because, By
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.assessment import Assessor

Words = Annotated[Language, typer.Option("--language", help="Words in zh or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the message itself.")]


def change(
    records: Annotated[
        Path,
        typer.Argument(help="JSON: then and now, each as_of_date and household; version_then."),
    ],
    parameters_then: Annotated[
        Path | None, typer.Option(help="Folder of the office's own parameters of then.")
    ] = None,
    language: Words = Language.EN,
    *,
    json: AsJson = False,
) -> None:
    """Say why a household's score changed: data field by field, rule pack, model."""
    from riskmodel.assessment import desk_now, desk_then, explain_change, read_change
    from riskmodel.cli.rendering.explaining import render_change
    from riskmodel.parameters import Parameters

    settings = Settings()
    asked = read_change(_read(records))
    assessor = _assessor(settings)
    assessor.require_asked(asked.now.record, asked.now.as_of)
    now = desk_now(assessor)
    held = Parameters.of_office(parameters_then) if parameters_then else None
    then = desk_then(now, settings.champions, asked.version_then, held)
    found = explain_change((then, asked.then), (now, asked.now))
    if json:
        typer.echo(found.model_dump_json())
    else:
        output.print(render_change(found, language))


def missing_answers(
    household: Annotated[Path, typer.Argument(help="JSON: as_of_date and household.")],
    language: Words = Language.EN,
    *,
    json: AsJson = False,
) -> None:
    """Say which missing answer could still move the band, or that none can."""
    from riskmodel.assessment import find_missing, read_question
    from riskmodel.cli.rendering.explaining import render_missing

    asked = read_question(_read(household))
    found = find_missing(_assessor(Settings()), asked)
    if json:
        typer.echo(found.model_dump_json())
    else:
        output.print(render_missing(found, language))


def levers(
    household: Annotated[Path, typer.Argument(help="JSON: as_of_date and household.")],
    by: By,
    because: Because,
    lever: Annotated[
        str | None, typer.Option(help="One field of the reviewed list; else each of it.")
    ] = None,
    language: Words = Language.EN,
    *,
    json: AsJson = False,
) -> None:
    """Say what the score would be with a measure of the state recorded; who asked is kept."""
    from riskmodel.assessment import read_levers, try_levers
    from riskmodel.cli.rendering.explaining import render_levers

    settings = Settings()
    given = _read(household)
    told = given if isinstance(given, dict) else {}
    asked = read_levers(told | {"by": by, "because": because, "lever": lever})
    found = try_levers(_assessor(settings), asked, settings.levers)
    if json:
        typer.echo(found.model_dump_json())
    else:
        output.print(render_levers(found, language))


def _read(path: Path) -> Any:
    from riskmodel.schema.strict_json import read_json

    return read_json(path.read_bytes())


def _assessor(settings: Settings) -> "Assessor":
    from riskmodel.assessment import assessor_from
    from riskmodel.signing import read_public_key

    key = read_public_key(settings.promotion_public_key)
    return willing(
        assessor_from(settings.champions, settings.model_name, settings.parameters, key)
    )
