"""A message as a response."""

from fastapi import Response
from pydantic import BaseModel


def json_response(message: BaseModel) -> Response:
    """The message as it is: it was checked when it was made."""
    # As `model_dump_json`, without a text between the message and its bytes.
    content = message.__pydantic_serializer__.to_json(message)
    return Response(content, media_type="application/json")


def json_text(message: bytes) -> Response:
    """A message that is text already, such as one on record."""
    return Response(message, media_type="application/json")
