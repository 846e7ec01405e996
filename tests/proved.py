"""A version proves itself once in a run of tests: that takes a process of its own, and seconds."""

from functools import partial
from pathlib import Path

import pytest
from riskmodel_api import swapping
from riskmodel_api.operation.once import done_once

from riskmodel.modelling.artifact import verify
from riskmodel.registry import champion
from riskmodel.registry.proving import Proof


def proved_once(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Services take up what has proved itself to another; `folder` notes that, by its hashes."""
    prove_anew = champion.prove_placed

    def prove(champions, pointer, limits):
        verify(champions / pointer.name / pointer.folder, pointer.artifact_sha256)
        name = f"{pointer.artifact_sha256}-{pointer.tables_sha256}"
        done_once(folder, name, partial(prove_anew, champions, pointer, limits))

    patch.setattr(swapping, "prove_placed", prove)


def promoted_once(patch: pytest.MonkeyPatch) -> None:
    """Prove a version at its first promotion; at later ones verify it and keep the same tables."""
    prove_anew = champion.prove
    proved: dict[str, tuple[Proof, bytes]] = {}

    def prove(job, limits):
        verify(job.folder, job.artifact_sha256)
        if job.artifact_sha256 not in proved:
            proof = prove_anew(job, limits)
            proved[job.artifact_sha256] = proof, job.tables.read_bytes()
        proof, tables = proved[job.artifact_sha256]
        job.tables.write_bytes(tables)
        return proof

    patch.setattr(champion, "prove", prove)
