"""Who is let in, what is said to whoever is not, and that no route is left without a guard."""

import datetime
import json
import logging
import sqlite3

import pytest
from builders import AS_OF, a_household
from callers import GENEROUS, a_running, make_keys, signed
from fastapi import APIRouter
from riskmodel_api.app import create_app
from riskmodel_api.entrance import require_guarded
from riskmodel_api.guard import NOTHING, inventory, open_to_all, require_declared, requires
from riskmodel_api.server import serve
from sqlalchemy import update
from starlette.routing import Route

from riskmodel.access import keeping
from riskmodel.access.keeping import Grant
from riskmodel.access.keys import id_of, issue
from riskmodel.access.scopes import EVERY_SCOPE, Scope
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine, writing
from riskmodel.storage.tables import AccessKey

BODY = {"as_of_date": AS_OF, "household": a_household()}
GRANT = Grant("Zhongping platform", ["assess"], ["530423"])
pytestmark = pytest.mark.anyio
OPEN = {
    "GET /openapi.json",
    "HEAD /openapi.json",
    "GET /health/live",
    "GET /health/ready",
    "GET /v1/rules",
    "GET /v1/rules/{rule}",
    "GET /v1/parameters",
    "GET /metrics",
    "GET /v2",
    "GET /v2/health/live",
    "GET /v2/health/ready",
    "GET /v2/models/{name}/ready",
    "GET /v2/models/{name}/versions/{version}/ready",
    "GET /console/static/{name}",
    "GET /console/sign-in",
    "POST /console/sign-in",
    "POST /console/sign-out",
}


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def settings(tmp_path):
    return Settings(state=tmp_path)


def assess(ask, token="", **changes):
    return ask("POST", "/v1/assessments", BODY, token, **changes)


def log_of(settings):
    connection = sqlite3.connect(settings.database_folder / "riskmodel.sqlite3")
    try:
        found = connection.execute("SELECT entry FROM audit_log ORDER BY sequence").fetchall()
    finally:
        connection.close()
    return [json.loads(entry) for (entry,) in found]


