"""A Ray cluster of two nodes on this machine, whose workers and nodes can be killed."""

import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ABSENT = "" if find_spec("ray") else "Ray is not installed: it is in the extra `scale`"
TRIES = 6
STORE_BYTES = 80 << 20
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_ENABLE_AUTO_CONNECT": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_TRAIN_ENABLE_PREEMPTION_WATCHER": "0",
    "RAY_TRAIN_METRICS_ENABLED": "0",
}


class Rays:
    """Two nodes of a processor each; the first is the head, to which drivers connect."""

    def __init__(self) -> None:
        self._cluster = import_module("ray.cluster_utils").Cluster()
        self.two_nodes()

    @property
    def address(self) -> str:
        return str(self._cluster.address)

    def two_nodes(self) -> None:
        """Put a lost node's successor in its place."""
        for _ in range(TRIES):
            if len(self._cluster.list_all_nodes()) == 2:
                return
            with suppress(Exception):  # Ray's own, after 30 s of a busy machine
                self._cluster.add_node(
                    num_cpus=1, object_store_memory=STORE_BYTES, include_dashboard=False
                )
        pytest.skip(f"Ray began no two nodes in {TRIES} tries: the machine is too busy")

    def lose_a_node(self) -> None:
        """Kill all processes of the second node."""
        (node,) = self._cluster.worker_nodes
        self._cluster.remove_node(node, allow_graceful=False)

    def workers(self, doing: str) -> list[int]:
        """The processes that do this now, as Ray names them."""
        return [pid for pid in _below(os.getpid()) if doing in _title(pid)]

    def kill_a_worker(self, doing: str) -> None:
        """Kill the last begun of those that do this now, as soon as there is one."""
        deadline = time.monotonic() + 60
        while not (found := self.workers(doing)):
            assert time.monotonic() < deadline, f"nobody does {doing}"
            time.sleep(0.01)
        os.kill(found[-1], signal.SIGKILL)

    def end(self) -> None:
        import_module("ray").shutdown()
        self._cluster.shutdown()


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _below(pid: int) -> list[int]:
    """The processes that a process began, and those that they began, whichever thread did."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
    found, more = list[int](), [pid]
    while more:
        above = more.pop(0)
        more += [child for child, parent in parents.items() if parent == above]
        found.append(above)
    return found[1:]


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:  # it has ended
        return 0


@contextmanager
def two_nodes() -> Iterator[Rays]:
    """The cluster, which asks for a token and of which nothing is left."""
    place = Path(tempfile.mkdtemp(prefix="rays"))  # a socket's path has 107 letters at most
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUIET.items():
            patch.setenv(name, value)
        patch.setenv("RAY_TMPDIR", str(place))
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(20))
        rays = Rays()
        try:
            yield rays
        finally:
            rays.end()
            shutil.rmtree(place, ignore_errors=True)
