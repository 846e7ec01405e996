"""The command line as a module: `python -m riskmodel.cli`."""

from riskmodel.cli.main import app

app()
