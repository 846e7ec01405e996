"""The pages of people and keys, for whoever administers the whole deployment."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from fastapi import APIRouter, Response
from sqlalchemy import Engine

from riskmodel.access import keeping, users
from riskmodel.access.areas import NATION
from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.passwords import made_up
from riskmodel.access.scopes import Scope
from riskmodel.errors import ConfigurationError
from riskmodel_api.console.frame import FormNow, Frame, FrameNow, go_to
from riskmodel_api.console.people_page import (
    PeoplePage,
    Shown,
    asked_areas,
    asked_scopes,
    refused,
)
from riskmodel_api.dependencies import CallerNow, OfficeNow
from riskmodel_api.guard import requires
from riskmodel_api.people import CONSOLE

router = APIRouter(prefix=CONSOLE, include_in_schema=False)
_LONGEST_NUMBER = 6
_MOST_HOURS = 720
_REFUSED = 422
Form = Mapping[str, str]


class PersonAct(StrEnum):
    """What can be done to a person."""

    ADD = "add"
    DISABLE = "disable"
    ENABLE = "enable"
    RESET = "reset"


class KeyAct(StrEnum):
    """What can be done to a key."""

    CREATE = "create"
    ROTATE = "rotate"
    REVOKE = "revoke"


@router.get("/people")
@requires(Scope.ADMIN)
def people(office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
    """Everybody who was ever added."""
    caller.require_nation()
    return _people(frame, office.engine)


@router.post("/people/{act}")
@requires(Scope.ADMIN)
def act_on_person(
    act: PersonAct, form: FormNow, office: OfficeNow, caller: CallerNow, frame: FrameNow
) -> Response:
    """Add a person, keep one out, let one in again, or give one a new password, shown once."""
    caller.require_nation()
    try:
        shown = _person_acted(office.engine, act, form, _signed(caller.name), frame)
    except ConfigurationError as error:
        return _people(frame, office.engine, said=refused(error, frame.language), typed=form)
    return _people(frame, office.engine, shown) if shown else go_to(f"{CONSOLE}/people")


@router.get("/keys")
@requires(Scope.ADMIN)
def keys(office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
    """Every key that was ever made."""
    caller.require_nation()
    return _keys(frame, office.engine)


@router.post("/keys/{act}")
@requires(Scope.ADMIN)
def act_on_key(
    act: KeyAct, form: FormNow, office: OfficeNow, caller: CallerNow, frame: FrameNow
) -> Response:
    """Make a key, shown once, put another in its place, or end it."""
    caller.require_nation()
    try:
        shown = _key_acted(office.engine, act, form, _signed(caller.name))
    except ConfigurationError as error:
        return _keys(frame, office.engine, said=refused(error, frame.language), typed=form)
    return _keys(frame, office.engine, shown) if shown else go_to(f"{CONSOLE}/keys")


def _person_acted(
    engine: Engine, act: PersonAct, form: Form, signed: Signed, frame: Frame
) -> Shown | None:
    name = form.get("name", "").strip()
    if act is PersonAct.DISABLE:
        users.disable(engine, name, signed)
    elif act is PersonAct.ENABLE:
        users.enable(engine, name, signed)
    else:
        password = made_up()
        if act is PersonAct.RESET:
            users.reset(engine, name, password, signed)
        else:
            grant = Grant(name, asked_scopes(form), asked_areas(form))
            _require_admin_first(grant, frame)
            users.add(engine, grant, password, signed)
        return Shown(name, password)
    return None


def _require_admin_first(grant: Grant, frame: Frame) -> None:
    """Of an open service: with the first person it is open no more."""
    if frame.is_open and not (Scope.ADMIN in grant.scopes and NATION in grant.areas):
        message = "the first person is to administer the whole service"
        raise ConfigurationError(message)


def _key_acted(engine: Engine, act: KeyAct, form: Form, signed: Signed) -> Shown | None:
    key_id = form.get("key_id", "")
    if act is KeyAct.REVOKE:
        keeping.revoke(engine, key_id, signed)
        return None
    if act is KeyAct.ROTATE:
        hours = min(_whole(form, "hours") or 0, _MOST_HOURS)
        made = keeping.rotate(engine, key_id, signed, datetime.timedelta(hours=hours))
        return Shown(key_id, made.token)
    days = _whole(form, "days")
    expires_at = signed.at + datetime.timedelta(days=days) if days is not None else None
    name, queries = form.get("name", ""), _whole(form, "daily_queries")
    grant = Grant(name, asked_scopes(form), asked_areas(form), queries, expires_at)
    return Shown(name.strip(), keeping.create(engine, grant, signed).token)


def _whole(form: Form, name: str) -> int | None:
    """A whole number of a form, None where it is empty; raises ConfigurationError."""
    given = form.get(name, "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_NUMBER):
        message = "days: give a whole number"
        raise ConfigurationError(message)
    return int(given)


def _signed(name: str) -> Signed:
    return Signed(name, datetime.datetime.now(datetime.UTC))


def _people(
    frame: Frame, engine: Engine, shown: Shown | None = None, said: str = "",
    typed: Form | None = None,
) -> Response:  # fmt: skip
    found = users.listed_users(engine)
    now = datetime.datetime.now(datetime.UTC)
    page = PeoplePage(frame.language, now, found, (), shown, said, typed or {})
    return frame.page("people.html", _REFUSED if said else 200, page=page)


def _keys(
    frame: Frame, engine: Engine, shown: Shown | None = None, said: str = "",
    typed: Form | None = None,
) -> Response:  # fmt: skip
    found = list(reversed(keeping.listed(engine)))
    now = datetime.datetime.now(datetime.UTC)
    page = PeoplePage(frame.language, now, (), found, shown, said, typed or {})
    return frame.page("keys.html", _REFUSED if said else 200, page=page)
