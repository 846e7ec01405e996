"""Read the whole audit log and say where it is not as it was written.

The chain shows what was edited, taken out or swapped; the anchors outside the database show a tail
that was cut and a chain that was written anew; the digests in the log show an assessment, a step
of a case or another kept row that was changed, set back, slipped in or taken away.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import aliased

from riskmodel.storage.anchors import Anchor
from riskmodel.storage.area import area_code
from riskmodel.storage.assessments import every, stored_from
from riskmodel.storage.audit import BEGINNING, Act, Head, entry_of, read_rows
from riskmodel.storage.case_steps import altered_steps
from riskmodel.storage.database import reading
from riskmodel.storage.kept_rows import BEGINNINGS, Altered, Proven
from riskmodel.storage.tables import AuditLog
from riskmodel.storage.tombstones import RECORDED, Buried, altered

MOST_FINDINGS = 20
_RECORDED = f'{{"action":"{RECORDED}"'


class Finding(NamedTuple):
    """One place where the log is not as it was written; `sequence` is the row's number."""

    sequence: int
    en: str
    zh: str


@dataclass(frozen=True)
class Verified:
    """What was read and found; `findings` are the first of each kind, none where all is well."""

    head: Head
    anchored: int
    assessments: int
    deleted: int
    """Assessments deleted by order, whose tombstones hold."""
    rows: int
    """Keys, people, alerts, refusals, cases and webhooks that stand as the log says."""
    rows_deleted: int
    """Such rows that were deleted by order."""
    unproven: int
    """Such rows whose last act is of a release that logged no digest of them."""
    findings: Sequence[Finding]


def verify(engine: Engine, anchors: Sequence[Anchor]) -> Verified:
    """Read every row once, in one snapshot; raises StorageUnavailableError.

    Memory does not grow with the log, only with the keys, people, alerts, refusals, cases and
    webhooks: some 300 bytes each.
    """
    with reading(engine) as connection:
        chain = _Chain(anchors)
        chain.read(connection)
        counted = _Counted()
        of_rows = list(islice(_altered(connection, counted), MOST_FINDINGS))
        of_steps = list(islice(map(_altered_step, altered_steps(connection)), MOST_FINDINGS))
        buried = Buried()
        of_graves = [_grave(row) for row in islice(altered(connection, buried), MOST_FINDINGS)]
        of_kept = list(map(_kept_row, islice(_of_kept(connection, chain), MOST_FINDINGS)))
    of_tables = [*of_rows, *of_steps, *of_graves, *of_kept]
    findings = [*chain.findings[:MOST_FINDINGS], *chain.unmet(), *of_tables]
    if counted.rows + buried.rows != chain.recorded and not of_rows:
        findings.append(_other_count(chain, counted.rows, buried.rows))
    anchored = max((one.sequence for one in anchors), default=0)
    proven = chain.proven
    return Verified(
        head=chain.head,
        anchored=anchored,
        assessments=counted.rows,
        deleted=buried.rows,
        rows=proven.rows,
        rows_deleted=proven.deleted,
        unproven=proven.unproven,
        findings=findings,
    )


