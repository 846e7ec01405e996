"""A message as a response."""

from fastapi import Response
from pydantic import BaseModel


def json_response(message: BaseModel) -> Response:
    """The message as it is: it was checked when it was made."""
    return Response(message.model_dump_json(), media_type="application/json")
