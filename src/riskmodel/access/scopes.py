"""What a caller can be allowed to do; no scope holds another."""

from collections.abc import Iterable
from enum import StrEnum

from riskmodel.errors import ConfigurationError


class Scope(StrEnum):
    """One kind of act; a key has those that its holder's work needs and no more."""

    ASSESS = "assess"
    REVIEW = "review"
    DECIDE = "decide"
    RESEARCH = "research"
    AUDIT = "audit"
    ADMIN = "admin"


MEANING = {
    Scope.ASSESS: ("assess households and check them by the rules", "评估农户、核查规则"),
    Scope.REVIEW: ("ask why, what is missing and what measures go with", "复核: 追问原因与措施"),
    Scope.DECIDE: ("decide on cases", "作出决定"),
    Scope.RESEARCH: ("try out reforms on households", "研究: 试算政策调整"),
    Scope.AUDIT: ("read what was given", "审计: 查阅已给出的评估"),
    Scope.ADMIN: ("administer the service", "管理服务"),
}
"""What each scope allows, in English and Chinese."""
EVERY_SCOPE = frozenset(Scope)


def read_scopes(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes with these names, at least one; raises ConfigurationError."""
    given = set(names)
    unknown = given - EVERY_SCOPE
    if unknown or not given:
        message = f"give one or more of the scopes {', '.join(Scope)}"
        raise ConfigurationError(message)
    return frozenset(Scope(name) for name in given)