class _Chain:
    """Follows the chain from its first row, and meets the anchors on the way."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self.findings: list[Finding] = []
        self.head = Head(0, BEGINNING)
        self.recorded = 0
        self.proven = Proven()
        self._anchors = anchors
        self._wanted = {one.sequence for one in anchors} | {1}
        self._met: dict[int, str] = {}

    def read(self, connection: Connection) -> None:
        """Every row, thousands at a time: a million are to take seconds."""
        for rows in read_rows(connection):
            self._read(rows)
            if len(self.findings) >= MOST_FINDINGS:
                return

    def _read(self, rows: Sequence[Any]) -> None:
        number, previous = self.head
        recorded = 0
        for sequence, before, entry, held in rows:
            number += 1
            made = sha256(f"{sequence}\n{before}\n{entry}".encode()).hexdigest()
            if sequence != number or before != previous or made != held:
                self.findings.append(_broken(number, sequence, digest_holds=made == held))
                number = sequence
            if number in self._wanted:
                self._met[number] = made
            if entry.startswith(_RECORDED):
                recorded += 1
            elif entry.startswith(BEGINNINGS) and made == held:
                self.proven.read(sequence, entry)
            previous = held
        self.recorded += recorded
        self.head = Head(number, previous)

    def unmet(self) -> Iterator[Finding]:
        """The anchors that the chain does not hold; nothing where its reading was given up."""
        if len(self.findings) >= MOST_FINDINGS:
            return
        if any(one.chain != self._met.get(1) for one in self._anchors):
            yield Finding(
                1,
                "the chain is not the one that was anchored: written anew from its first row, or "
                "the anchors are another database's",
                "链与锚定不同: 自首条起被重写, 或锚定属于另一数据库",
            )
            return
        last = max((one.sequence for one in self._anchors), default=0)
        if last > self.head.sequence:
            yield Finding(
                self.head.sequence,
                f"the tail was cut: {last} rows were anchored, {self.head.sequence} are there",
                f"末尾被截断: 已锚定{last}条, 现有{self.head.sequence}条",
            )
        for one in self._anchors:
            if self._met.get(one.sequence, one.sha256) != one.sha256:
                yield Finding(
                    one.sequence,
                    f"the chain was written anew: row {one.sequence} is not as it was anchored",
                    f"链被重写: 第{one.sequence}条与锚定不符",
                )
                return


def _broken(expected: int, sequence: int, *, digest_holds: bool) -> Finding:
    if sequence != expected:
        return Finding(
            expected,
            f"row {expected} is missing: row {sequence} comes in its place",
            f"缺第{expected}条, 其位为第{sequence}条",
        )
    if digest_holds:
        return Finding(
            sequence,
            f"row {sequence} does not follow the row before it",
            f"第{sequence}条与前一条不相连",
        )
    return Finding(sequence, f"row {sequence} was changed", f"第{sequence}条被改动")


def _other_count(chain: _Chain, kept: int, deleted: int) -> Finding:
    return Finding(
        chain.head.sequence,
        f"{chain.recorded} assessments were recorded, {kept} are kept and {deleted} were deleted "
        "by order",
        f"审计记录评估{chain.recorded}条, 实存{kept}条, 按规定删除{deleted}条",
    )


def _grave(row: int) -> Finding:
    return Finding(
        row,
        f"the deletion of the assessment that row {row} recorded is not as it was ordered",
        f"第{row}条所记评估的删除与删除令不符",
    )


@dataclass
class _Counted:
    rows: int = 0


def _altered(connection: Connection, counted: _Counted) -> Iterator[Finding]:
    """Assessments whose row is not the one that the log has the digest of."""
    for row in every(connection, aliased(AuditLog)):
        counted.rows += 1
        if not _is_logged(row):
            yield Finding(
                row.recorded,
                "the assessment that this row recorded is not as it was given",
                "该条所记评估与当时给出的不符",
            )


def _of_kept(connection: Connection, chain: _Chain) -> Iterator[Altered]:
    """Nothing of a log that does not hold itself: what it says of rows proves nothing."""
    return iter(()) if chain.findings else chain.proven.altered(connection)


def _kept_row(found: Altered) -> Finding:
    en, zh = found.kept.en, found.kept.zh
    if not found.sequence:
        return Finding(0, f"{en} is there that no act on record made", f"{zh}无任何操作记录")
    return Finding(
        found.sequence,
        f"{en} is gone, or not as the act in row {found.sequence} left it",
        f"{zh}缺失, 或与第{found.sequence}条操作后的状态不符",
    )


def _altered_step(sequence: int) -> Finding:
    return Finding(
        sequence,
        "the step of a case that this row recorded is gone or not as it was taken",
        "该条所记案件步骤缺失或与当时不符",
    )


def _is_logged(row: Any) -> bool:
    """Whether the entry that a row names holds the row's digest and id, and who asked when.

    The area follows from the record; moved to another, a household would be shown to others.
    """
    try:
        stored = stored_from(row)
    except ValueError:
        return False
    expected = Act(
        stored.asked_by, RECORDED, stored.given.assessment_id, {"sha256": stored.given.sha256}
    )
    logged = row.entry == entry_of(expected, stored.given_at)
    return bool(logged and row.area_code == area_code(json.loads(row.asked)))
