"""The panel (追踪数据): household records over time, with what was later measured.

Columns that start with `local_` belong to one panel only; a model definition may name them.
"""

import json
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from riskmodel.errors import DataError, SchemaError
from riskmodel.schema.arrow import arrow_table
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Choice, Evidence, Field, Kind, Origin, Privacy
from riskmodel.schema.household import FIELDS
from riskmodel.schema.table import read_table
from riskmodel.schema.violations import Fault, violation

LOCAL = "local_"
YUAN = "yuan"


def _panel_field(  # noqa: PLR0913 - one argument a column of the dictionary
    name: str,
    name_zh: str,
    name_en: str,
    kind: Kind,
    *,
    minimum: float | None = None,
    choices: tuple[Choice, ...] = (),
    required: bool = False,
) -> Field:
    return Field(
        name=name,
        name_zh=name_zh,
        name_en=name_en,
        kind=kind,
        origin=Origin.PROPOSED,
        privacy=Privacy.SENSITIVE,
        evidence=Evidence.VERIFIED,
        minimum=minimum,
        choices=choices,
        required=required,
    )


_EXIT_REASON = (
    Choice("died", "全户死亡", "all members died"),
    Choice("moved", "整户迁出", "whole household moved"),
    Choice("merged", "合户或分户", "merged or split"),
    Choice("lost", "失访", "lost to follow-up"),
)
OF_PANEL = (
    _panel_field("as_of_date", "基准日", "day as of which the record is known", Kind.DATE,
                 required=True),
    _panel_field("weight", "权数", "survey weight", Kind.NUMBER, minimum=0),
    _panel_field("monitoring_line", "监测范围线",
                 "income line in force on the day, a head and year", Kind.MONEY, minimum=0),
    _panel_field("measured_welfare_pc", "实测人均福利",
                 "measured income or consumption a head and year, for labels only", Kind.MONEY),
    _panel_field("guarantee_lost", "保障缺失",
                 "a guarantee or safe water measured as lost, for labels only", Kind.YES_NO),
    _panel_field("exit_reason", "退出原因", "why the household was not followed after this wave",
                 Kind.CHOICE, choices=_EXIT_REASON),
)  # fmt: skip
PANEL_FIELDS: dict[str, Field] = FIELDS | {field.name: field for field in OF_PANEL}
"""The household record and what a panel adds to it."""


@dataclass(frozen=True)
class Panel:
    """Household records at several waves.

    `columns` holds one row a household and wave, sorted by day and household; `local` holds
    float columns that only this panel has; `notes` says where it comes from: `name`, `unit`
    of money (yuan where it is not said), `welfare` concept (income or consumption), `synthetic`
    true or false.
    """

    columns: Columns
    local: dict[str, NDArray[np.float64]] = dataclass_field(default_factory=dict)
    notes: dict[str, str] = dataclass_field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Household-waves."""
        return self.columns.rows

    @property
    def money(self) -> str:
        """Unit of all amounts: that of the data dictionary, unless the notes name another."""
        return self.notes.get("unit", YUAN)

    def take(self, rows: NDArray[np.bool_]) -> "Panel":
        """The household-waves where `rows` is set."""
        local = {name: values[rows] for name, values in self.local.items()}
        return Panel(self.columns.take(rows), local, self.notes)


def panel_from_table(table: Any, notes: dict[str, str]) -> Panel:
    """Check a table as a panel; raises SchemaError with every violation."""
    names = [str(name) for name in getattr(table, "column_names", table)]
    local_names = [name for name in names if name.startswith(LOCAL)]
    declared = {name: table[name] for name in names if name not in local_names}
    columns = read_table(declared, PANEL_FIELDS)
    _refuse_repeated_keys(columns)
    local = {name: np.asarray(table[name], dtype=np.float64) for name in local_names}
    order = np.lexsort((columns.text("household_id"), columns.date("as_of_date")))
    sorted_local = {name: values[order] for name, values in local.items()}
    return Panel(columns.take(order), sorted_local, notes)


def _refuse_repeated_keys(columns: Columns) -> None:
    order = np.lexsort((columns.date("as_of_date"), columns.text("household_id")))
    ids, days = columns.text("household_id")[order], columns.date("as_of_date")[order]
    repeated = order[1:][(ids[1:] == ids[:-1]) & (days[1:] == days[:-1])]
    if len(repeated):
        key = PANEL_FIELDS["household_id"]
        raise SchemaError([violation(key, Fault.REPEATED, int(row)) for row in np.sort(repeated)])


def write_panel(panel: Panel, path: Path) -> None:
    """Write one Parquet file, aside and then renamed, so that no half-written file is left."""
    table = arrow_table(panel.columns)
    for name, values in panel.local.items():
        table = table.append_column(name, pa.array(values, from_pandas=True))
    table = table.replace_schema_metadata({b"riskmodel": json.dumps(panel.notes).encode()})
    aside = path.with_name(path.name + ".part")
    pq.write_table(table, aside, compression="zstd")
    aside.replace(path)


def read_panel(path: Path) -> Panel:
    """Read and check one Parquet file; raises DataError or SchemaError."""
    if not path.is_file():
        message = f"no panel at {path}: make one with `riskmodel synthesize` or `riskmodel import`"
        raise DataError(message)
    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid as error:
        message = f"{path} is not a Parquet file"
        raise DataError(message) from error
    metadata = table.schema.metadata or {}
    return panel_from_table(table, json.loads(metadata.get(b"riskmodel", b"{}")))
