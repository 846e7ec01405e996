"""What every part of a message is."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A part of an assessment; frozen, with no field beyond those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
