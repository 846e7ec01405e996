"""What others can be told of, and where a message on its way stands."""

from enum import StrEnum


class EventType(StrEnum):
    """What others can be told of; each is the `type` of a CloudEvent."""

    RISK_ROSE = "cn.riskmodel.risk.rose"
    MODEL_HIGH_RULE_SILENT = "cn.riskmodel.risk.high_rule_silent"
    RULE_NEWLY_FIRES = "cn.riskmodel.rule.newly_fires"
    CASE_OPENED = "cn.riskmodel.case.opened"


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up after the last attempt; `riskmodel webhooks retry` tries again."""
    CANCELLED = "cancelled"
    """Its webhook was removed."""


UNDER_WAY = (State.WAITING, State.SENDING)
