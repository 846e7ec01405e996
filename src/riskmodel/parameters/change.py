"""A change of a parameter, for a reform that is tried out before it is made."""

import datetime
import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from riskmodel.errors import ChangeError
from riskmodel.parameters.value import AREA_PATTERN, NATION, NotInForce, ParameterValue

ALIASES = {"line": "monitoring_line"}
SOURCE = "simulated"
_PARTS = {
    "name": "[a-z_]{1,60}",
    "area": AREA_PATTERN,
    "sign": "[+-]?",
    "figure": "[0-9]{1,9}([.][0-9]{1,6})?",
    "share": "%?",
}
_FORM = re.compile(
    "{name}(@{area})?={sign}{figure}{share}".format(
        **{name: f"(?P<{name}>{part})" for name, part in _PARTS.items()}
    )
)
CHANGE_PATTERN = "^{name}(@({area}))?={sign}{figure}{share}$".format(**_PARTS)
"""What a change looks like, as a pattern of JSON Schema."""
_REMEDY = (
    "write NAME=+5%, NAME=-300 or NAME=9000, with @AREA after the name for a province, prefecture "
    "or county, as in line@53=+5%"
)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to `parameter` in `area`: it is set, added to or scaled by `figure`.

    `figure` of "scale" is a factor. `text` is the change as it was written.
    """

    parameter: str
    area: str
    operation: Literal["set", "add", "scale"]
    figure: float
    text: str

    @classmethod
    def parse(cls, text: str) -> "Change":
        """Read `line=+5%`, `line@53=+300` or `school_cost_year=8000`.

        Raises ChangeError that says what would be accepted.
        """
        found = _FORM.fullmatch(text)
        if found is None:
            message = f"a change that cannot be read: {_REMEDY}"
            raise ChangeError(message)
        name, sign, share = found["name"], found["sign"], bool(found["share"])
        if share and not sign:
            message = f"{name}: a share needs a sign: write {name}=+5% or {name}=-5%"
            raise ChangeError(message)
        signed = float(sign + found["figure"])
        operation: Literal["set", "add", "scale"] = "scale" if share else "add" if sign else "set"
        figure = 1 + signed / 100 if share else signed
        if operation == "scale" and figure < 0:
            message = f"{name}: no figure can fall by more than 100 %"
            raise ChangeError(message)
        return cls(ALIASES.get(name, name), found["area"] or NATION, operation, figure, text)

    def concerns(self, areas: tuple[str, ...]) -> bool:
        """Whether the change holds where `areas` do, the most specific first."""
        return self.area in areas

    def of(
        self, found: ParameterValue | NotInForce, day: datetime.date | None
    ) -> ParameterValue | NotInForce:
        """What is in force instead on a day.

        Where nothing was, setting makes a value; adding and scaling have nothing to start from.
        """
        if isinstance(found, NotInForce):
            if self.operation != "set" or day is None:
                return found
            source = f"{SOURCE}: {self.text}, where nothing was in force"
            return ParameterValue(self.figure, self.area, day, day, source, "U")
        changed = {
            "set": self.figure,
            "add": found.value + self.figure,
            "scale": found.value * self.figure,
        }[self.operation]
        if math.isclose(changed, found.value, rel_tol=1e-12):
            return found
        source = f"{SOURCE}: {self.text}, from {found.value:,.10g} ({found.source})"
        multiple = None if self.operation == "set" else found.dibao_multiple
        return replace(found, value=changed, source=source, dibao_multiple=multiple)
