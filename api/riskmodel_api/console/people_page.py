"""The pages of people and keys: who may do what, and why something could not be done."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from riskmodel.access.keys import Key
from riskmodel.access.scopes import MEANING, Scope
from riskmodel.access.users import User
from riskmodel.errors import ConfigurationError
from riskmodel_api.console.languages import Language, translations

_SCOPE = "scope_"


@dataclass(frozen=True)
class Shown:
    """A secret that is shown once: whose it is, and what it is."""

    name: str
    secret: str


@dataclass(frozen=True)
class PeoplePage:
    """People or keys, a new secret that is `shown`, and a form that was not taken.

    `said` says why it was not, `typed` are its fields.
    """

    language: Language
    now: datetime.datetime
    users: Sequence[User] = ()
    keys: Sequence[Key] = ()
    shown: Shown | None = None
    said: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def scopes(self) -> list[tuple[str, str, bool]]:
        """Every scope, what it allows, and whether the form had it ticked."""
        place = 1 if self.language is Language.CHINESE else 0
        return [(one.value, MEANING[one][place], f"{_SCOPE}{one}" in self.typed) for one in Scope]

    def state(self, user: User) -> str:
        """Whether a person may sign in."""
        _ = translations(self.language).gettext
        if user.disabled_at is not None:
            return _("disabled since %(day)s") % {"day": f"{user.disabled_at:%Y-%m-%d}"}
        if user.locked_until is not None and user.locked_until > self.now:
            return _("locked after wrong passwords")
        return _("may sign in")

    def may_enter(self, user: User) -> bool:
        """Whether nothing keeps a person out."""
        locked = user.locked_until is not None and user.locked_until > self.now
        return user.disabled_at is None and not locked

    def key_state(self, key: Key) -> str:
        """Whether a key is in force."""
        _ = translations(self.language).gettext
        ended = key.ended(self.now)
        if ended:
            return _("revoked") if ended == "revoked" else _("expired")
        if key.revoked_at is not None:
            return _("ends %(moment)s UTC") % {"moment": f"{key.revoked_at:%Y-%m-%d %H:%M}"}
        return _("in force")

    def in_force(self, key: Key) -> bool:
        """Whether it can be rotated or revoked."""
        return not key.ended(self.now)


def asked_scopes(form: Mapping[str, str]) -> list[str]:
    """The scopes that are ticked in a form."""
    return [one.value for one in Scope if form.get(f"{_SCOPE}{one}")]


def asked_areas(form: Mapping[str, str]) -> list[str]:
    """The areas that are named in a form, with spaces or commas between."""
    return form.get("areas", "").replace(",", " ").replace("、", " ").split()


def refused(error: ConfigurationError, language: Language) -> str:
    """Why a person or a key could not be made or changed, to whoever tried."""
    _ = translations(language).gettext
    reasons = {
        "give the person or system": _("Give a name of 2 to 64 characters; “local” is taken."),
        "give one or more of the scopes": _("Tick at least one scope."),
        "give areas as": _("Give areas as CN or as codes of 2, 4, 6, 9 or 12 digits."),
        "there is a person": _("There is a person of this name: give another."),
        "nobody has this name": _("Nobody has this name."),
        "the last person": _(
            "The last person who administers the service stays: let another do so first."
        ),
        "this name has a key": _(
            "This name has a key in force: rotate or revoke it, or give another name."
        ),
        "no key with this id": _("No key with this id is in force."),
        "a budget is": _("A budget is at least one query a day."),
        "the key would have expired": _("Give at least one day until it expires."),
        "the first person": _(
            "The first person is to administer the whole country (CN), or nobody could come back "
            "to this page."
        ),
        "days:": _("Give days, hours and queries as whole numbers."),
    }
    words = str(error)
    return next((said for begin, said in reasons.items() if words.startswith(begin)), words)
