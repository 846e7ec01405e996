"""The secrets of webhooks: derived from one key that lies in a file and never in the database.

So a copy of the database signs nothing, and no secret is written where logs and backups go.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from riskmodel.errors import ConfigurationError

_BYTES = 32


def read_key(file: Path) -> bytes:
    """The key of a deployment, made where there is none yet; raises ConfigurationError.

    Every process that sends has the same file.
    """
    try:
        if not file.exists():
            _make(file)
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        message = (
            f"the key of webhooks cannot be read: {file.name} is to hold 64 hexadecimal digits"
        )
        raise ConfigurationError(message) from error
    if len(key) != _BYTES:
        message = f"the key of webhooks is too short: {file.name} is to hold 64 hexadecimal digits"
        raise ConfigurationError(message)
    return key


def secret_of(key: bytes, webhook_id: str) -> bytes:
    """The secret of one webhook: HMAC-SHA256 of its id, so that no two have the same."""
    return hmac.digest(key, f"webhook\n{webhook_id}".encode(), hashlib.sha256)


def _make(file: Path) -> None:
    """Write a key that appears whole or not at all, and that the first to come decides."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secrets.token_hex(_BYTES) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(aside, file)
    except FileExistsError:
        return
    finally:
        aside.unlink()
