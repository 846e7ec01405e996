"""The specification of every rule: tables of households at its boundaries, with the answer.

A policy officer reads them in `docs/rules.md`; the tests run them. They are TOML files beside this
one, one a rule; `households.toml` holds households that a case can start from.
"""

import datetime
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from riskmodel.parameters import Parameters, ParameterValue

FOLDER = Path(__file__).parent

Answer = Literal["met", "not met", "unknown"]
Given = bool | int | float | str | list[str]


class Case(BaseModel):
    """One household, the day and area, and the answer that the rule must give.

    `given` holds fields as a person writes them, over those of the household `like`; the others
    are unknown. `area` is the county. `parameters` are set for this case in place of the shipped
    values. `category` is what R20 must propose and `status` the proposed status, None where the
    case is not about it; `applies` is False where the rule is not about the household.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    zh: str
    en: str
    given: dict[str, Given]
    expect: Answer | None = None
    like: str | None = None
    day: datetime.date = datetime.date(2025, 6, 30)
    area: str = Field("530423", pattern=r"^\d{6}$")
    parameters: dict[str, float] = {}
    category: str | None = None
    status: str | None = None
    applies: bool = True

    def record(self) -> dict[str, object]:
        """The household as a record."""
        base = households()[self.like].given if self.like else {}
        place = {"province_code": self.area[:2], "county_code": self.area}
        return {"household_id": "case", **place, **base, **self.given}

    def in_force(self, parameters: Parameters) -> Parameters:
        """`parameters` with those of the case set for its day and area."""
        set_here = {
            name: replace(
                parameters.parameter(name),
                values=(ParameterValue(value, self.area, self.day, None, "this case", "U"),),
            )
            for name, value in self.parameters.items()
        }
        return replace(parameters, by_name=parameters.by_name | set_here)


@dataclass(frozen=True)
class StartingHousehold:
    """A household that cases start from, and what it is in words."""

    zh: str
    en: str
    given: dict[str, Given]


@cache
def households() -> dict[str, StartingHousehold]:
    """The households that a case can start from, by name."""
    read = tomllib.loads((FOLDER / "households.toml").read_text(encoding="utf-8"))
    found: dict[str, StartingHousehold] = {}
    for name, held in read.items():
        base = found[held["like"]].given if "like" in held else {}
        found[name] = StartingHousehold(held["zh"], held["en"], base | held["given"])
    return found


@cache
def specification(rule: str) -> tuple[Case, ...]:
    """The cases of one rule, in the order they are written."""
    read = tomllib.loads((FOLDER / f"{rule}.toml").read_text(encoding="utf-8"))
    return tuple(Case.model_validate(case) for case in read["case"])
