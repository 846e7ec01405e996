"""What in an office's decisions a supervisor is to look at: that people may only be nodding."""

import datetime
from collections.abc import Iterable, Sequence
from statistics import median

from pydantic import BaseModel, ConfigDict

from riskmodel.casework.made import Made
from riskmodel.shares import FEWEST, Share

MOST_AGREEMENT, FEWEST_SECONDS = 0.97, 20.0
"""Beyond these a person's decision may be one in name only."""
_TOO_ALIKE = ("agreement above 97 %: is each household judged, or the machine followed?",
              "人机一致率高于97%: 请核实是否逐户判断, 而非照搬系统结果")  # fmt: skip
_TOO_QUICK = ("median time from claim to decision under 20 seconds: too short to read a household",
              "从认领到决定的中位用时不足20秒: 不足以看完一户资料")  # fmt: skip


class Warned(BaseModel):
    """One thing to look at, in both languages."""

    model_config = ConfigDict(frozen=True)

    code: str
    en: str
    zh: str


def median_seconds(times: Iterable[datetime.timedelta | None]) -> float | None:
    """The median of those that are known, in seconds; None where they are fewer than 20."""
    known = [one.total_seconds() for one in times if one is not None]
    return median(known) if len(known) >= FEWEST else None


def agreement(made: Sequence[Made]) -> Share:
    """The share of decisions that go neither against the rules nor against the score."""
    return Share.known(one.agrees for one in made)


def warnings(made: Sequence[Made]) -> list[Warned]:
    """What there is to look at; nothing where there are too few to say."""
    found = []
    agreed = agreement(made).value
    if agreed is not None and agreed > MOST_AGREEMENT:
        found.append(Warned(code="agreement", en=_TOO_ALIKE[0], zh=_TOO_ALIKE[1]))
    seconds = median_seconds(one.at_desk for one in made)
    if seconds is not None and seconds < FEWEST_SECONDS:
        found.append(Warned(code="time", en=_TOO_QUICK[0], zh=_TOO_QUICK[1]))
    return found
