"""The pages of the console and who may open each; nobody is shown a link that refuses them."""

from collections.abc import Iterable
from typing import NamedTuple

from riskmodel.access.scopes import EVERY_SCOPE, Scope
from riskmodel_api.console.languages import Language, translations
from riskmodel_api.people import CONSOLE

CASEWORK = frozenset({Scope.REVIEW, Scope.DECIDE})
OVERSIGHT = frozenset({Scope.DECIDE, Scope.AUDIT})
SIMULATION = frozenset({Scope.DECIDE, Scope.RESEARCH})
_CASES = f"{CONSOLE}/cases"


class Entry(NamedTuple):
    """A page of the menu, and the scopes of which a reader needs one."""

    path: str
    name: str
    scopes: frozenset[Scope]

    def current(self, path: str) -> str:
        """What `aria-current` says while a page is read; "" for another's."""
        if path == self.path:
            return "page"
        below = self.path != CONSOLE and path.startswith(f"{self.path}/")
        of_queue = self.path == f"{CONSOLE}/queue" and path.startswith(_CASES)
        return "true" if below or of_queue else ""


def menu(language: Language, scopes: Iterable[Scope]) -> list[Entry]:
    """The pages that somebody with these scopes may open, in order."""
    _ = translations(language).gettext
    held = frozenset(scopes)
    entries = (
        Entry(CONSOLE, _("Home"), CASEWORK),
        Entry(f"{CONSOLE}/queue", _("Queue"), CASEWORK),
        Entry(f"{CONSOLE}/clues", _("Clues"), CASEWORK),
        Entry(f"{CONSOLE}/plan", _("Plan of visits"), CASEWORK),
        Entry(f"{CONSOLE}/overview", _("Overview"), OVERSIGHT),
        Entry(f"{CONSOLE}/decisions", _("Decisions"), OVERSIGHT),
        Entry(f"{CONSOLE}/model", _("Model"), EVERY_SCOPE),
        Entry(f"{CONSOLE}/rules", _("Rules"), EVERY_SCOPE),
        Entry(f"{CONSOLE}/audit", _("Audit"), frozenset({Scope.AUDIT})),
        Entry(f"{CONSOLE}/people", _("People"), frozenset({Scope.ADMIN})),
        Entry(f"{CONSOLE}/keys", _("Access keys"), frozenset({Scope.ADMIN})),
    )
    return [one for one in entries if not held.isdisjoint(one.scopes)]
