"""Provinces of the synthetic panel: people, incomes, lines and dibao standards by year.

These figures serve the synthetic panel only. They are not the dated lines that the rules read
(`riskmodel.parameters`): cells that no public notice was found for are filled here, there they
are not. Every panel made from them carries `synthetic_line: true` in its notes.

Lines (yuan a head and year), as found in public notices: Liaoning 2022 7,260; Hubei 2023 7,600;
Hunan 2022 6,900; Gansu 2022 6,500, 2023 7,200, 2024 7,800, 2025 8,600; Yunnan 2023 8,050, 2025
8,700; Jiangxi 2024 8,500; national base 2021 6,000. Filled: 2021 as the base, growth of 10, 9, 8
and 6 per cent after a known or filled year, 9 per cent a year backwards, even growth between two
known years. Fujian's line is 1.5 times its dibao standard, as in Fuding; Jiangsu, Zhejiang and
Guangdong are given 1.2 times theirs.

Rural incomes a head of 2023 are background values, as are the rural populations (2023, millions),
shares of lifted-out counties (832 in all) and key counties (160, of which Guangxi 20, Sichuan 25
and Guizhou 20 were counted from the published list).
"""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.rows import Floats

FIRST_YEAR, LAST_YEAR = 2018, 2025
"""2018 only sets the scene: it is simulated and never exported."""

WEST, CENTRE, EAST, NORTH_EAST = range(4)


@dataclass(frozen=True)
class Province:
    """One province; `lines` and `dibao` hold one figure a year from FIRST_YEAR to LAST_YEAR."""

    code: str
    region: int
    population: float
    income_2023: float
    lifted_counties: float
    key_counties: float
    dibao_2023: float
    lines: tuple[int, ...]


_BASE = (4600, 5050, 5500, 6000, 6600, 7190, 7770, 8240)

PROVINCES: tuple[Province, ...] = (
    Province("13", EAST, 28.0, 20_688, .27, 0, 5800, _BASE),
    Province("21", NORTH_EAST, 11.5, 21_483, .10, 0, 6800,
             (5090, 5550, 6050, 6600, 7260, 7910, 8550, 9060)),
    Province("32", EAST, 22.0, 30_488, 0, 0, 9600,
             (8700, 9100, 9500, 9900, 10_600, 11_520, 12_300, 13_000)),
    Province("33", EAST, 17.0, 40_311, 0, 0, 12_000,
             (10_900, 11_400, 11_900, 12_500, 13_400, 14_400, 15_400, 16_200)),
    Province("34", CENTRE, 24.0, 21_144, .25, 0, 6400, _BASE),
    Province("35", EAST, 12.3, 26_722, 0, 0, 9470,
             (10_100, 10_800, 11_500, 12_500, 13_300, 14_200, 15_000, 15_800)),
    Province("36", CENTRE, 17.0, 21_358, .25, 0, 6600,
             (4600, 5050, 5500, 6000, 6740, 7570, 8500, 9010)),
    Province("37", EAST, 36.0, 23_776, 0, 0, 6600, _BASE),
    Province("41", CENTRE, 41.0, 20_053, .34, 0, 5412, _BASE),
    Province("42", CENTRE, 20.5, 21_293, .27, 0, 6400,
             (4850, 5280, 5760, 6270, 6900, 7600, 8210, 8700)),
    Province("43", CENTRE, 26.0, 20_921, .33, 0, 5900,
             (4850, 5280, 5760, 6270, 6900, 7520, 8120, 8610)),
    Province("44", EAST, 32.0, 25_142, 0, 0, 8600,
             (7600, 8000, 8400, 8800, 9500, 10_320, 11_100, 11_800)),
    Province("45", WEST, 22.0, 18_656, .45, .18, 5900, _BASE),
    Province("51", WEST, 34.5, 19_978, .36, .14, 5900, _BASE),
    Province("52", WEST, 17.5, 14_817, .75, .23, 5700, _BASE),
    Province("53", WEST, 22.5, 16_361, .68, .21, 6148,
             (4600, 5050, 5500, 6000, 6950, 8050, 8370, 8700)),
    Province("61", WEST, 14.0, 16_992, .52, .10, 5800, _BASE),
    Province("62", WEST, 11.2, 13_131, .67, .27, 5400,
             (4600, 5050, 5500, 6000, 6500, 7200, 7800, 8600)),
)  # fmt: skip

NATIONAL_MEAN = np.array([14_617, 16_021, 17_131, 18_931, 20_133, 21_691, 23_119, 24_456.0])
"""Rural disposable income a head, FIRST_YEAR to LAST_YEAR (statistics bureau; 2018-2019 not
verified)."""

_DIBAO_GROWTH = np.array([4833, 5336, 5962, 6362, 6504, 6984, 7380, 7700]) / 6984
"""National rural dibao standard over that of January 2023 (March 2022: 6,504)."""

POPULATION = np.array([one.population for one in PROVINCES])
REGION = np.array([one.region for one in PROVINCES])
LINES: Floats = np.array([one.lines for one in PROVINCES], dtype=float)
DIBAO: Floats = np.outer([one.dibao_2023 for one in PROVINCES], _DIBAO_GROWTH)
RELATIVE_INCOME: Floats = np.array([one.income_2023 for one in PROVINCES]) / NATIONAL_MEAN[5]


def year_index(year: int) -> int:
    """The place of a year in the yearly tables."""
    return year - FIRST_YEAR


def province_index(code: str) -> int:
    """The place of a province in the provincial tables, by its GB/T 2260 code."""
    return [one.code for one in PROVINCES].index(code)
