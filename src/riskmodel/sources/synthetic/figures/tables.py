"""Figures of the yearly tables that the simulation is given: lines and dibao standards."""

from riskmodel.sources.synthetic.figures.years import Figures
from riskmodel.sources.synthetic.provinces import (
    DIBAO,
    LINES,
    POPULATION,
    province_index,
    year_index,
)


def dibao_standards() -> Figures:
    """National March 2022 and January 2023, Yunnan 2023, Henan 2022; yuan a year."""
    national = POPULATION @ DIBAO / POPULATION.sum()
    yunnan, henan = DIBAO[province_index("53")], DIBAO[province_index("41")]
    at_2022, at_2023 = year_index(2022), year_index(2023)
    return (
        float(national[at_2022]), float(national[at_2023]), float(yunnan[at_2023]),
        float(henan[at_2022]),
    )  # fmt: skip


def line_to_dibao() -> Figures:
    """Line over dibao standard in 2023: Yunnan, Fujian."""
    ratio = LINES[:, year_index(2023)] / DIBAO[:, year_index(2023)]
    return float(ratio[province_index("53")]), float(ratio[province_index("35")])


def line_growth() -> Figures:
    """Growth of the population's mean line: 2022, 2023, 2024, 2025."""
    mean = POPULATION @ LINES / POPULATION.sum()
    growth = mean[1:] / mean[:-1] - 1
    return tuple(float(growth[year_index(year) - 1]) for year in range(2022, 2026))
