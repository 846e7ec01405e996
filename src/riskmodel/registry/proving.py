"""Prove a version in a process of its own before it becomes current.

A parser that crashes or hangs ends that process, with a limit on its time and memory, and not the
one that serves. What is proved is known by its hashes: who loads it afterwards checks the same.
"""

import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from riskmodel.errors import ArtifactTamperedError, CandidateRefusedError, SchemaMismatchError
from riskmodel.modelling.artifact import LARGEST_FILE

_MODULE = "riskmodel.registry.proving_process"


@dataclass(frozen=True)
class Limits:
    """What a candidate may take to prove itself: wall-clock seconds and address space.

    `nice` lowers its priority, for the sake of those who are answered meanwhile.
    """

    seconds: float = 120.0
    memory_mb: int = 4096
    nice: int = 0


class Job(BaseModel):
    """What is to be proved: a folder, and where its tables lie or are to be written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    artifact_sha256: str
    tables: Path
    tables_sha256: str | None = None
    makes_tables: bool = False


class Proof(BaseModel):
    """What came out: `refused` says why not, as `kind`; `tables` whether it has any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    refused: str = ""
    kind: str = ""
    tables: bool = False


_KINDS = {
    kind.__name__: kind
    for kind in (ArtifactTamperedError, SchemaMismatchError, CandidateRefusedError)
}


def prove(job: Job, limits: Limits) -> Proof:
    """Load a version aside and ask its golden vectors.

    Raises CandidateRefusedError where it gives other figures, or its process dies, takes too long
    or too much memory; ArtifactTamperedError and SchemaMismatchError as loading it would.
    """
    with subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        # Safe path: a folder that somebody starts in must not lend it modules.
        [sys.executable, "-P", "-m", _MODULE],
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            _limit(process.pid, limits)
            output, _ = process.communicate(job.model_dump_json(), timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            message = f"it did not prove itself within {limits.seconds:g} seconds"
            raise CandidateRefusedError(message) from None
        finally:
            process.kill()
    return _outcome(process.returncode, output)


def _outcome(code: int, output: str) -> Proof:
    if code < 0:
        message = f"its process was ended by {signal.Signals(-code).name} while it was loaded"
        raise CandidateRefusedError(message)
    try:
        proof = Proof.model_validate_json(output)
    except ValidationError:
        message = f"its process failed with code {code} while it was loaded"
        raise CandidateRefusedError(message) from None
    if proof.refused:
        raise _KINDS.get(proof.kind, CandidateRefusedError)(proof.refused)
    return proof


def _limit(process: int, limits: Limits) -> None:
    """Before it is told what to load, so that it holds for all of that."""
    if limits.nice:
        os.setpriority(os.PRIO_PROCESS, process, limits.nice)
    memory = limits.memory_mb * 2**20
    processor = int(limits.seconds) + 1
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.prlimit(process, kind, (most, most))


def module_path() -> str:
    """PYTHONPATH of a process with the modules that this one has."""
    return os.pathsep.join(entry for entry in sys.path if entry)


def _environment() -> dict[str, str]:
    """Ours, with one thread, whose stacks count as memory."""
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return os.environ | {"PYTHONPATH": module_path()} | single
