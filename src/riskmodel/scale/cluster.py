"""The engine of a Ray cluster: a task a part, on any machine that sees the same files."""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import ray
from ray.exceptions import RayError, RayTaskError

from riskmodel.errors import ConfigurationError
from riskmodel.scale.asked import Desk, PartRecord, PartSpec
from riskmodel.scale.files import sweep
from riskmodel.scale.local import (
    BASE_GIGABYTES,
    PART_GIGABYTES,
    Engine,
    Outcome,
    PartFailed,
    try_part,
)
from riskmodel.scale.manifest import done_record
from riskmodel.scale.part import record_path

RETRIES = 3
"""How often a part is begun anew after its worker or its machine was lost."""
LOOKS, SECONDS_BETWEEN = 60, 1.0
"""How long a shared folder may take to show what another machine wrote."""
_STOP_SECONDS = 60.0


def on_cluster(most: int | None = None) -> Engine:
    """The engine of the cluster that this process has joined, with at most so many parts at once.

    Without `most`, as many as its processors and memory bear. A part whose worker or machine is
    lost is made again elsewhere; should a lost machine still write, it writes the same bytes.
    """

    def run(specs: Sequence[PartSpec]) -> Iterator[Outcome]:
        registers = {one: ray.put(one) for one in {spec.declined for spec in specs}}
        waiting, running = deque(specs), dict[ray.ObjectRef[PartRecord | str], PartSpec]()
        try:
            while waiting or running:
                while waiting and len(running) < (most or len(specs)):
                    spec = waiting.popleft()
                    running[_made.remote(_sent(spec), registers[spec.declined])] = spec
                done, _ = ray.wait(list(running))
                for one in done:
                    yield _outcome(running.pop(one), one)
        finally:
            _stop(list(running))
            for out in {spec.out for spec in specs}:
                sweep(out)  # what a worker that was killed had begun

    return run


@ray.remote(
    num_cpus=1, memory=int((BASE_GIGABYTES + PART_GIGABYTES) * 1e9), max_retries=RETRIES
)  # fmt: skip
def _made(spec: PartSpec, declined: frozenset[str]) -> PartRecord | str:
    """A part's record, or what is to be mended."""
    outcome = try_part(spec._replace(declined=declined))
    return outcome.words if isinstance(outcome, PartFailed) else outcome


def _sent(spec: PartSpec) -> PartSpec:
    """The part as another process can read it, which runs in another folder.

    The register of households that declined can be large, and goes to each machine once.
    """
    desk = spec.desk
    return spec._replace(
        source=spec.source._replace(path=spec.source.path.absolute()),
        out=spec.out.absolute(),
        desk=Desk(
            desk.champions.absolute(),
            desk.model,
            _absolute(desk.parameters),
            _absolute(desk.public_key),
        ),
        declined=frozenset(),
    )


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None


def _outcome(spec: PartSpec, made: "ray.ObjectRef[PartRecord | str]") -> Outcome:
    try:
        found = ray.get(made)
    except RayTaskError as error:
        raise error.cause from None
    except RayError as error:
        words = f"{RETRIES + 1} workers were lost over it ({type(error).__name__}): look at memory"
        return PartFailed(spec, words)
    if isinstance(found, str):
        return PartFailed(spec, found)
    _require_seen(spec, found)
    return found


def _require_seen(spec: PartSpec, made: PartRecord) -> None:
    """Raise ConfigurationError unless the worker's files are here, byte by byte."""
    for _ in range(LOOKS):
        if done_record(spec) == made:
            return
        time.sleep(SECONDS_BETWEEN)
        list(record_path(spec).parent.iterdir())  # so that NFS looks again
    message = (
        f"{made.name} was made by a machine whose files are not seen here: give an output folder "
        "that all machines of the cluster share"
    )
    raise ConfigurationError(message)


def _stop(running: "list[ray.ObjectRef[PartRecord | str]]") -> None:
    """Wait until nothing more is written to the folder, whose lock is then given up."""
    for one in running:
        ray.cancel(one)
    if running:
        ray.wait(running, num_returns=len(running), timeout=_STOP_SECONDS)
