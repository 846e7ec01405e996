"""The register: who declined, who wrote it down, and when it was withdrawn."""

import datetime
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, false, insert, or_, select, update

from riskmodel.errors import RecordNotFoundError
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.kept_rows import OPT_OUTS, found_so, proof
from riskmodel.storage.people import Named
from riskmodel.storage.tables import Assessed, OptOut

RECORDED, WITHDRAWN = "opt_out.recorded", "opt_out.withdrawn"


class OptOutRead(NamedTuple):
    """One refusal of automated scoring; in force until it is withdrawn."""

    opt_out_id: str
    household_id: str
    recorded_at: datetime.datetime
    recorded_by: str
    words: str
    withdrawn_at: datetime.datetime | None
    withdrawn_by: str | None
    withdrawn_words: str | None
    area_code: str | None
    """Where the household lives, as far as is known."""


class Page(NamedTuple):
    """Some of the refusals, and where to go on; None at the end."""

    opt_outs: list[OptOutRead]
    next_after: str | None


def areas_of(connection: Connection, household_id: str) -> list[str]:
    """Where a household lives, by its refusal in force and then by its last assessment.

    Both where they differ: anybody who may assess can have assessed it elsewhere since, and that
    alone may not put a refusal into their hands. Empty if nothing is known.
    """
    held = refusal_of(connection, household_id)
    last = select(Assessed.area_code).where(Assessed.household_id == household_id)
    known = connection.scalar(last.order_by(Assessed.recorded.desc()).limit(1))
    return [one for one in (held.area_code if held else None, known) if one]


def refusal_of(connection: Connection, household_id: str) -> OptOutRead | None:
    """The refusal of a household that is in force; None where it takes part."""
    rows = select(*OptOut.__table__.columns).where(
        OptOut.household_id == household_id, OptOut.withdrawn_at.is_(None)
    )
    row = connection.execute(rows).first()
    return None if row is None else OptOutRead(*row)


def record(
    connection: Connection,
    household_id: str,
    who: Named,
    actor: str = LOCAL,
    area_code: str | None = None,
) -> OptOutRead:
    """Write down that a household of an area declined; within `writing`.

    One that declined already stands as it was written down.
    """
    held = refusal_of(connection, household_id)
    if held:
        return held
    now = datetime.datetime.now(datetime.UTC)
    name = secrets.token_hex(16)
    said = who.by, who.words
    made = OptOutRead(name, household_id, now, *said, None, None, None, area_code)
    connection.execute(insert(OptOut), made._asdict())
    _log(connection, Act(actor, RECORDED, made.opt_out_id, {}), now)
    return made


def withdraw(
    connection: Connection, household_id: str, who: Named, actor: str = LOCAL
) -> OptOutRead:
    """Write down that a household may be scored again, says who and in what words.

    Within `writing`. Raises RecordNotFoundError where it had not declined.
    """
    held = refusal_of(connection, household_id)
    if held is None:
        message = "no refusal of automated scoring is in force for this household"
        raise RecordNotFoundError(message)
    now = datetime.datetime.now(datetime.UTC)
    before = found_so(connection, OPT_OUTS, held.opt_out_id)
    ended: dict[str, Any] = {
        "withdrawn_at": now,
        "withdrawn_by": who.by,
        "withdrawn_words": who.words,
    }
    connection.execute(update(OptOut).where(OptOut.opt_out_id == held.opt_out_id).values(**ended))
    _log(connection, Act(actor, WITHDRAWN, held.opt_out_id, dict(before)), now)
    return held._replace(**ended)


def listed(
    connection: Connection,
    after: str = "",
    limit: int = 100,
    areas: Sequence[str] | None = None,
) -> Page:
    """Refusals in the order of their ids, withdrawn ones too; of some areas, or None for all."""
    rows = select(*OptOut.__table__.columns).where(OptOut.opt_out_id > after)
    if areas is not None:
        rows = rows.where(or_(false(), *(OptOut.area_code.startswith(area) for area in areas)))
    ordered = rows.order_by(OptOut.opt_out_id).limit(limit + 1)
    found = [OptOutRead(*row) for row in connection.execute(ordered)]
    more = len(found) > limit
    return Page(found[:limit], found[limit - 1].opt_out_id if more else None)


def in_force(connection: Connection) -> frozenset[str]:
    """The households that have declined now."""
    rows = select(OptOut.household_id).where(OptOut.withdrawn_at.is_(None))
    return frozenset(connection.scalars(rows))


def _log(connection: Connection, act: Act, at: datetime.datetime) -> None:
    act.content.update(proof(connection, OPT_OUTS, act.subject))
    append(connection, [act], at)
