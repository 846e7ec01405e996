"""What each route needs of its caller: declared at the route, enforced in one place for all.

A route without a declaration lets nobody through, and the service does not start with one.
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute, iter_route_contexts

from riskmodel.access.refusals import scope_missing
from riskmodel.access.scopes import EVERY_SCOPE, Scope
from riskmodel.errors import ConfigurationError
from riskmodel_api.admission import Caller
from riskmodel_api.operation.seen import name_caller

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_NEEDS = "__riskmodel_needs__"
DOCUMENT = "/openapi.json"
"""Tells anybody how to ask; a route without FastAPI's own handling."""
NOTHING: frozenset[Scope] = frozenset()
"""What a route needs that answers anybody."""


def requires(*scopes: Scope) -> Callable[[Endpoint], Endpoint]:
    """Declare that a route needs a caller with one of these scopes."""
    if not scopes:
        message = "name the scopes of which a caller needs one, or declare open_to_all"
        raise ConfigurationError(message)

    def declare(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _NEEDS, frozenset(scopes))
        return endpoint

    return declare


def requires_any_scope(endpoint: Endpoint) -> Endpoint:
    """Declare that a route needs a caller who is known, whatever that caller may do."""
    setattr(endpoint, _NEEDS, EVERY_SCOPE)
    return endpoint


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Declare that a route answers anybody: it tells nothing of a household or of the model."""
    setattr(endpoint, _NEEDS, NOTHING)
    return endpoint


def needs_of(endpoint: object) -> frozenset[Scope] | None:
    """The scopes of which a caller needs one, none for `open_to_all`; None if undeclared."""
    found: frozenset[Scope] | None = getattr(endpoint, _NEEDS, None)
    return found


# Async, so that it needs no thread; the first dependency of every route, so that nothing of a
# request is read before its caller is known.
async def guard(request: Request) -> Caller | None:
    """The caller of a route, who has one of the scopes that it needs; None where it needs none.

    Raises AccessError.
    """
    needs = needs_of(request.scope.get("endpoint"))
    if needs is NOTHING or needs == NOTHING:
        return None
    if needs is None:
        message = "a route declares no scope"
        raise ConfigurationError(message)
    caller: Caller = await request.app.state.entrance.identify(request.scope)
    name_caller(caller.name)
    if needs.isdisjoint(caller.identity.scopes):
        raise scope_missing(needs)
    return caller


class GuardedRoute(APIRoute):
    """A route whose endpoint takes the `request` and its `caller`, and nothing else.

    FastAPI would solve the guard anew for each request, in as long as a fifth of a score; here it
    is asked as it is. The OpenAPI document is the same.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint behind the guard."""
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            response: Response = await endpoint(request=request, caller=await guard(request))
            return response

        return handle


def inventory(app: FastAPI) -> dict[str, frozenset[Scope] | None]:
    """What each route needs, by method and path, such as `GET /v1/rules`."""
    found: dict[str, frozenset[Scope] | None] = {}
    for route in iter_route_contexts(app.routes):
        guarded = isinstance(route.original_route, APIRoute)
        needs = needs_of(route.endpoint) if guarded else None
        if route.path == DOCUMENT:
            needs = NOTHING
        found |= {f"{method} {route.path}": needs for method in route.methods or {"ANY"}}
    return found


def require_declared(app: FastAPI) -> None:
    """Raise ConfigurationError where a route declares nothing, or would not be guarded."""
    bare = sorted(name for name, needs in inventory(app).items() if needs is None)
    if bare:
        message = f"declare with riskmodel_api.guard what these routes need: {', '.join(bare)}"
        raise ConfigurationError(message)
