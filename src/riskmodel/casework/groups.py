"""Decisions by the groups of households that the model too is judged by."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from riskmodel.casework.analytics import Outcomes, Tally, tally
from riskmodel.casework.made import Made
from riskmodel.errors import SchemaError
from riskmodel.modelling.evaluation.groups import NOT, levels
from riskmodel.schema.panel import Panel
from riskmodel.schema.record import columns_from_records, read_record
from riskmodel.storage.tables import Assessed

MOST_READ = 5_000
"""Of so many of the newest decisions the records are read."""
_AT_ONCE = 500
_PLACES = "province"


class GroupTally(BaseModel):
    """The decisions about one group of households, with the group's words."""

    model_config = ConfigDict(frozen=True)

    label_en: str
    label_zh: str
    tally: Tally


def by_group(connection: Connection, made: Sequence[Made], outcomes: Outcomes) -> list[GroupTally]:
    """Decisions by group, as the records that they rest on say; not by place.

    A household is in every group that it is of, and in none that its record does not tell.
    """
    newest = made[-MOST_READ:]
    records = _records(connection, [one.assessment_id for one in newest])
    told = [one for one in newest if one.assessment_id in records]
    if not told:
        return []
    panel = Panel(columns_from_records([records[one.assessment_id] for one in told]))
    return [
        GroupTally(
            label_en=level.label_en,
            label_zh=level.label_zh,
            tally=tally(
                f"{level.group}:{level.level}",
                [one for one, within in zip(told, level.rows, strict=True) if within],
                outcomes,
            ),
        )
        for level in levels(panel)
        if level.group != _PLACES and level.level != NOT
    ]


def _records(connection: Connection, ids: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for start in range(0, len(ids), _AT_ONCE):
        asked = select(Assessed.assessment_id, Assessed.asked).where(
            Assessed.assessment_id.in_(ids[start : start + _AT_ONCE])
        )
        for name, record in connection.execute(asked):
            try:
                found[name] = read_record(json.loads(record))
            except SchemaError:
                continue  # of another release's form
    return found
