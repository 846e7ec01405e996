"""The signature of a message: who has the secret can tell that it is ours, and of now.

As Standard Webhooks 1.0 has it (github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over
`id.timestamp.body`, in Base64, in the headers `webhook-id`, `webhook-timestamp` (seconds since
1970) and `webhook-signature` (`v1,…`; several are parted by spaces). A secret is written
`whsec_` and Base64. Receivers can use any library of that standard, or `verified` here.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

PREFIX = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE_SECONDS = 300
"""A message that is older, or of later than this, is no message of now: it may be a replay."""


def written(secret: bytes) -> str:
    """A secret as it is given to a receiver."""
    return PREFIX + base64.b64encode(secret).decode()


def signed_headers(secret: bytes, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that a message goes with."""
    return {
        ID: message_id,
        TIMESTAMP: str(timestamp),
        SIGNATURE: f"v1,{_signature(secret, message_id, timestamp, body)}",
    }


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a message is signed with the secret and of now; header names in lower case.

    A receiver also keeps the `webhook-id` of what it has taken: a message may come twice.
    """
    stamp = headers.get(TIMESTAMP, "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
        return False
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        return False
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return False
    expected = f"v1,{_signature(key, headers.get(ID, ''), int(stamp), body)}".encode()
    given = headers.get(SIGNATURE, "").encode().split(b" ")
    return any(hmac.compare_digest(expected, one) for one in given)


def _signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    content = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
