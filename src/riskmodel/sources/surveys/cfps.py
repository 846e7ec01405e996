"""China Family Panel Studies (中国家庭追踪调查): the family-economy files, waves 2014 on.

Variable names are those of the public codebooks. The data are the survey's own and come under its
licence: none is here, and a user brings the files.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from riskmodel.errors import SurveyImportError
from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.sources.surveys.columns import codes, within_record

FILE = re.compile(r"cfps(20[0-9]{2})famecon.*\.(dta|csv)", re.IGNORECASE)
NO_ANSWER = tuple(range(-10, 0))
"""The survey's codes for refused, unknown, not applicable and missing. A loss is larger."""
LINE_SHARE = 0.5
"""Of the wave's median income a head of rural households: a relative line, since no official one
is a survey's. Put another into `monitoring_line` before a label is made of it."""

_OF_WAVE = {
    "fid{wave}": "the household's number",
    "provcd{wave}": "province",
    "cid{wave}": "community",
    "urban{wave}": "whether the community is urban",
    "familysize{wave}": "people in the household",
}
_OF_ALL = {
    "fincome1": "net income of the household",
    "fincome1_per": "net income a head",
}
_OPTIONAL = {
    "wage_income": "fwage_1",
    "business_income": "foperate_1",
    "property_income": "fproperty_1",
    "transfer_income": "ftransfer_1",
    "medical_self_paid_year": "med",
}
"""Fields of the record, and the variable that each is; a file may lack them."""
_DEBTS = ("house_debts", "nonhousing_debts")
_WEIGHT = "fswt_natcs{wave}"


def read_cfps(source: Path) -> Panel:
    """The rural households of a folder of `cfpsYYYYfamecon*` files, .dta or .csv.

    A household's id is the `fid` under which it was first seen: each wave's file names the `fid`
    of the wave before, and where a household split the part that kept the number goes on.
    The survey's codes for no answer become unknown. `as_of_date` is 1 July
    of the wave, in the middle of the interviews; waves are two years apart. Business income is
    net of its cost, as the survey gives it. Raises SurveyImportError that names what is lacking.
    """
    files = _files(source)
    waves = [_wave(path, year) for year, path in sorted(files.items())]
    table = pd.concat(_linked(waves), ignore_index=True)
    table = table[table["urban"] == 0]
    if table.empty:
        message = "no rural household in these files: urbanYY is 0 for none"
        raise SurveyImportError(message)
    notes = {
        "name": f"CFPS {min(files)}-{max(files)}, rural",
        "unit": "yuan",
        "welfare": "net income a head; the line is half of the rural median of the wave",
        "synthetic": "false",
    }
    return panel_from_table(_keys(table) | _record(table), notes)


def _files(source: Path) -> dict[int, Path]:
    if not source.is_dir():
        message = f"no folder at {source}: give the folder that holds the cfpsYYYYfamecon files"
        raise SurveyImportError(message)
    matched = [(FILE.fullmatch(path.name), path) for path in sorted(source.iterdir())]
    found = {int(match[1]): path for match, path in matched if match}
    if len(found) < 2:
        message = f"{source.name} holds {len(found)} cfpsYYYYfamecon files: a panel needs two"
        raise SurveyImportError(message)
    return found


def _wave(path: Path, year: int) -> pd.DataFrame:
    """One file under plain names; `before` is the household's number in the wave before."""
    raw = _read(path)
    wave = f"{year % 100:02d}"
    needed = {name.format(wave=wave): use for name, use in _OF_WAVE.items()} | _OF_ALL
    missing = [f"{name} ({use})" for name, use in needed.items() if name not in raw]
    if missing:
        message = f"{path.name} lacks the variables {', '.join(missing)}"
        raise SurveyImportError(message)
    names = [str(name) for name in raw.columns]
    earlier = sorted(n for n in names if re.fullmatch(r"fid[0-9]{2}", n) and n != f"fid{wave}")
    plain = {name.format(wave=wave): name.format(wave="") for name in _OF_WAVE}
    kept = [*plain, *_OF_ALL, *(n for n in (*_OPTIONAL.values(), *_DEBTS) if n in raw)]
    table = raw[kept].rename(columns=plain)
    table = table.where(~table.isin(NO_ANSWER))
    table["year"] = year
    table["before"] = raw[earlier[-1]] if earlier else np.nan
    weight = _WEIGHT.format(wave=wave)
    table["weight"] = raw[weight].where(raw[weight] >= 0) if weight in raw else np.nan
    return table


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() == ".dta":
            raw = pd.read_stata(path, convert_categoricals=False)
        else:
            raw = pd.read_csv(path)
    except (ValueError, OSError, EOFError) as error:
        message = f"{path.name} cannot be read: give the survey's own file, as .dta or .csv"
        raise SurveyImportError(message) from error
    numbers: pd.DataFrame = raw.select_dtypes("number").astype(np.float64)
    return numbers


def _linked(waves: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Each wave with the id of the household's first wave."""
    first: dict[float, float] = {}
    linked = []
    for wave in waves:
        table = wave.dropna(subset=["fid"]).drop_duplicates("fid")
        split = table["fid"] != table["before"]
        ordered = table.assign(split=split).sort_values(["split", "fid"])
        goes_on = ordered["before"].isin(list(first)) & ~ordered.duplicated("before")
        household = ordered["fid"].where(~goes_on, ordered["before"].map(first))
        first = dict(zip(ordered["fid"], household, strict=True))
        linked.append(ordered.assign(household=household))
    return linked


def _keys(table: pd.DataFrame) -> dict[str, Any]:
    size = table["familysize"].fillna(1.0)
    median = {
        year: _weighted_median(rows["fincome1_per"], rows["weight"].fillna(1.0) * size[rows.index])
        for year, rows in table.groupby("year")
    }
    province = codes(table["provcd"], 2)
    community = codes(table["cid"], 10)
    return {
        "household_id": [f"cfps-{int(one)}" for one in table["household"]],
        "province_code": province,
        "village_code": [
            None if one is None or held is None else one + held
            for one, held in zip(province, community, strict=True)
        ],
        "as_of_date": [f"{year}-07-01" for year in table["year"]],
        "weight": table["weight"].to_numpy(),
        "monitoring_line": np.array([LINE_SHARE * median[year] for year in table["year"]]),
        "measured_welfare_pc": table["fincome1_per"].to_numpy(),
        "guarantee_lost": [False] * len(table),
    }


def _weighted_median(values: pd.Series, weight: pd.Series) -> float:
    known = values.notna() & (weight > 0)
    ordered = values[known].sort_values()
    reached = weight[ordered.index].cumsum()
    return float(ordered[reached >= reached.iloc[-1] / 2].iloc[0])


def _record(table: pd.DataFrame) -> dict[str, Any]:
    fields = {
        "household_size": table["familysize"],
        "net_income": table["fincome1"],
        "net_income_pc": table["fincome1_per"],
    } | {field: table[name] for field, name in _OPTIONAL.items() if name in table}
    debts = [name for name in _DEBTS if name in table]
    if debts:
        fields["debt"] = table[debts].sum(axis=1, min_count=len(debts))
    return {field: within_record(field, values).to_numpy() for field, values in fields.items()}
