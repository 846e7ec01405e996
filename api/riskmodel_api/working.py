"""Has jobs done by a process beside the service, which outlives neither its leases nor a stop."""

import datetime
import json
import os
import subprocess
import sys
from threading import Event
from typing import Any

from riskmodel.alerts.beat import Beat
from riskmodel.jobs.book import is_due
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine, reading

_EVERY_SECONDS = 1.0
_STOP_SECONDS = 10
_FOLLOW = [sys.executable, "-m", "riskmodel.cli", "jobs", "follow", "--once"]


class Working:
    """Looks for jobs, and starts the command that does them while there are any.

    A batch takes memory and processors for itself: in a process of its own it can be killed, and
    a request never waits for it. Any number of services may look at the same database.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = Event()
        self._engine = None
        self._beat: Beat | None = None
        if settings.jobs and settings.storage:
            url = address(settings.database_url, settings.database_folder)
            self._engine = open_engine(url)
            self._beat = Beat("jobs", self._look, _EVERY_SECONDS)

    def close(self) -> None:
        """Stop what is under way: it goes on where it was, by whoever takes the job next."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        if self._beat is not None:
            self._beat.close()
        if self._engine is not None:
            self._engine.dispose()

    def _look(self) -> int:
        if self._engine is None or not self._any_due():
            return 0
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            _FOLLOW, env=environment(self._settings)
        )
        while self._process.poll() is None:
            if self._stopping.wait(_EVERY_SECONDS):
                self._process.terminate()
                self._end(self._process)
        return 0

    def _any_due(self) -> bool:
        assert self._engine is not None  # noqa: S101 - asked only where there is one
        with reading(self._engine) as connection:
            return is_due(connection, datetime.datetime.now(datetime.UTC))

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which another process has the same settings."""
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    told = {f"RISKMODEL_{name.upper()}": _text(value) for name, value in given.items()}
    return os.environ | told


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
