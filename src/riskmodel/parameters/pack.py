"""All parameters of an office: the shipped files, and its own folders over them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import ChangeError, ConfigurationError, ParameterNotInForceError
from riskmodel.parameters.change import Change
from riskmodel.parameters.files import DIBAO, VERSION_FILE, parameter_files, read_parameter
from riskmodel.parameters.situations import Situation, Situations, situation, situations
from riskmodel.parameters.value import NotInForce, Parameter, ParameterValue

SHIPPED = Path(__file__).parent / "values"

Days = NDArray[np.datetime64]
Codes = NDArray[np.str_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force of one parameter in each row of a table.

    `values` has shape (rows,), in `unit`, NaN where no value is in force; it is not to be changed.
    `found` has one entry a situation, the value or else the reason that there is none; `of_row`,
    shape (rows,), gives positions in `found`.
    """

    name: str
    unit: str
    values: Floats
    found: tuple[ParameterValue | NotInForce, ...]
    of_row: NDArray[np.intp]

    @property
    def dibao_multiples(self) -> Floats:
        """How many times the dibao standard the value is; 0 for an amount set in yuan.

        Shape (rows,), NaN where no value is in force.
        """
        multiples = (
            np.nan if isinstance(found, NotInForce) else found.dibao_multiple or 0.0
            for found in self.found
        )
        return _spread(list(multiples), self.of_row)

    def at(self, row: int) -> ParameterValue | None:
        """The value in force in a row with its area, days and source; None where there is none."""
        found = self.found[self.of_row[row]]
        return None if isinstance(found, NotInForce) else found

    def reason(self, row: int) -> str:
        """Why no value is in force in a row; "" where there is one."""
        found = self.found[self.of_row[row]]
        return found.en if isinstance(found, NotInForce) else ""

    def reason_zh(self, row: int) -> str:
        """The same as `reason` in Chinese."""
        found = self.found[self.of_row[row]]
        return found.zh if isinstance(found, NotInForce) else ""


