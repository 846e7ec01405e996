"""A synthetic society: households that live, are recorded, are helped and sometimes fall poor."""

from dataclasses import dataclass, replace

from riskmodel.errors import ConfigurationError
from riskmodel.schema.panel import Panel
from riskmodel.sources.synthetic.calibration import TargetResult, judge
from riskmodel.sources.synthetic.provinces import FIRST_YEAR, LAST_YEAR
from riskmodel.sources.synthetic.simulation import simulate
from riskmodel.sources.synthetic.society import Society

__all__ = ["Synthesis", "TargetResult", "calibration", "synthesize"]

NEWEST_SEED = 20_260_101
EXPORTED_YEARS = range(FIRST_YEAR + 1, LAST_YEAR + 1)


@dataclass(frozen=True)
class Synthesis:
    """A panel as an office would hold it, and the hidden truth that it was recorded from."""

    panel: Panel
    society: Society


def synthesize(
    households: int = 20_000, seed: int = NEWEST_SEED, years: range = EXPORTED_YEARS
) -> Synthesis:
    """Simulate `households` rural households; the same arguments give the same bytes.

    `years` lies within 2019 to 2025; one row a household and year, as of 31 December. Money is in
    yuan. Raises ConfigurationError where there is nothing to simulate.
    """
    if households < 1 or not years or years.step != 1 or not set(years) <= set(EXPORTED_YEARS):
        message = (
            f"synthesize: give at least one household, and years without gaps from "
            f"{EXPORTED_YEARS[0]} to {EXPORTED_YEARS[-1]}"
        )
        raise ConfigurationError(message)
    panel, society = simulate(households, seed, years)
    notes = {
        "name": "synthetic rural households",
        "unit": "yuan",
        "welfare": "income",
        "synthetic": "true",
        "synthetic_line": "true",
        "seed": str(seed),
        "households": str(households),
    }
    return Synthesis(replace(panel, notes=notes), society)


def calibration(synthesis: Synthesis) -> list[TargetResult]:
    """Targets G01 to G39 against what this synthesis reached, in order.

    `met` is None where a target cannot be judged from a society alone or its years are missing.
    """
    return judge(synthesis.society)
