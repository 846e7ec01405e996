"""Tables whose rows change by acts on record: an act's entry holds the digest of the row after it.

So the last entry of a row proves how it stands: an altered row, one that was put in past the log,
one that was set back to what it was before, and one that was taken away are all found. An entry
also says how the row stood before the act, so that no later act in good faith covers it up.
"""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.tables import AccessKey, Alert, Case, OptOut, Table, User, Webhook

ROW = "row_sha256"
"""In the content of an entry: the digest of the row that the act left."""
BEFORE = "row_before_sha256"
"""The same of the row that the act found; none where it put the row in."""
OF_ROW = (ROW, BEFORE)
_AT_ONCE = 500


@dataclass(frozen=True)
class KeptTable:
    """How the rows of a table are proven: by the last entry about `key` whose act begins so.

    An act of `endings` takes the row out, and its entry holds how it last stood. Columns `apart`
    change without an act.
    """

    table: type[Table]
    key: str
    acts: tuple[str, ...]
    en: str
    zh: str
    endings: tuple[str, ...] = ()
    apart: frozenset[str] = frozenset()


KEYS = KeptTable(AccessKey, "key_id", ("key.",), "an access key", "访问密钥")
PEOPLE = KeptTable(
    User, "name", ("user.added", "user.disabled", "user.enabled", "user.reset"),
    "a person who may sign in", "登录人员", apart=frozenset({"failures", "locked_until"}),
)  # fmt: skip
ALERTS = KeptTable(Alert, "alert_id", ("alert.",), "an alert", "预警", ("alert.deleted",))
OPT_OUTS = KeptTable(
    OptOut, "opt_out_id", ("opt_out.",), "a refusal of automated scoring", "拒绝自动化评分登记",
    ("opt_out.deleted",),
)  # fmt: skip
CASES = KeptTable(Case, "case_id", ("case.",), "a case", "案件", ("case.deleted",))
WEBHOOKS = KeptTable(
    Webhook, "webhook_id", ("webhook.added", "webhook.removed"), "a webhook", "推送地址"
)
KEPT = (KEYS, PEOPLE, ALERTS, OPT_OUTS, CASES, WEBHOOKS)
BEGINNINGS = tuple(f'{{"action":"{act}' for kept in KEPT for act in kept.acts)
"""What the entries that prove a row begin with."""


def proof(connection: Connection, kept: KeptTable, key: str) -> dict[str, str]:
    """What an act's entry is to hold of the row as it now stands; within `writing`."""
    return proofs(connection, kept, [key])[key]


def found_so(connection: Connection, kept: KeptTable, key: str) -> dict[str, str]:
    """What an act's entry is to hold of the row as it stands before it; within `writing`."""
    return {BEFORE: proof(connection, kept, key)[ROW]}


def proofs(
    connection: Connection, kept: KeptTable, keys: Sequence[str]
) -> dict[str, dict[str, str]]:
    """The same of several rows, by key."""
    column = getattr(kept.table, kept.key)
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = _rows(kept).where(column.in_(keys[start : start + _AT_ONCE]))
        found |= {
            getattr(row, kept.key): proof_of(kept, row._asdict())
            for row in connection.execute(rows)
        }
    return found


def proof_of(kept: KeptTable, row: Mapping[str, Any]) -> dict[str, str]:
    """The same of a row by the names of its columns: as it was read, or is about to be put in."""
    return {ROW: _digest(kept, row)}


class Altered(NamedTuple):
    """A row that does not stand as the log says; `sequence` is its last entry, 0 for none."""

    sequence: int
    kept: KeptTable


@dataclass
class Proven:
    """What the log says of every kept row; memory grows with the rows, not with the log.

    `rows` were found as they should be, `deleted` were by order. Those `unproven` have a last
    entry of a release that kept no digest of the row. What an act found otherwise than the entry
    before it left it is among the altered, however the row stands now.
    """

    rows: int = 0
    unproven: int = 0
    deleted: int = 0
    _hidden: list[Altered] = field(default_factory=list)
    _last: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)

    def read(self, sequence: int, entry: str) -> None:
        """Take note of an entry that begins with one of `BEGINNINGS`."""
        try:
            said = json.loads(entry)
            action, subject, content = said["action"], said["subject"], said["content"]
            of_row, before = content.get(ROW), content.get(BEFORE)
        except (ValueError, TypeError, KeyError):
            return  # nothing of ours: it proves no row
        kept = next(one for one in KEPT if action.startswith(one.acts))
        ends = action in kept.endings
        _, stood = self._last.pop((kept.key, subject), (0, ""))
        held = of_row if ends else before
        if (ends or held is not None) and stood not in (None, held):
            self._hidden.append(Altered(sequence, kept))
        if ends:
            self.deleted += 1
        else:
            self._last[kept.key, subject] = (sequence, of_row)

    def altered(self, connection: Connection) -> Iterator[Altered]:
        """Rows that are not as the log says, or not there; once, after the whole log was read.

        One that was altered before it was deleted is found too.
        """
        yield from self._hidden
        for kept in KEPT:
            for row in connection.execute(_rows(kept).execution_options(yield_per=1_000)):
                sequence, sha256 = self._last.pop((kept.key, getattr(row, kept.key)), (0, ""))
                if sha256 is None:
                    self.unproven += 1
                elif sha256 != _digest(kept, row._asdict()):
                    yield Altered(sequence, kept)
                else:
                    self.rows += 1
        of_key = {kept.key: kept for kept in KEPT}
        for (key, _), (sequence, _) in self._last.items():
            yield Altered(sequence, of_key[key])


def _rows(kept: KeptTable) -> Any:
    columns = kept.table.__table__.columns
    return select(*(column for column in columns if column.name not in kept.apart))


def _digest(kept: KeptTable, row: Mapping[str, Any]) -> str:
    """Of what is there: a column that a later release adds, empty, leaves digests as they are."""
    told = {
        name: _plain(value)
        for name, value in row.items()
        if value is not None and name not in kept.apart
    }
    return digest(canonical([kept.table.__tablename__, told]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value
