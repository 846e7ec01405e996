"""Ed25519 signatures, and the keys they are made and checked with (RFC 8032)."""

import base64
import json
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import BaseModel, ConfigDict

from riskmodel.errors import ConfigurationError


def sign(content: bytes, key: Ed25519PrivateKey) -> str:
    """The signature of some bytes, base64."""
    return base64.b64encode(key.sign(content)).decode()


def is_signed(content: bytes, signature: str | None, key: Ed25519PublicKey) -> bool:
    """Whether the signature is there and right."""
    try:
        key.verify(base64.b64decode(signature or "", validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


class SignedRecord(BaseModel):
    """A record that may be signed: all of it but the signature, JSON with sorted keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signature: str | None = None

    def signed_by(self, key: Ed25519PrivateKey | None) -> Self:
        """The same with a signature, if there is a key."""
        if key is None:
            return self
        return self.model_copy(update={"signature": sign(self._signed(), key)})

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the signature is there and right."""
        return is_signed(self._signed(), self.signature, key)

    def _signed(self) -> bytes:
        held = self.model_dump(mode="json", exclude={"signature"})
        return json.dumps(held, sort_keys=True, separators=(",", ":")).encode()


def read_signing_key(path: Path | None) -> Ed25519PrivateKey | None:
    """The private key of a PEM file, None for no file; raises ConfigurationError."""
    if path is None:
        return None
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, TypeError, ValueError, UnsupportedAlgorithm) as error:
        message = "the signing key cannot be read: give an Ed25519 private key as PEM"
        raise ConfigurationError(message) from error
    if not isinstance(key, Ed25519PrivateKey):
        message = "the signing key is of another kind: openssl genpkey -algorithm ed25519"
        raise ConfigurationError(message)
    return key


def read_public_key(path: Path | None) -> Ed25519PublicKey | None:
    """The public key of a PEM file, None for no file; raises ConfigurationError."""
    if path is None:
        return None
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        message = "the public key cannot be read: give an Ed25519 public key as PEM"
        raise ConfigurationError(message) from error
    if not isinstance(key, Ed25519PublicKey):
        message = "the public key is of another kind than Ed25519"
        raise ConfigurationError(message)
    return key
