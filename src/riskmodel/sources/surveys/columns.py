"""Read the columns that an importer declares, and bring them into the record's form."""

import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from riskmodel.errors import SurveyImportError
from riskmodel.schema.household import FIELDS


def read_columns(source: Path, needed: Mapping[str, str]) -> pd.DataFrame:
    """The needed columns of a CSV file, as numbers; `needed` says what each is for.

    Raises SurveyImportError that names the file, or each column that it lacks.
    """
    if not source.is_file():
        message = f"no file at {source}: give the survey's own table"
        raise SurveyImportError(message)
    header = _header(source)
    missing = [f"{name} ({use})" for name, use in needed.items() if name not in header]
    if missing:
        message = f"{source.name} lacks the columns {', '.join(missing)}"
        raise SurveyImportError(message)
    try:
        return pd.read_csv(source, usecols=list(needed), dtype=np.float64)
    except ValueError as error:
        message = f"{source.name}: a column that should hold numbers holds text"
        raise SurveyImportError(message) from error
    except (EOFError, zlib.error) as error:
        message = f"{source.name} breaks off: fetch it again"
        raise SurveyImportError(message) from error


def _header(source: Path) -> list[str]:
    try:
        return [str(name) for name in pd.read_csv(source, nrows=0).columns]
    except (ValueError, OSError, EOFError, zlib.error) as error:
        message = f"{source.name} cannot be read as CSV: give the survey's own table"
        raise SurveyImportError(message) from error


def codes(values: pd.Series, digits: int) -> list[str | None]:
    """Whole numbers as text of `digits` digits, filled with zeros; None where unknown."""
    return [None if np.isnan(value) else str(int(value)).zfill(digits) for value in values]


def days(years: pd.Series, month_and_day: str) -> list[str | None]:
    """The same day, MM-DD, of each year; None where the year is unknown."""
    return [None if np.isnan(year) else f"{int(year)}-{month_and_day}" for year in years]


def named(values: pd.Series, names: Mapping[int, str]) -> list[str | None]:
    """The survey's codes as the record's; None where unknown, or where `names` has no word."""
    return [names.get(value) for value in values]


def within_record(field: str, values: pd.Series) -> pd.Series:
    """Values of a household field, unknown where they are beyond what the record takes."""
    low, high = FIELDS[field].minimum, FIELDS[field].maximum
    return values.where(
        values.between(-np.inf if low is None else low, np.inf if high is None else high)
    )


def ratio(numerator: pd.Series, denominator: pd.Series) -> NDArray[np.float64]:
    """A share, unknown where the whole is not positive."""
    found: NDArray[np.float64] = (numerator / denominator.where(denominator > 0)).to_numpy()
    return found
