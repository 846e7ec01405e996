"""What the OpenAPI document says of who may call each operation, and of being turned away."""

from typing import Any

from riskmodel.access.scopes import MEANING, Scope
from riskmodel_api.problems import MEDIA_TYPE

_BEARER = "bearer"
_RETRY = {
    "Retry-After": {
        "description": "Seconds to wait / 需等待的秒数",
        "schema": {"type": "integer", "minimum": 1},
    }
}
_CHALLENGE = {
    "WWW-Authenticate": {
        "description": "How to identify oneself (RFC 6750)",
        "schema": {"type": "string"},
    }
}
_TURNED_AWAY: dict[str, tuple[str, dict[str, Any]]] = {
    "401": ("Who asks is not known / 身份无效", _CHALLENGE),
    "403": ("Who asks may not: scope or area / 权限或辖区不符", {}),
    "429": ("More than may be asked in a time / 查询过多", _RETRY),
}
_BUSY = ("Overloaded, or cannot answer now / 暂时无法答复", _RETRY)
SCHEME: dict[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made by `riskmodel keys create`, or a token of the issuer that is set. "
    "Until the first key is made, and where no issuer is set, the service answers its own machine "
    "without. / 以密钥或签发方令牌访问; 未设密钥时仅本机可用.\n\n"
    + "\n".join(
        f"- `{scope}`: {english} / {chinese}" for scope, (english, chinese) in MEANING.items()
    ),
}


def add_access(document: dict[str, Any], needs: dict[str, frozenset[Scope] | None]) -> None:
    """Say of each operation what it needs; `needs` is by method and path."""
    document["components"].setdefault("securitySchemes", {})[_BEARER] = SCHEME
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _add(operation, needs.get(f"{method.upper()} {path}") or frozenset())
            if not path.startswith("/health/"):
                _document(operation, "503", *_BUSY)


def _add(operation: dict[str, Any], needed: frozenset[Scope]) -> None:
    if not needed:
        operation["security"] = []
        return
    operation["security"] = [{_BEARER: []}]
    operation["x-scopes"] = sorted(needed)
    for status, (words, headers) in _TURNED_AWAY.items():
        _document(operation, status, words, headers)


def _document(operation: dict[str, Any], status: str, words: str, headers: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"][status] = {"description": words, "content": content} | (
        {"headers": headers} if headers else {}
    )
