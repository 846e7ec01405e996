"""Which version has which part: a small file beside the versions, replaced whole.

`<champions>/<model>/champion.json` names the version that answers, `challenger.json` one that is
scored beside it. Each holds the SHA-256 of the version's manifest and of its explanation tables,
and, where a deployment signs, a signature over all of it: so a version cannot be exchanged, nor a
challenger made champion, by who can write the folder and has no key.
"""

import os
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, ValidationError

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError
from riskmodel.plain_file import read_plain_file
from riskmodel.signing import SignedRecord

POINTER = "champion.json"
LARGEST_POINTER = 4096


class Role(StrEnum):
    """What a version is there for."""

    CHAMPION = "champion"
    """It answers."""
    CHALLENGER = "challenger"
    """It is scored beside the champion, and never answers."""

    @property
    def file(self) -> str:
        """Name of its pointer."""
        return f"{self}.json"


def folder_of(version: str, artifact_sha256: str) -> str:
    """Name of a version's folder beside the pointers."""
    return f"{version}-{artifact_sha256[:12]}"


class Pointer(SignedRecord):
    """Which version has a role."""

    name: str
    role: Role = Role.CHAMPION
    version: str = Field(pattern=r"^[0-9]{1,9}$")
    artifact_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    tables_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """None where the model has no tables."""

    @property
    def folder(self) -> str:
        """Name of the version's folder beside the pointer."""
        return folder_of(self.version, self.artifact_sha256)

    @property
    def tables(self) -> str:
        """Name of the file of explanation tables beside it."""
        return f"{self.folder}.tables.npz"

    def require_signed(self, key: Ed25519PublicKey | None) -> None:
        """Raise ArtifactTamperedError where there is a key and it is not signed with it."""
        if key is not None and not self.is_signed_by(key):
            state = "is not signed" if self.signature is None else "is signed wrongly"
            message = (
                f"version {self.version} as {self.role} of {self.name} {state}: promote it with "
                "the key that this deployment trusts"
            )
            raise ArtifactTamperedError(message)


def read_pointer(
    champions: Path,
    name: str,
    role: Role = Role.CHAMPION,
    key: Ed25519PublicKey | None = None,
) -> Pointer:
    """Which version has a role; with a key, it must be signed with it.

    Raises ModelNotFoundError or ArtifactTamperedError.
    """
    path = champions / name / role.file
    if not os.path.lexists(path):
        message = f"no {role} of {name}: train a version and run `riskmodel promote VERSION`"
        raise ModelNotFoundError(message)
    return parse_pointer(read_plain_file(path, LARGEST_POINTER), name, role, key)


def parse_pointer(
    content: bytes, name: str, role: Role, key: Ed25519PublicKey | None = None
) -> Pointer:
    """The pointer of some bytes, if it is the one of this model and role; see `read_pointer`."""
    try:
        pointer = Pointer.model_validate_json(content)
    except ValidationError as error:
        message = f"{name}/{role.file} cannot be read: promote the version again"
        raise ArtifactTamperedError(message) from error
    if (pointer.name, pointer.role) != (name, role):
        message = f"{name}/{role.file} is of another model or role: promote the version again"
        raise ArtifactTamperedError(message)
    pointer.require_signed(key)
    return pointer


def move_pointer(champions: Path, pointer: Pointer) -> None:
    """Give a version that was placed its role."""
    path = champions / pointer.name / pointer.role.file
    replace_file(path, pointer.model_dump_json(indent=1).encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file aside and rename it: a reader sees the old one whole or the new one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
