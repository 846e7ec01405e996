"""Services forked from a process that holds their imports: a start takes a second, not eight.

That process has run imports on one thread, and nothing that a fork could inherit half done. What
is measured at length (`reliability`) starts new interpreters instead, as production does.
"""

import atexit
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import pytest
import services
from serving_only import serving_path

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
_SERVER = multiprocessing.get_context("forkserver")


def services_forked(patch: pytest.MonkeyPatch, proved: Path) -> None:
    """Start services in this way; `proved` is a folder of the run, see `held_ready.py`."""
    patch.setattr(services, "START", partial(Forked, proved))


@cache
def _begin(proved: Path) -> None:
    """Start the process that is forked, with what it needs of the environment."""
    given = ONE_THREAD | {"PYTHONPATH": serving_path(), "PROVED_ALREADY": str(proved)}
    _SERVER.set_forkserver_preload(["held_ready"])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        first = _SERVER.Process(target=int)
        first.start()
    first.join()
    first.close()


class Forked:
    """A service that was forked, asked as a process of `subprocess` is."""

    def __init__(self, proved: Path, code: str, environment: dict[str, str], log: Path) -> None:
        _begin(proved)
        self._process = _SERVER.Process(target=_run, args=(code, environment, log))
        self._process.start()
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self._process), timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(code: str, environment: dict[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = environment["PYTHONPATH"].split(os.pathsep)
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in (1, 2):
        os.dup2(file, number)
    try:
        if code:
            exec(code, {"__name__": "__main__"})  # noqa: S102 - a test's own
        else:
            runpy.run_module("riskmodel_api", run_name="__main__")
    finally:
        atexit._run_exitfuncs()  # which a forked process leaves out
