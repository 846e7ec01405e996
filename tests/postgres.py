"""A real PostgreSQL of the test run: a free port, a folder of its own, never root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

FOLDERS = ("/usr/lib/postgresql/18/bin", "/usr/lib/postgresql/17/bin",
           "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")  # fmt: skip
ROOM_BYTES = 8 * 2**30
"""More than the databases of a whole run take, some eight megabytes each."""
FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
"""Nothing of it outlives the run, nor is anything large enough to be tidied."""


def why_absent() -> str:
    """Why there is no PostgreSQL to test on; empty where there is."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed: it is in the extra `postgres`"
    return "" if _binaries() else "no initdb is on the path or below /usr/lib/postgresql"


@contextmanager
def a_server() -> Iterator[str]:
    """The URL of a server that is stopped and forgotten afterwards."""
    binaries = _binaries()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="riskmodel-pg-", dir=_in_memory()))
    account = _account()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    port = _free_port()
    data = folder / "data"
    begin = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    options = f"-p {port} -h 127.0.0.1 -k {folder} {FORGETFUL}"
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    try:
        _run([str(binaries / "initdb"), "-D", str(data), *begin], folder, account)
        log = str(folder / "log")
        _run([*control, "-l", log, "-o", options, "start"], folder, account)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"], folder, account)
        shutil.rmtree(folder, ignore_errors=True)


def tool(name: str) -> Path | None:
    """One of the server's own tools; None where there is none."""
    folder = _binaries()
    return folder / name if folder and (folder / name).exists() else None


def _run(command: list[str], folder: Path, account: dict[str, object]) -> None:
    # Its output goes nowhere: the server would hold a pipe open.
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **account)


def _in_memory() -> str | None:
    """Where a run's hundreds of databases are made and thrown away fastest, if it has room."""
    shared = Path("/dev/shm")  # noqa: S108 - the folder in it has a name that nobody can foresee
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > ROOM_BYTES
    return str(shared) if roomy else None


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += [Path(folder) for folder in FOLDERS]
    return next((place for place in places if (place / "postgres").exists()), None)


def _account() -> dict[str, object]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
