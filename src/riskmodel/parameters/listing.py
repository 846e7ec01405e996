"""What is in force somewhere on a day, or all that was ever configured, as a list."""

import datetime
import re
from dataclasses import dataclass

import numpy as np

from riskmodel.errors import ConfigurationError
from riskmodel.parameters.pack import Parameters
from riskmodel.parameters.situations import situation
from riskmodel.parameters.value import AREA_PATTERN, NATION, NotInForce, Parameter, ParameterValue

_AREA = re.compile(AREA_PATTERN)


@dataclass(frozen=True, slots=True)
class ListedParameter:
    """One value of a parameter, or in `reason_zh` and `reason_en` why there is none."""

    name: str
    name_zh: str
    name_en: str
    description: str
    description_zh: str
    unit: str
    value: float | None
    dibao_multiple: float | None
    area: str | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str | None
    confidence: str | None
    note: str | None
    reason_zh: str | None = None
    reason_en: str | None = None


def listed(
    parameters: Parameters, area: str | None = None, on: datetime.date | None = None
) -> list[ListedParameter]:
    """Every parameter: its values in force in `area` on the day `on`, or all that are configured.

    `area` is "CN" or a GB/T 2260 code of 2, 4 or 6 digits; with a day and no area it is the whole
    country, with an area and no day every value that ever held there. Raises ConfigurationError
    for an area that is none.
    """
    if area is not None and not _AREA.fullmatch(area):
        message = "an area is CN or the 2, 4 or 6 digits of a province, prefecture or county"
        raise ConfigurationError(message)
    found = []
    for parameter in parameters.by_name.values():
        if on is None:
            found += _configured(parameter, area)
        else:
            found.append(_in_force(parameters, parameter, area or NATION, on))
    return found


def _configured(parameter: Parameter, area: str | None) -> list[ListedParameter]:
    held = NATION if area is None else area
    return [
        _listed(parameter, value)
        for value in parameter.values
        if area is None or value.area == NATION or held.startswith(value.area)
    ]


def _in_force(
    parameters: Parameters, parameter: Parameter, area: str, on: datetime.date
) -> ListedParameter:
    code = "" if area == NATION else area
    county = code if len(code) > 2 else ""
    found = parameters.found(parameter.name, situation(np.datetime64(on), code[:2], county))
    return _listed(parameter, found)


def _listed(parameter: Parameter, found: ParameterValue | NotInForce) -> ListedParameter:
    about = (
        parameter.name,
        parameter.name_zh,
        parameter.name_en,
        parameter.description,
        parameter.description_zh,
        parameter.unit,
    )
    if isinstance(found, NotInForce):
        nothing = (None,) * 8
        return ListedParameter(*about, *nothing, reason_zh=found.zh, reason_en=found.en)
    return ListedParameter(
        *about,
        None if np.isnan(found.value) else found.value,
        found.dibao_multiple,
        found.area,
        found.valid_from,
        found.valid_to,
        found.source,
        found.confidence,
        found.note or None,
    )