def is_refusal(answer, status, code):
    found = answer.json()
    assert (answer.status, found["status"], found["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    (fault,) = found["errors"]
    assert fault["code"] == code
    assert fault["remedy_en"]
    assert fault["remedy_zh"]
    return True


def test_every_route_declares_what_it_needs_and_the_open_ones_are_these():
    found = inventory(create_app(Settings(storage=False)))
    assert len(found) >= 15
    assert {name for name, needs in found.items() if needs is None} == set()
    assert {name for name, needs in found.items() if needs == NOTHING} == OPEN
    assert found["GET /v1/models/champion"] == EVERY_SCOPE


def test_a_route_without_a_declaration_stops_the_start():
    app = create_app(Settings(storage=False))
    router = APIRouter()

    @router.get("/v1/bare")
    def bare() -> None:
        """It says nothing of whom it is for."""

    app.include_router(router)
    with pytest.raises(ConfigurationError, match="GET /v1/bare"):
        require_declared(app)


def test_a_route_that_no_guard_stands_before_stops_the_start():
    app = create_app(Settings(storage=False))

    @requires(Scope.ASSESS)
    async def past_the_guard(_):
        """It would not be asked for its scope."""

    app.router.routes.append(Route("/v1/past", past_the_guard))
    with pytest.raises(ConfigurationError, match="GET /v1/past"):
        require_declared(app)


async def test_a_route_that_came_later_without_a_declaration_lets_nobody_through(settings):
    async with a_running(settings, None) as ask:
        ask.app.get("/v1/bare")(lambda: {"secret": 1})
        ask.app.get("/v1/declared")(open_to_all(lambda: {"open": 1}))
        bare, declared = await ask("GET", "/v1/bare"), await ask("GET", "/v1/declared")
    assert (bare.status, declared.status) == (500, 200)
    assert b"secret" not in bare.content


async def test_without_keys_it_is_open_to_its_own_machine_only_and_says_so(
    settings, assessor, caplog
):
    with caplog.at_level(logging.WARNING):
        async with a_running(settings, assessor) as ask:
            assert (await assess(ask)).status == 200
            assert (await ask("GET", "/health/ready")).json()["access"] == "open"
            afar = await assess(ask, client=("10.1.2.3", 9))
            assert is_refusal(afar, 401, "open_to_this_machine_only")
            assert is_refusal(await assess(ask, issue().token), 401, "credentials_invalid")
            assert (await ask("GET", "/v1/rules", client=("10.1.2.3", 9))).status == 200
    assert "the service is open" in caplog.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8300", "[::1]:8300", "LOCALHOST:1"])
async def test_an_open_service_answers_to_the_names_of_its_machine(settings, assessor, host):
    async with a_running(settings, assessor) as ask:
        assert (await assess(ask, host=host)).status == 200


@pytest.mark.parametrize("host", ["", "riskmodel.example", "127.0.0.1.example:8300", "[::1"])
async def test_a_page_or_a_proxy_that_means_another_host_is_not_its_own_machine(
    settings, assessor, host
):
    async with a_running(settings, assessor) as ask:
        assert is_refusal(await assess(ask, host=host), 401, "open_to_this_machine_only")


async def test_once_there_is_a_key_it_is_needed_here_too_and_names_who_asked(settings, assessor):
    async with a_running(settings, assessor) as ask:
        assert (await assess(ask)).status == 200
        (token,) = make_keys(settings, GRANT)
        assert (await assess(ask, token)).status == 200
        missing = await assess(ask)
        assert is_refusal(missing, 401, "credentials_missing")
        assert missing.headers["www-authenticate"] == 'Bearer realm="riskmodel"'
        assert (await ask("GET", "/health/ready")).json()["access"] == "guarded"
    actors = {one["actor"] for one in log_of(settings) if one["action"].startswith("assessment.")}
    assert actors == {"local", "Zhongping platform"}


async def test_a_key_that_is_revoked_or_expires_while_it_is_in_use_is_refused(settings, assessor):
    now = datetime.datetime.now(datetime.UTC)
    later, before = now + datetime.timedelta(days=1), now - datetime.timedelta(seconds=1)
    first, second = make_keys(
        settings, GRANT, Grant("Li Na", ["assess"], ["CN"], expires_at=later)
    )
    async with a_running(settings, assessor) as ask:
        assert [(await assess(ask, one)).status for one in (first, second)] == [200, 200]
        engine = open_engine(address("", settings.database_folder))
        keeping.revoke(engine, id_of(first), signed())
        with writing(engine) as connection:  # as if the day had passed
            of_second = update(AccessKey).where(AccessKey.key_id == id_of(second))
            connection.execute(of_second.values(expires_at=before))
        engine.dispose()
        ask.app.state.entrance._ring.refresh()
        assert is_refusal(await assess(ask, first), 401, "key_revoked")
        assert is_refusal(await assess(ask, second), 401, "key_expired")
        # It does not become open again.
        assert is_refusal(await assess(ask), 401, "credentials_missing")


async def test_a_caller_without_the_scope_is_told_which_would_do(settings, assessor):
    (token,) = make_keys(settings, GRANT)
    async with a_running(settings, assessor) as ask:
        found = await ask("POST", "/v1/assessments/missing-answers", BODY, token)
        assert is_refusal(found, 403, "scope_missing")
        assert 'scope="decide review"' in found.headers["www-authenticate"]


@pytest.mark.parametrize(
    "header",
    [
        "Basic dXNlcjpwYXNz",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer é",
        f"Bearer {'x' * 20_000}",
    ],
    ids=["basic", "bare", "empty", "two words", "not ascii", "endless"],
)
async def test_a_header_that_is_no_bearer_key_is_not_known(settings, assessor, header):
    (token,) = make_keys(settings, GRANT)

    async with a_running(settings, assessor) as ask:
        app = ask.app

        async def rewritten(scope, receive, send):
            scope["headers"][-1] = (b"authorization", header.encode())
            await app(scope, receive, send)

        ask.app = rewritten
        assert is_refusal(await assess(ask, token), 401, "credentials_invalid")


async def test_two_credentials_are_none(settings, assessor):
    (token,) = make_keys(settings, GRANT)
    async with a_running(settings, assessor) as ask:
        app = ask.app

        async def doubled(scope, receive, send):
            scope["headers"].append(scope["headers"][-1])
            await app(scope, receive, send)

        ask.app = doubled
        assert is_refusal(await assess(ask, token), 401, "credentials_invalid")


async def test_as_long_as_the_keys_cannot_be_read_nobody_is_let_through(settings, assessor):
    settings.database_folder.mkdir()
    (settings.database_folder / "riskmodel.sqlite3").write_bytes(b"no database " * 1000)
    async with a_running(settings, assessor) as ask:
        for token in ("", issue().token):
            found = await assess(ask, token)
            assert is_refusal(found, 503, "keys_unavailable")
            assert found.headers["retry-after"] == "5"


async def test_with_storage_off_keys_that_were_made_are_still_needed(tmp_path, assessor):
    (token,) = make_keys(Settings(state=tmp_path), GRANT)
    async with a_running(Settings(state=tmp_path, storage=False), assessor) as ask:
        assert (await assess(ask)).status == 401
        assert (await assess(ask, token)).status == 200


async def test_a_key_asks_no_faster_than_its_rate(tmp_path, assessor):
    settings = Settings(state=tmp_path, rate_per_second=0.1, rate_burst=3)
    first, second = make_keys(settings, GRANT, Grant("Li Na", ["assess"], ["CN"]))
    async with a_running(settings, assessor) as ask:
        assert [(await assess(ask, first)).status for _ in range(3)] == [200] * 3
        found = await assess(ask, first)
        assert is_refusal(found, 429, "rate_exceeded")
        assert 9 <= int(found.headers["retry-after"]) <= 10
        assert (await assess(ask, second)).status == 200


async def test_a_question_about_a_score_that_leaves_no_assessment_is_on_record(tmp_path, assessor):
    settings = Settings(state=tmp_path, **GENEROUS)
    (token,) = make_keys(settings, Grant("Li Na", ["review"], ["53"]))
    async with a_running(settings, assessor) as ask:
        asked = await ask("POST", "/v1/assessments/missing-answers", BODY, token)
    assert asked.status == 200
    last = log_of(settings)[-1]
    assert (last["actor"], last["action"]) == ("Li Na", "question.asked")
    assert last["subject"] == "missing-answers"
    assert "h-1" not in str(last)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "riskmodel.example"])  # noqa: S104
def test_bound_elsewhere_it_needs_a_key_or_an_issuer(tmp_path, host):
    settings = Settings(state=tmp_path, host=host)
    with pytest.raises(ConfigurationError, match="riskmodel keys create"):
        serve(settings)
    assert list(tmp_path.iterdir()) == []
    issuer = {"oidc_issuer": "https://issuer.example", "oidc_audience": "riskmodel"}
    require_guarded(settings.model_copy(update=issuer))
    make_keys(settings, GRANT)
    require_guarded(settings)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_on_loopback_it_needs_none(tmp_path, host):
    require_guarded(Settings(state=tmp_path, host=host))


def test_the_document_says_who_may_call_what_and_how_one_is_turned_away():
    document = create_app(Settings(storage=False)).openapi()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assess_operation = document["paths"]["/v1/assessments"]["post"]
    assert assess_operation["security"] == [{"bearer": []}]
    assert assess_operation["x-scopes"] == ["assess"]
    assert {"401", "403", "429", "503"} <= set(assess_operation["responses"])
    assert "Retry-After" in assess_operation["responses"]["429"]["headers"]
    assert document["paths"]["/v1/rules"]["get"]["security"] == []
