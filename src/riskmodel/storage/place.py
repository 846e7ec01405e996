"""Where a deployment keeps what was given, and what it signs with."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import URL

from riskmodel.signing import read_public_key, read_signing_key
from riskmodel.storage.anchors import Anchor, read_anchors
from riskmodel.storage.database import address


class Keys(NamedTuple):
    """Files of the keys that anchors are signed and checked with; None for none."""

    private: Path | None = None
    public: Path | None = None


@dataclass(frozen=True)
class Place:
    """The database, the file of anchors outside it, and the key that signs them, if any."""

    url: URL
    anchors: Path
    signing_key: Ed25519PrivateKey | None = None
    public_key: Ed25519PublicKey | None = None

    @classmethod
    def of(cls, url: str, folder: Path, anchors: Path, keys: Keys) -> "Place":
        """From settings: an empty URL is SQLite in the folder.

        The public key follows from the private one where only that is given. Raises
        ConfigurationError.
        """
        signing = read_signing_key(keys.private)
        public = read_public_key(keys.public) or (signing.public_key() if signing else None)
        return cls(address(url, folder), anchors, signing, public)

    def read_anchors(self) -> list[Anchor]:
        """Every anchor, oldest first; raises AuditTamperedError."""
        return read_anchors(self.anchors, self.public_key)
