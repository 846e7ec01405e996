"""What does the work of a command: this machine, or a Ray cluster."""

from enum import StrEnum
from typing import Annotated

import typer


class Where(StrEnum):
    """What does the work."""

    LOCAL = "local"
    RAY = "ray"


Doing = Annotated[
    Where,
    typer.Option("--engine", help="This machine, or a Ray cluster that sees the same files."),
]
Address = Annotated[
    str, typer.Option(help="With ray: the cluster's head as host:port, or that of this machine.")
]
THIS_CLUSTER = "auto"
