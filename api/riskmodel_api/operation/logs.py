"""What is logged: lines for people or for programs, with the request's id and nothing personal.

The text of an exception could hold a value of a household: of one only its kind and its place are
written, whoever logs it.
"""

import datetime
import json
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

from riskmodel_api.operation.seen import SEEN

_FRAMES = 5
_FOREIGN = "asyncio"
"""Its messages hold the words of exceptions and the values of arguments."""


def configuration(form: str) -> dict[str, Any]:
    """The logging of the whole process, the web server's own included; `form` as in settings."""
    formatter = "JsonLines" if form == "json" else "PlainLines"
    loud = {"level": "INFO", "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"{__name__}.{formatter}"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": dict.fromkeys(("riskmodel", "riskmodel_api", "uvicorn"), loud),
    }


def silence_texts() -> None:
    """Let no exception that nobody caught write its text."""
    sys.excepthook = _uncaught
    threading.excepthook = lambda found: _uncaught(
        found.exc_type, found.exc_value, found.exc_traceback
    )


def places(trace: TracebackType | None) -> str:
    """Where an exception arose, the innermost last."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)


class PlainLines(logging.Formatter):
    """One line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, what happened, and its fields."""
        told = fields(record)
        head = f"{told.pop('time')} {told.pop('level'):<7} {told.pop('message')}"
        told.pop("logger")
        return " ".join([head, *(f"{name}={value}" for name, value in told.items())])


class JsonLines(logging.Formatter):
    """One line of JSON for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """The fields as an object."""
        return json.dumps(fields(record), ensure_ascii=False)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What is told of a record; `fields` given as extra are told as they are."""
    at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    told: dict[str, Any] = {
        "time": at.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record),
    }
    seen = SEEN.get()
    if seen is not None:
        told["request_id"] = seen.request_id
    told |= getattr(record, "fields", {})
    if record.exc_info and record.exc_info[0]:
        told |= {"error": record.exc_info[0].__name__, "at": places(record.exc_info[2])}
    return told


def _message(record: logging.LogRecord) -> str:
    if record.name == _FOREIGN:
        return "the event loop met an error"
    return record.getMessage().split("\n", 1)[0]


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    exc_info = (kind, error or kind(), trace)
    logging.getLogger(__name__).critical("nobody caught an exception", exc_info=exc_info)
