"""From a proposal to a champion: a gate, two named people, and a record of every step."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from riskmodel.errors import ModelNotFoundError, PromotionRefusedError
from riskmodel.modelling.evaluation.gate import reasons_to_refuse
from riskmodel.modelling.evaluation.results import Evaluation
from riskmodel.registry.champion import place_version
from riskmodel.registry.history import (
    Act,
    Person,
    Record,
    append_record,
    live_on,
    open_proposal,
    read_history,
)
from riskmodel.registry.pointer import Role, move_pointer, read_pointer


class Version(Protocol):
    """What a promotion needs to know of a version."""

    @property
    def name(self) -> str:
        """Of the model."""

    @property
    def number(self) -> str:
        """Of the version."""

    @property
    def artifact_sha256(self) -> str:
        """SHA-256 of its manifest."""


@dataclass(frozen=True)
class Candidate:
    """A version with its evaluation and the folder of its verified files."""

    version: Version
    evaluation: Evaluation
    folder: Path


def propose(candidate: Candidate, champions: Path, by: Person) -> Record:
    """Put a version forward; the record keeps what the gate would say of it."""
    return append_record(champions, _record(candidate, Act.PROPOSED, by, by.name))


def refuse(candidate: Candidate, champions: Path, by: Person) -> Record:
    """Turn a proposal down; raises PromotionRefusedError where there is none."""
    proposed = _proposal(candidate, champions)
    return append_record(champions, _record(candidate, Act.REFUSED, by, proposed.by))


def promote(
    candidate: Candidate,
    champions: Path,
    by: Person,
    *,
    forced: bool = False,
    key: Ed25519PrivateKey | None = None,
) -> Record:
    """Make a proposed version the champion, by another person than the one who proposed it.

    Where the gate speaks against it, it is stopped, unless `forced`; then the person's reason is
    the reason to force it. The record stands before the pointer moves, so that nothing is ever
    live that the history does not know. With a `key` the promotion is signed. Raises
    PromotionRefusedError, having recorded that too, and what `place_version` raises.
    """
    proposed = _proposal(candidate, champions)
    number = candidate.version.number
    if proposed.artifact_sha256 != candidate.version.artifact_sha256:
        message = f"version {number} is not the one that was proposed: the registry holds another"
        raise PromotionRefusedError(message)
    if by.is_same_as(proposed.by):
        message = (
            f"version {number} was proposed by the same person: two people must stand for it, so "
            "let another one promote it"
        )
        raise PromotionRefusedError(message)
    against = reasons_to_refuse(candidate.evaluation)
    if against and not forced:
        append_record(champions, _record(candidate, Act.STOPPED, by, proposed.by))
        message = f"version {number} is refused: {'; '.join(against)}"
        raise PromotionRefusedError(message)
    act = Act.FORCED if against else Act.PROMOTED
    version = candidate.version
    ready = place_version(
        champions, version.name, number, candidate.folder, version.artifact_sha256
    )
    record = append_record(champions, _record(candidate, act, by, proposed.by))
    move_pointer(champions, ready.signed_by(key))
    return record


def shadow(
    candidate: Candidate, champions: Path, by: Person, key: Ed25519PrivateKey | None = None
) -> Record:
    """Make a version the challenger: one person and no gate, since it never answers."""
    version = candidate.version
    ready = place_version(
        champions, version.name, version.number, candidate.folder, version.artifact_sha256,
        Role.CHALLENGER,
    )  # fmt: skip
    record = append_record(champions, _record(candidate, Act.SHADOWED, by, ""))
    move_pointer(champions, ready.signed_by(key))
    return record


def unexplained_champion(champions: Path, model: str) -> str:
    """Why the champion that serves is not the one that the history knows; "" where it is."""
    try:
        pointer = read_pointer(champions, model)
    except ModelNotFoundError:
        return ""
    live = live_on(read_history(champions, model), datetime.datetime.now(datetime.UTC))
    if live and (live.version, live.artifact_sha256) == (pointer.version, pointer.artifact_sha256):
        return ""
    known = f"version {live.version}" if live else "no version"
    return (
        f"version {pointer.version} serves, but by the history {known} should: the file was cut "
        "short, or somebody changed the pointer by hand"
    )


def _proposal(candidate: Candidate, champions: Path) -> Record:
    version = candidate.version
    found = open_proposal(read_history(champions, version.name), version.number)
    if found is None:
        message = (
            f"version {version.number} is not proposed: `riskmodel propose {version.number}` "
            "first, by another person"
        )
        raise PromotionRefusedError(message)
    return found


def _record(candidate: Candidate, act: Act, by: Person, proposed_by: str) -> Record:
    return Record(
        at=datetime.datetime.now(datetime.UTC),
        act=act,
        model=candidate.version.name,
        version=candidate.version.number,
        artifact_sha256=candidate.version.artifact_sha256,
        by=by.name,
        reason=by.reason,
        proposed_by=proposed_by,
        gate=reasons_to_refuse(candidate.evaluation),
        previous_sha256="",
    )
