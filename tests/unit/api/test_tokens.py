"""Tokens of an issuer: which are trusted, and what happens while the issuer is away."""

import hashlib
import hmac
import time

import pytest
from builders import AS_OF, a_household
from callers import a_running
from issuer import AUDIENCE, an_issuer, unsigned
from riskmodel_api import tokens as module
from riskmodel_api.tokens import Tokens, Trust

from riskmodel.access.scopes import Scope
from riskmodel.errors import AccessUnavailableError, ConfigurationError, NotIdentifiedError
from riskmodel.settings import Settings


@pytest.fixture
def issuer():
    with an_issuer() as issuer:
        yield issuer


def settings_of(issuer, **changes):
    return Settings(**{"oidc_issuer": issuer.url, "oidc_audience": AUDIENCE} | changes)


def tokens_of(issuer, **changes):
    return Tokens(Trust.of(settings_of(issuer, **changes)))


def refused(tokens, token):
    with pytest.raises(NotIdentifiedError) as raised:
        tokens.identify(token)
    return raised.value.code


def test_a_token_stands_for_its_subject_with_its_scopes_in_its_areas(issuer):
    issuer.add("two", elliptic=True)
    tokens = tokens_of(issuer)
    for key_id in ("one", "two"):
        caller, until = tokens.identify(issuer.token(key_id, area=["530423101", "52"]))
        assert caller.name == "token:clerk-7"
        assert caller.scopes == {Scope.ASSESS}
        assert caller.areas == ("52", "530423101")
        assert 590 < until - time.time() < 601
    assert issuer.asked["/keys"] == 1


def test_roles_and_claims_are_named_by_settings(issuer):
    tokens = tokens_of(
        issuer,
        oidc_roles={"clerk": ["assess", "review"]},
        oidc_scope_claim="groups",
        oidc_area_claim="xzqh",
        oidc_name_claim="preferred_username",
    )
    token = issuer.token(groups=["clerk", "canteen"], xzqh="53", preferred_username="wangfang")
    caller, _ = tokens.identify(token)
    assert (caller.name, caller.areas) == ("token:wangfang", ("53",))
    assert caller.scopes == {Scope.ASSESS, Scope.REVIEW}


@pytest.mark.parametrize("area", [None, "", "Yunnan", ["530423", "530"], 53])
def test_a_token_without_areas_that_are_areas_sees_none(issuer, area):
    assert tokens_of(issuer).identify(issuer.token(area=area))[0].areas == ()


WRONG = {
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://another.example"},
    "no issuer": {"iss": None},
    "no end": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 3_600},
    "no subject": {"sub": None},
    "an endless subject": {"sub": "x" * 59},
    "a subject of two lines": {"sub": "a\nb"},
    "an end that is no number": {"exp": "soon"},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_a_token_with_wrong_claims_is_not_known(issuer, claims):
    headers = {"kid": "one", "alg": "RS256"}
    try:
        token = issuer.token(**claims)
    except TypeError:  # the library would not make it
        token = unsigned(headers, issuer.claims(**claims), b"x")
    assert refused(tokens_of(issuer), token) == "credentials_invalid"


def test_an_expired_token_says_so(issuer):
    assert refused(tokens_of(issuer), issuer.token(exp=int(time.time()) - 60)) == "token_expired"


def test_a_token_that_another_signed_or_that_was_changed_is_not_known(issuer):
    with an_issuer() as another:
        another.add("one")
        another.url = issuer.url
        forged = another.token()
    good = issuer.token()
    head, body, signature = good.split(".")
    tokens = tokens_of(issuer)
    assert tokens.identify(good)
    assert refused(tokens, forged) == "credentials_invalid"
    assert refused(tokens, f"{head}.{body[:-2]}AA.{signature}") == "credentials_invalid"
    assert refused(tokens, f"{head}.{body}.") == "credentials_invalid"


def test_no_signature_and_no_shared_secret_will_do(issuer):
    tokens = tokens_of(issuer)
    claims, public = issuer.claims(), issuer.public_pem()
    assert (
        refused(tokens, unsigned({"alg": "none", "kid": "one"}, claims)) == "credentials_invalid"
    )
    signed = unsigned({"alg": "HS256", "kid": "one"}, claims)[:-1]
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    confused = unsigned({"alg": "HS256", "kid": "one"}, claims, mac)
    assert confused.startswith(signed)
    assert refused(tokens, confused) == "credentials_invalid"
    shared = unsigned({"alg": "HS256", "kid": "shared"}, claims, mac)
    assert refused(tokens, shared) == "credentials_invalid"
    assert issuer.asked["/keys"] == 0


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "..", "é.b.c", "x" * 9_000, "e30.e30.e30"])
def test_what_is_no_token_is_not_known(issuer, token):
    assert refused(tokens_of(issuer), token) == "credentials_invalid"


