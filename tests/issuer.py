"""An OpenID Connect issuer of a test's own, on localhost: signs tokens, tells its public keys."""

import base64
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "riskmodel"


class Issuer:
    """Its keys by id, in the order in which they came; a test takes some away or adds some."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {}
        self.asked: Counter[str] = Counter()
        self.broken = False
        self.url = ""

    def add(self, key_id: str, *, elliptic: bool = False) -> None:
        self.keys[key_id] = ec.generate_private_key(ec.SECP256R1()) if elliptic else _made()

    def told(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        keys = []
        for key_id, key in self.keys.items():
            kind = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
            keys.append(json.loads(kind.to_jwk(key.public_key())) | {"kid": key_id, "use": "sig"})
        return {"keys": [*keys, {"kty": "oct", "kid": "shared", "k": "c2VjcmV0c2VjcmV0"}]}

    def token(
        self, key_id: str = "one", header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        key = self.keys[key_id]
        kind = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"
        headers = {"kid": key_id} | (header or {})
        return jwt.encode(self.claims(**claims), key, kind, headers=headers)

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "clerk-7",
            "exp": now + 600,
            "nbf": now - 5,
            "scope": "openid assess",
            "area": "530423",
        }
        return {name: one for name, one in (claims | changes).items() if one is not None}

    def public_pem(self, key_id: str = "one") -> bytes:
        public = self.keys[key_id].public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    """A token put together by hand, as no library would."""
    parts = [json.dumps(one).encode() for one in (header, claims)] + [signature]
    return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts)


def _made() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _first() -> rsa.RSAPrivateKey:
    """The key that every issuer begins with: to make one takes as long as ten tests."""
    return _made()


@contextmanager
def an_issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    issuer.keys["one"] = _first()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked[self.path] += 1
            content = json.dumps(issuer.told(self.path)).encode()
            self.send_response(500 if issuer.broken else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
