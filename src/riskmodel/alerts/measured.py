"""How often alerts were right so far, from the outcomes that were imported."""

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
from sqlalchemy import Connection, select

from riskmodel.alerts.message import Measured
from riskmodel.alerts.signals import Kind
from riskmodel.shares import FEWEST, share_interval
from riskmodel.storage.tables import Alert

_AT_ONCE = 10_000
_Outcomes = dict[tuple[str, str], bool]


class MeasuredYield:
    """What became of households after alerts, read anew where the outcomes have changed."""

    def __init__(self, outcomes: Path) -> None:
        self._file = outcomes
        self._read_at: float | None = None
        self._outcomes: _Outcomes = {}
        self._counted: tuple[int, list[Measured]] | None = None

    def of(self, connection: Connection) -> list[Measured]:
        """Each kind of alert with how many were followed by poverty, as far as is known."""
        self._refresh()
        last = connection.scalar(
            select(Alert.sequence).order_by(Alert.sequence.desc()).limit(1)
        ) or 0  # fmt: skip
        if self._counted is None or self._counted[0] != last:
            self._counted = (last, measured(connection, self._outcomes))
        return self._counted[1]

    def known(self) -> _Outcomes:
        """What became of households, by id and the day counted from."""
        self._refresh()
        return self._outcomes

    def _refresh(self) -> None:
        at = self._file.stat().st_mtime if self._file.is_file() else None
        if at == self._read_at:
            return
        self._outcomes = read_known(self._file) if at is not None else {}
        self._read_at, self._counted = at, None


def read_known(file: Path) -> _Outcomes:
    """Whether each household was found to have fallen back, by its id and the day counted from."""
    held = pq.read_table(file, columns=["household_id", "as_of_date", "fell_back"])
    days = [str(day) for day in held["as_of_date"].to_pylist()]
    keys = zip(held["household_id"].to_pylist(), days, strict=True)
    return dict(zip(keys, held["fell_back"].to_pylist(), strict=True))


def measured(connection: Connection, outcomes: _Outcomes) -> list[Measured]:
    """What became of the households of alerts, by kind; an outcome counts from the same day.

    Of a household that nobody followed up nothing is known: it counts in neither number.
    """
    alerts: Counter[Kind] = Counter()
    known: Counter[Kind] = Counter()
    fell: Counter[Kind] = Counter()
    rows = select(Alert.household_id, Alert.as_of_date, Alert.kind)
    for household, day, name in connection.execution_options(yield_per=_AT_ONCE).execute(rows):
        kind = Kind(name)
        alerts[kind] += 1
        outcome = outcomes.get((household, str(day)))
        if outcome is not None:
            known[kind] += 1
            fell[kind] += outcome
    return [_of_kind(kind, alerts[kind], known[kind], fell[kind]) for kind in Kind]


def _of_kind(kind: Kind, alerts: int, known: int, fell: int) -> Measured:
    if known < FEWEST:
        return Measured(
            kind=kind, alerts=alerts, known=known, fell_back=fell, share=None, low=None, high=None,
            en=f"the outcome of {known} is known: too few to say",
            zh=f"已知结果{known}户, 数量过少, 不作判断",
        )  # fmt: skip
    low, high = share_interval(fell, known)
    share = fell / known
    return Measured(
        kind=kind, alerts=alerts, known=known, fell_back=fell, share=share, low=low, high=high,
        en=f"of {known} that were followed up, {fell} fell back: {share:.0%} ({low:.0%} to "
        f"{high:.0%})",
        zh=f"已回访{known}户, 其中{fell}户返贫致贫: {share:.0%}({low:.0%}至{high:.0%})",
    )  # fmt: skip
