"""What makes an alert: rule and score together, beside the household's last assessment."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from riskmodel.alerts.reading import Reading
from riskmodel.modelling.model import Band


class Kind(StrEnum):
    """What is new; an alert has the first of them that holds, and names all that do."""

    RISK_ROSE = "risk_rose"
    """The band is higher than when the household was last scored."""
    MODEL_HIGH_RULE_SILENT = "model_high_rule_silent"
    """The model says high and the rules are silent, which was not so before."""
    RULE_NEWLY_FIRES = "rule_newly_fires"
    """A finding is met that was not."""


_HEIGHT = {Band.ORDINARY: 0, Band.SEE_FIRST: 0, Band.ELEVATED: 1, Band.HIGH: 2}
"""`see_first` is lower than elevated by what it means, and neither below nor above ordinary."""


SILENT_BOTH = frozenset({"neither", "see_first_and_rule_silent"})
"""Agreement classes in which the rules find nothing and the model does not say high.

A household's first assessment that is of one of them gives no alert, whatever else it holds.
"""


class Signals(NamedTuple):
    """What is new of a household; `other_model` says that another version scored it then."""

    kinds: Sequence[Kind]
    band_then: str | None = None
    band_now: str | None = None
    other_model: bool = False
    rules: Sequence[str] = ()

    def told(self) -> dict[str, Any]:
        """As it is written down."""
        return self._asdict()


def signals(now: Reading, last: Reading | None, scored: Reading | None) -> Signals | None:
    """What is new beside a household's last assessment and its last with a score; None if nothing.

    An assessment without a score, now or then, is no low risk: the score is compared with the last
    score. The first assessment of a household is compared with nothing known.
    """
    rules = _new_rules(now, last)
    rose = _rose(now, scored)
    silent = now.agreement == "model_only" and (scored is None or scored.agreement != "model_only")
    holding = (
        (Kind.RISK_ROSE, rose),
        (Kind.MODEL_HIGH_RULE_SILENT, silent),
        (Kind.RULE_NEWLY_FIRES, bool(rules)),
    )
    kinds = [kind for kind, holds in holding if holds]
    if not kinds:
        return None
    return Signals(
        kinds=kinds,
        band_then=scored.band if scored and now.band else None,
        band_now=now.band,
        other_model=bool(scored and now.band and scored.artifact_sha256 != now.artifact_sha256),
        rules=rules,
    )


def _rose(now: Reading, scored: Reading | None) -> bool:
    if now.band is None or scored is None or scored.band is None:
        return False
    return _HEIGHT[Band(now.band)] > _HEIGHT[Band(scored.band)]


def _new_rules(now: Reading, last: Reading | None) -> list[str]:
    """Findings that are met and were not; none of a household first seen under monitoring.

    That one is visited already.
    """
    if last is None:
        return [] if now.under_monitoring else sorted(now.rules)
    return sorted(now.rules - last.rules)
