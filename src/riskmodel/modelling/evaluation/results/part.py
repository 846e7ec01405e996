"""What every part of an evaluation is, and a figure with its interval."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a record: frozen, with no field beyond those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Part):
    """A figure with its village-clustered 95 % interval."""

    value: float
    low: float
    high: float
