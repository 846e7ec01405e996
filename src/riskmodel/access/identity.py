"""Who asks."""

from dataclasses import dataclass

from riskmodel.access.areas import NATION
from riskmodel.access.scopes import EVERY_SCOPE, Scope
from riskmodel.storage.audit import LOCAL

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller: the name that goes on record, what it may do, and where.

    `daily_queries` is the caller's own budget, None for that of the deployment. `counted` is false
    only where nobody has to identify themselves: then there is nobody to count for.
    """

    name: str
    scopes: frozenset[Scope]
    areas: tuple[str, ...]
    daily_queries: int | None = None
    counted: bool = True


ANYBODY = Identity(LOCAL, EVERY_SCOPE, (NATION,), counted=False)
"""Whoever sits at the machine, where no key was ever made and no issuer is set."""