def test_a_header_that_must_be_understood_and_is_not_is_refused(issuer):
    token = issuer.token(header={"crit": ["exp"]})
    assert refused(tokens_of(issuer), token) == "credentials_invalid"


@pytest.fixture
def quick(monkeypatch):
    """As if the waits between two questions to the issuer were over at once."""
    monkeypatch.setattr(module, "BETWEEN_SECONDS", 0)
    monkeypatch.setattr(module, "FRESH_SECONDS", 0)


@pytest.mark.usefixtures("quick")
def test_a_rotated_key_is_found_and_one_that_was_taken_back_counts_no_longer(issuer):
    tokens = tokens_of(issuer)
    old = issuer.token("one")
    assert tokens.identify(old)
    issuer.add("two")
    assert tokens.identify(issuer.token("two"))
    del issuer.keys["one"]
    assert refused(tokens, old) == "credentials_invalid"


@pytest.mark.usefixtures("quick")
def test_while_the_issuer_is_away_known_keys_go_on_and_of_others_the_truth_is_told(issuer):
    tokens = tokens_of(issuer)
    assert tokens.identify(issuer.token("one"))
    issuer.add("two")
    issuer.broken = True
    assert tokens.identify(issuer.token("one"))
    with pytest.raises(AccessUnavailableError) as raised:
        tokens.identify(issuer.token("two"))
    assert (raised.value.code, raised.value.retry_seconds) == ("issuer_unavailable", 10)
    issuer.broken = False
    assert tokens.identify(issuer.token("two"))


def test_unknown_keys_do_not_make_the_service_ask_without_end(issuer):
    tokens = tokens_of(issuer)
    tokens.identify(issuer.token())
    for number in range(50):
        assert refused(tokens, issuer.token(header={"kid": f"unknown-{number}"}))
    assert issuer.asked["/keys"] == 1


def test_an_issuer_that_calls_itself_otherwise_or_is_not_there_is_not_believed(issuer):
    with pytest.raises(AccessUnavailableError):
        tokens_of(issuer, oidc_issuer=f"{issuer.url}/").identify(
            issuer.token(iss=f"{issuer.url}/")
        )
    nowhere = settings_of(issuer, oidc_jwks_url="http://127.0.0.1:9/keys")
    with pytest.raises(AccessUnavailableError):
        Tokens(Trust.of(nowhere)).identify(issuer.token())


@pytest.mark.parametrize(
    "changes",
    [
        {"oidc_algorithms": "HS256"},
        {"oidc_algorithms": "RS256 none"},
        {"oidc_algorithms": ""},
        {"oidc_audience": ""},
        {"oidc_issuer": "http://issuer.example"},
        {"oidc_jwks_url": "http://issuer.example/keys"},
        {"oidc_jwks_url": "file:///etc/keys"},
    ],
    ids=str,
)
def test_settings_that_would_trust_anybody_are_refused(issuer, changes):
    with pytest.raises(ConfigurationError):
        Trust.of(settings_of(issuer, **changes))


def test_no_issuer_is_no_trust():
    assert Trust.of(Settings()) is None


@pytest.mark.anyio
async def test_a_token_asks_the_service_for_its_own_area_and_goes_on_record(
    issuer, assessor, tmp_path
):
    body = {"as_of_date": AS_OF, "household": a_household()}
    settings = settings_of(issuer, state=tmp_path)
    async with a_running(settings, assessor) as ask:
        assert (await ask("POST", "/v1/assessments", body)).status == 401
        assert (await ask("POST", "/v1/assessments", body, issuer.token())).status == 200
        elsewhere = await ask("POST", "/v1/assessments", body, issuer.token(area="52"))
        assert (elsewhere.status, elsewhere.json()["code"]) == (403, "outside_area")
        unscoped = await ask("POST", "/v1/assessments", body, issuer.token(scope="openid"))
        assert (unscoped.status, unscoped.json()["code"]) == (403, "scope_missing")
        ready = await ask("GET", "/health/ready")
        assert ready.json()["access"] == "guarded"


@pytest.fixture
def anyio_backend():
    return "asyncio"
