"""Print the reference pages that are generated from the code."""

from enum import StrEnum
from typing import Annotated

import typer

from riskmodel.cli.command_reference import commands_reference
from riskmodel.eligibility import RULES_READING
from riskmodel.eligibility.reference import rules_reference
from riskmodel.problem_codes import problems_reference
from riskmodel.schema.dictionary import data_dictionary
from riskmodel.schema.purposes import purposes_page
from riskmodel.schema.quality.reference import quality_reference
from riskmodel.schema.violations import faults_listed
from riskmodel.settings import settings_page


class Page(StrEnum):
    """The generated pages."""

    COMMANDS = "commands"
    DATA_DICTIONARY = "data-dictionary"
    DATA_QUALITY = "data-quality"
    PROBLEMS = "problems"
    PURPOSES = "purposes"
    RULES = "rules"
    SETTINGS = "settings"


def reference(
    context: typer.Context, page: Annotated[Page, typer.Argument(help="Which page.")]
) -> None:
    """Print a generated page of docs/ as Markdown."""
    render = {
        Page.COMMANDS: lambda: commands_reference(context.find_root().command),
        Page.DATA_DICTIONARY: lambda: data_dictionary(RULES_READING),
        Page.DATA_QUALITY: quality_reference,
        Page.PROBLEMS: lambda: problems_reference(faults_listed()),
        Page.PURPOSES: lambda: purposes_page(RULES_READING),
        Page.RULES: rules_reference,
        Page.SETTINGS: settings_page,
    }
    typer.echo(render[page](), nl=False)