def _spread(figures: list[float], of_row: NDArray[np.intp]) -> Floats:
    """The figure of each row's situation, shape (rows,)."""
    if len(of_row) > 1 and len(set(figures)) == 1:
        # Most parameters hold for the whole country: a million rows then cost no memory.
        return np.broadcast_to(np.float64(figures[0]), of_row.shape)
    return np.array(figures, dtype=np.float64)[of_row]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Every parameter by name, and the version that an assessment names.

    `version` is the text of the VERSION files and the first 12 hexadecimal digits of the SHA-256
    of every file read, so that any change of a value changes it.
    """

    by_name: dict[str, Parameter]
    version: str
    changes: tuple[Change, ...] = ()
    """Of a reform that is tried out, in the order in which they happen."""

    @classmethod
    def shipped(cls) -> "Parameters":
        """The parameters that come with the package."""
        return cls.load(SHIPPED)

    @classmethod
    def of_office(cls, own: Path | None) -> "Parameters":
        """The shipped parameters, with an office's own folder over them if it has one."""
        return cls.load(SHIPPED, own) if own else cls.shipped()

    @classmethod
    def load(cls, *folders: Path) -> "Parameters":
        """Read folders of parameter files; a later folder goes before an earlier one.

        It does so value by value: for the areas and days that its values cover. Give `SHIPPED`
        first to set local values over the shipped ones. Raises ConfigurationError that names the
        file and the entry at fault.
        """
        by_name: dict[str, Parameter] = {}
        digest = hashlib.sha256()
        for path in (path for folder in folders for path in parameter_files(folder)):
            read = read_parameter(path)
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
            by_name[read.name] = _merged(by_name.get(read.name), read)
        version = "+".join([*_version_texts(folders), digest.hexdigest()[:12]])
        return cls(by_name, version)

    def parameter(self, name: str) -> Parameter:
        """The declaration of one parameter; raises ConfigurationError where there is none."""
        if name not in self.by_name:
            message = f"no parameter is called {name!r}: add {name}.toml to the parameter files"
            raise ConfigurationError(message)
        return self.by_name[name]

    def on(self, name: str, as_of: Days, province: Codes, county: Codes) -> InForce:
        """What is in force of parameter `name` on each row's day and in its area.

        `as_of` holds days, `province` and `county` GB/T 2260 codes of 2 and 6 digits ("" is
        unknown), all of shape (rows,). The most specific area wins: county, prefecture,
        province, country. Raises ConfigurationError for a name that is not declared.
        """
        return self.in_force(name, situations(as_of, province, county))

    def in_force(self, name: str, of_table: Situations) -> InForce:
        """As `on`, for a table whose rows are grouped already."""
        parameter = self.parameter(name)
        found = tuple([self._found(parameter, one) for one in of_table.different])
        figures = [np.nan if isinstance(one, NotInForce) else one.value for one in found]
        values = _spread(figures, of_table.of_row)
        return InForce(name, parameter.unit, values, found, of_table.of_row)

    def value_on(
        self, name: str, day: np.datetime64, province: str, county: str
    ) -> ParameterValue:
        """What is in force on one day in one area.

        Raises ParameterNotInForceError where nothing is.
        """
        found = self.found(name, situation(day, province, county))
        if isinstance(found, NotInForce):
            message = f"{found.en}: add a value to {name}.toml"
            raise ParameterNotInForceError(message)
        return found

    def found(self, name: str, situation: Situation) -> ParameterValue | NotInForce:
        """What is in force of parameter `name` in one situation, or why nothing is."""
        return self._found(self.parameter(name), situation)

    def changed(self, *changes: Change) -> "Parameters":
        """The same with a reform tried out; raises ChangeError for an unknown parameter.

        A value that is a multiple of the dibao standard follows a change of it. The version names
        the changes.
        """
        for change in changes:
            if change.parameter not in self.by_name:
                message = f"no parameter is called {change.parameter!r}: docs/rules.md lists all"
                raise ChangeError(message)
        version = "+".join([self.version, *(f"simulated {change.text}" for change in changes)])
        return Parameters(self.by_name, version, self.changes + changes)

    def _found(self, parameter: Parameter, situation: Situation) -> ParameterValue | NotInForce:
        found = self._configured(parameter, situation)
        for change in self.changes:
            if change.parameter == parameter.name and change.concerns(situation.areas):
                found = change.of(found, situation.day)
        return found

    def _configured(
        self, parameter: Parameter, situation: Situation
    ) -> ParameterValue | NotInForce:
        day = situation.day
        value = parameter.value_in(situation.areas, day) if day is not None else None
        if value is None:
            return _not_configured(parameter, situation)
        if value.dibao_multiple is None:
            return value
        dibao = self._found(self.parameter(DIBAO), situation)
        if isinstance(dibao, NotInForce):
            return NotInForce(
                f"{parameter.name_zh}为低保年标准的倍数, 而{dibao.zh}",
                f"the {parameter.name_en} is a multiple of the dibao standard, and {dibao.en}",
            )
        return replace(value, value=value.dibao_multiple * dibao.value)


def _not_configured(parameter: Parameter, situation: Situation) -> NotInForce:
    if situation.day is None:
        return NotInForce(
            f"日期未知, 无法确定{parameter.name_zh}",
            f"no {parameter.name_en} can be told: the day is not known",
        )
    if not situation.place:
        return NotInForce(
            f"地区未知, 无法确定{parameter.name_zh}",
            f"no {parameter.name_en} can be told: the area is not known",
        )
    return NotInForce(
        f"{situation.place}在{situation.day}未配置{parameter.name_zh}",
        f"no {parameter.name_en} configured for {situation.place} on {situation.day}",
    )


def _merged(earlier: Parameter | None, read: Parameter) -> Parameter:
    if earlier is not None:
        return earlier.overridden_by(read)
    for key in ("name_zh", "name_en", "description", "unit"):
        if not getattr(read, key):
            message = f"{read.name}.toml: {key} is missing: give it where a parameter is new"
            raise ConfigurationError(message)
    return read


def _version_texts(folders: Iterable[Path]) -> list[str]:
    files = [folder / VERSION_FILE for folder in folders]
    return [path.read_text(encoding="utf-8").strip() for path in files if path.is_file()]
