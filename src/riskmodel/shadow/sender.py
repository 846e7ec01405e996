"""Hand what was answered to the process that scores it with the challenger.

The one who answers puts two references into a queue and goes on. A queue that is full drops; a
process that dies is started again after a pause; nothing of it is ever waited for.
"""

import json
import logging
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from riskmodel.errors import ModelError
from riskmodel.registry.pointer import Pointer, Role, read_pointer
from riskmodel.registry.proving import module_path

MOST_WAITING = 1000
PAUSE_SECONDS = 30.0
STOP_SECONDS = 5.0
_MODULE = "riskmodel.shadow.process"
_NICE = 19
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shadowing:
    """Which challenger is scored, with which parameters, and where the scores are kept."""

    champions: Path
    model: str
    folder: Path
    parameters: Path | None = None
    key: Ed25519PublicKey | None = None
    poll_seconds: float = 2.0


class Shadow:
    """One queue, one thread that empties it into one process."""

    def __init__(self, shadowing: Shadowing) -> None:
        self._shadowing = shadowing
        self._waiting: deque[tuple[Any, str | bytes]] = deque()
        self._wake, self._stopped = Event(), False
        self._dropped = 0
        self._pointer: Pointer | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._looked, self._not_before = float("-inf"), float("-inf")
        self._thread = Thread(target=self._run, name="shadow", daemon=True)
        self._thread.start()

    def offer(self, households: Sequence[Any], messages: Sequence[str | bytes]) -> None:
        """Take what was answered, household by household as parsed from JSON; never waits."""
        for household, message in zip(households, messages, strict=True):
            if len(self._waiting) >= MOST_WAITING:
                self._dropped += 1
            else:
                self._waiting.append((household, message))
        self._wake.set()

    def close(self) -> None:
        """Let what waits be scored, for a few seconds at most."""
        self._stopped = True
        self._wake.set()
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive() and self._process:
            self._process.kill()  # it reads no more, and the thread would wait for it
            self._thread.join(STOP_SECONDS)
        self._end()

    def _run(self) -> None:
        while True:
            self._wake.wait(self._shadowing.poll_seconds)
            self._wake.clear()
            try:
                self._look()
                self._empty()
            except Exception as error:  # noqa: BLE001 - whatever it is, the answers go on
                _LOG.warning("the challenger's process is gone (%s)", type(error).__name__)
                self._end()
                self._not_before = time.monotonic() + PAUSE_SECONDS
            if self._stopped:
                return

    def _look(self) -> None:
        """Follow the challenger's pointer, and the life of the process."""
        now = time.monotonic()
        if now - self._looked < self._shadowing.poll_seconds:
            return
        self._looked = now
        pointer = self._read()
        if pointer != self._pointer:
            self._end()
            self._pointer, self._not_before = pointer, now
        if self._process and self._process.poll() is not None:
            code = self._process.returncode
            _LOG.warning("the challenger's process ended with %d; again in a while", code)
            self._end()
            self._not_before = now + PAUSE_SECONDS
        if pointer and not self._process and now >= self._not_before:
            self._start(pointer)

    def _read(self) -> Pointer | None:
        held = self._shadowing
        try:
            return read_pointer(held.champions, held.model, Role.CHALLENGER, held.key)
        except ModelError as error:
            if self._pointer:
                _LOG.warning("no challenger is scored: %s", error)
            return None

    def _start(self, pointer: Pointer) -> None:
        held = self._shadowing
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [
                sys.executable, "-P", "-m", _MODULE, str(held.champions), str(held.folder),
                str(held.parameters or ""), pointer.model_dump_json(),
            ],
            env=os.environ | {"PYTHONPATH": module_path(), "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)
        _LOG.info("scoring beside the champion: version %s", pointer.version)

    def _empty(self) -> None:
        """Write what waits; without a process it is let go."""
        pipe = self._process.stdin if self._process else None
        while self._waiting:
            household, message = self._waiting.popleft()
            if pipe:
                self._write(pipe, household, message)
        if pipe:
            pipe.flush()

    def _write(self, pipe: IO[bytes], household: Any, message: str | bytes) -> None:
        content = message.encode() if isinstance(message, str) else message
        asked = json.dumps(household).encode()
        dropped, self._dropped = self._dropped, 0
        head = b'{"dropped_before":%d,"household":' % dropped
        pipe.write(head + asked + b',"message":' + content + b"}\n")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            if process.stdin:
                process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
