"""The command line: `riskmodel --help`."""

from riskmodel.cli.main import app

__all__ = ["app"]
