"""A command as somebody at a terminal gives it."""

from typer.testing import CliRunner

from riskmodel.cli.main import commands


def do(*arguments, typed=None):
    """What it prints, on one line, with `typed` to its questions; its error is raised as it is."""
    found = CliRunner().invoke(commands, [str(one) for one in arguments], input=typed)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return " ".join(found.output.split())
