"""Read the columns that an importer declares, and say which are missing."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from riskmodel.errors import SurveyImportError


def read_columns(source: Path, needed: Mapping[str, str]) -> pd.DataFrame:
    """The needed columns of a CSV file, as numbers; `needed` says what each is for.

    Raises SurveyImportError that names the file, or each column that it lacks.
    """
    if not source.is_file():
        message = f"no file at {source}: give the survey's own table"
        raise SurveyImportError(message)
    head = pd.read_csv(source, nrows=0)
    missing = [f"{name} ({use})" for name, use in needed.items() if name not in head.columns]
    if missing:
        message = f"{source.name} lacks the columns {', '.join(missing)}"
        raise SurveyImportError(message)
    try:
        return pd.read_csv(source, usecols=list(needed), dtype=np.float64)
    except ValueError as error:
        message = f"{source.name}: a column that should hold numbers holds text"
        raise SurveyImportError(message) from error


def codes(values: pd.Series, digits: int, prefix: str = "") -> list[str | None]:
    """Whole numbers as text of `digits` digits, None where unknown."""
    return [
        None if np.isnan(value) else prefix + str(int(value)).zfill(digits) for value in values
    ]


def ratio(numerator: pd.Series, denominator: pd.Series) -> NDArray[np.float64]:
    """A share, unknown where the whole is not positive."""
    found: NDArray[np.float64] = (numerator / denominator.where(denominator > 0)).to_numpy()
    return found
