"""The line above what is said of a household: whose it is, and as of which day."""

import datetime
from typing import Protocol

from rich.text import Text

from riskmodel.cli.language import Language
from riskmodel.cli.rendering.words import word


class OfHousehold(Protocol):
    """What every message about a household says of itself."""

    @property
    def household_id(self) -> str:
        """Its id; a record that only asks for the rules may have none."""

    @property
    def as_of_date(self) -> datetime.date:
        """The day as of which it is known."""


def head(found: OfHousehold, language: Language) -> Text:
    """Household and day."""
    named = f"{word('title', language)} {found.household_id}"
    return Text(f"{named}, {word('as_of', language)} {found.as_of_date}", style="bold")
