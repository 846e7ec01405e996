"""Every way of not letting a caller through: its stable code, and what would help."""

from collections.abc import Iterable

from riskmodel.errors import (
    AccessError,
    AccessUnavailableError,
    NotAllowedError,
    NotIdentifiedError,
    TooManyRequestsError,
)

_CHALLENGE = 'Bearer realm="riskmodel"'
_INVALID = f'{_CHALLENGE}, error="invalid_token"'


def no_credentials() -> AccessError:
    """Nobody was named."""
    return NotIdentifiedError(
        "send `Authorization: Bearer KEY`; `riskmodel keys create` makes a key",
        "请发送 Authorization: Bearer 密钥; 密钥由 riskmodel keys create 生成",
        code="credentials_missing",
        challenge=_CHALLENGE,
    )


def not_known() -> AccessError:
    """What was shown is no key of this service and no token that it trusts; why is not told."""
    return NotIdentifiedError(
        "this key or token is not known here: check that it is whole, or ask for a new one",
        "此密钥或令牌在本服务无效: 请检查是否完整, 或申请新密钥",
        code="credentials_invalid",
        challenge=_INVALID,
    )


def key_ended(how: str) -> AccessError:
    """The key was a good one once."""
    chinese = "已撤销" if how == "revoked" else "已过期"
    return NotIdentifiedError(
        f"this key is {how}: ask whoever gave it for a new one (`riskmodel keys rotate`)",
        f"此密钥{chinese}: 请向发放人申请更换",
        code=f"key_{how}",
        challenge=_INVALID,
    )


def token_expired() -> AccessError:
    """The token was signed by the issuer, and its time is over."""
    return NotIdentifiedError(
        "this token has expired: get a new one from the issuer",
        "此令牌已过期: 请重新获取",
        code="token_expired",
        challenge=_INVALID,
    )


def not_from_afar() -> AccessError:
    """The service has no keys, and the caller does not sit at its machine."""
    return NotIdentifiedError(
        "this service has no keys yet and answers only its own machine: make a key with "
        "`riskmodel keys create`",
        "本服务尚未设密钥, 仅答复本机: 请先以 riskmodel keys create 生成密钥",
        code="open_to_this_machine_only",
        challenge=_CHALLENGE,
    )


def scope_missing(needed: Iterable[str]) -> AccessError:
    """The caller is known and may not do this."""
    names = sorted(needed)
    return NotAllowedError(
        f"this needs a key with one of the scopes {', '.join(names)}",
        f"此操作需要具备以下权限之一的密钥: {'、'.join(names)}",
        code="scope_missing",
        challenge=f'{_CHALLENGE}, error="insufficient_scope", scope="{" ".join(names)}"',
    )


def outside_area() -> AccessError:
    """The household lives elsewhere."""
    return NotAllowedError(
        "this household is not in the area of this key: its own township asks about it",
        "该户不在此密钥的辖区内: 应由其所在乡镇查询",
        code="outside_area",
    )


def area_not_said() -> AccessError:
    """The record names no code that would show that the household lives in the area."""
    return NotAllowedError(
        "the record does not say that the household is in the area of this key: give "
        "township_code or village_code",
        "记录未表明该户在此密钥的辖区内: 请填写 township_code 或 village_code",
        code="area_not_said",
    )


def too_fast(seconds: float) -> AccessError:
    """More requests at once than the rate allows."""
    return TooManyRequestsError(
        "this key asks faster than is allowed: wait as long as Retry-After says",
        "请求过于频繁: 请按 Retry-After 所示秒数等待",
        code="rate_exceeded",
        retry_seconds=seconds,
    )


def too_many_guesses(seconds: float) -> AccessError:
    """Too many wrong keys from one address."""
    return TooManyRequestsError(
        "too many keys from this address were not known: wait as long as Retry-After says",
        "该地址提交无效密钥过多: 请按 Retry-After 所示秒数等待",
        code="too_many_guesses",
        retry_seconds=seconds,
    )


def password_not_known() -> AccessError:
    """Name or password is wrong; which of both is not told."""
    return NotIdentifiedError(
        "name or password is not right; whoever administers the service can reset it "
        "(`riskmodel users reset`)",
        "姓名或密码不正确; 如忘记密码, 请联系管理员重置",
        code="password_not_known",
    )


def person_locked(seconds: float) -> AccessError:
    """Too many wrong passwords for one name, or from one address."""
    return TooManyRequestsError(
        "too many wrong passwords: wait as long as Retry-After says, then try again",
        "密码错误次数过多: 请稍候再试",
        code="person_locked",
        retry_seconds=seconds,
    )


def form_not_ours() -> AccessError:
    """A form that this service did not give to this browser, or gave before it was signed in."""
    return NotAllowedError(
        "this form was not given by this page, or is too old: go back, load the page again and "
        "send it again",
        "此表单并非由本页面发出或已失效: 请返回并刷新页面后重新提交",
        code="form_not_ours",
    )


def household_budget_spent(seconds: float) -> AccessError:
    """One household was asked about too often today."""
    return TooManyRequestsError(
        "this household was asked about as often as is allowed in a day; a review needs no more",
        "该户今日查询次数已满; 正常复核无需更多",
        code="household_budget_spent",
        retry_seconds=seconds,
    )


def daily_budget_spent(seconds: float) -> AccessError:
    """The caller asked about as many households as it may in a day."""
    return TooManyRequestsError(
        "the day's queries of this key are spent; `riskmodel keys create --daily-queries` makes "
        "one with more",
        "此密钥今日查询次数已满; 如确有需要, 可申请更高额度的密钥",
        code="daily_budget_spent",
        retry_seconds=seconds,
    )


def keys_unavailable() -> AccessError:
    """Whether there are keys is not known, so nobody is let through."""
    return AccessUnavailableError(
        "the keys cannot be read now: the ready probe says why",
        "暂时无法读取密钥: 原因见 /health/ready",
        code="keys_unavailable",
        retry_seconds=5,
    )


def issuer_unavailable() -> AccessError:
    """The token names a key of the issuer's that is not known, and the issuer does not answer."""
    return AccessUnavailableError(
        "the issuer of tokens does not answer, and this token's signing key is not known yet",
        "令牌签发方暂无应答, 且尚未取得该令牌的签名公钥",
        code="issuer_unavailable",
        retry_seconds=10,
    )
