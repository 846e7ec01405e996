"""Dated, area-scoped values that the rules use: thresholds are data, not code.

Policy staff edit the TOML files of `values/`, one a parameter. A value that is not configured
for an area and day is never guessed: it is not in force, and says so.
"""

from riskmodel.parameters.change import Change
from riskmodel.parameters.files import source_zh, sources
from riskmodel.parameters.listing import ListedParameter, listed
from riskmodel.parameters.pack import SHIPPED, InForce, Parameters
from riskmodel.parameters.situations import Situation, Situations, situation, situations
from riskmodel.parameters.value import AREA_PATTERN, NotInForce, Parameter, ParameterValue

__all__ = [
    "AREA_PATTERN",
    "SHIPPED",
    "Change",
    "InForce",
    "ListedParameter",
    "NotInForce",
    "Parameter",
    "ParameterValue",
    "Parameters",
    "Situation",
    "Situations",
    "listed",
    "situation",
    "situations",
    "source_zh",
    "sources",
]
