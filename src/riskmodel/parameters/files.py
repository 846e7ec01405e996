"""Read a folder of parameter files and refuse what is malformed, naming file and entry."""

import datetime
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from riskmodel.errors import ConfigurationError
from riskmodel.parameters.value import Parameter, ParameterValue

VERSION_FILE = "VERSION"
DIBAO = "dibao_year"


class Entry(BaseModel):
    """One `[[value]]` of a file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    value: float | None = Field(None, allow_inf_nan=False)
    dibao_multiple: float | None = Field(None, gt=0, allow_inf_nan=False)
    valid_from: datetime.date = Field(alias="from")
    valid_to: datetime.date | None = Field(None, alias="to")
    area: str = Field(pattern=r"^(CN|\d{2}|\d{4}|\d{6})$")
    source: str = Field(min_length=1)
    confidence: Literal["A", "B", "C", "U"]
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> "Entry":
        if (self.value is None) == (self.dibao_multiple is None):
            message = "give either value or dibao_multiple"
            raise ValueError(message)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            message = "`to` lies before `from`"
            raise ValueError(message)
        return self

    def parameter_value(self) -> ParameterValue:
        """The entry as a value; NaN where it follows from the dibao standard."""
        return ParameterValue(
            float("nan") if self.value is None else self.value,
            self.area,
            self.valid_from,
            self.valid_to,
            self.source,
            self.confidence,
            self.note,
            self.dibao_multiple,
        )


class ParameterFile(BaseModel):
    """One file: what the parameter means, and its values."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name_zh: str = ""
    name_en: str = ""
    description: str = ""
    description_zh: str = ""
    unit: str = ""
    value: list[Entry] = Field(min_length=1)


def parameter_files(folder: Path) -> list[Path]:
    """The parameter files of a folder in the order of their names.

    Raises ConfigurationError where there is no such folder.
    """
    if not folder.is_dir():
        message = f"no folder of parameters at {folder}: make it, or leave the setting out"
        raise ConfigurationError(message)
    return sorted(folder.glob("*.toml"))


def sources() -> dict[str, str]:
    """Where values and rules were found, by the tag that they name."""
    path = Path(__file__).parent / "sources.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _in_chinese() -> dict[str, str]:
    path = Path(__file__).parent / "sources_zh.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def source_zh(text: str) -> str:
    """A source, or a note on one, in Chinese; as it stands where an office wrote it itself."""
    return _in_chinese().get(text, text)


def read_parameter(path: Path) -> Parameter:
    """Read one file; raises ConfigurationError that names the file and the entry at fault."""
    try:
        read = _declared(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not TOML in UTF-8: {error}"
        raise ConfigurationError(message) from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
        lines = [_fault(path, tuple(fault["loc"]), fault["msg"]) for fault in faults]
        raise ConfigurationError("\n".join(lines)) from error
    values = tuple(entry.parameter_value() for entry in read.value)
    _refuse_two_at_once(path, values)
    _refuse_dibao_of_itself(path, values)
    return Parameter(
        path.stem,
        read.name_zh,
        read.name_en,
        read.description,
        read.description_zh,
        read.unit,
        values,
    )


@lru_cache(maxsize=100)
def _declared(text: str) -> ParameterFile:
    """What a file declares; most files are read again unchanged, and TOML is slow to read."""
    return ParameterFile.model_validate(tomllib.loads(text))


def _fault(path: Path, location: tuple[int | str, ...], remedy: str) -> str:
    match location:
        case ("value", int(place), *rest):
            where = f"value {place + 1}" + "".join(f", {part}" for part in rest)
        case _:
            where = ", ".join(str(part) for part in location) or "file"
    return f"{path.name}, {where}: {remedy}"


def _refuse_two_at_once(path: Path, values: tuple[ParameterValue, ...]) -> None:
    for place, value in enumerate(values):
        for earlier in range(place):
            if value.overlaps(values[earlier]):
                message = (
                    f"{path.name}, values {earlier + 1} and {place + 1}: both are in force in "
                    f"{value.area} on one day: end the first before the second begins"
                )
                raise ConfigurationError(message)


def _refuse_dibao_of_itself(path: Path, values: tuple[ParameterValue, ...]) -> None:
    if path.stem == DIBAO and any(value.dibao_multiple is not None for value in values):
        message = f"{path.name}: the dibao standard cannot be a multiple of itself: give yuan"
        raise ConfigurationError(message)
