"""A message as a response."""

from fastapi import Response
from pydantic import BaseModel


def json_response(message: BaseModel) -> Response:
    """The message as it is: it was checked when it was made."""
    return json_text(message.model_dump_json())


def json_text(message: str) -> Response:
    """A message that is text already, such as one on record."""
    return Response(message, media_type="application/json")
