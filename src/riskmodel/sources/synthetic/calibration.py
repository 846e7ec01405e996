"""How far the synthetic society meets published figures (targets G01 to G39 of the policy study).

A confidence is A (two sources or an official notice), B (one credible source), C (one weak
source or arithmetic) or U (unverified background).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.figures import incomes, people, programme, tables
from riskmodel.sources.synthetic.figures.years import ByYear, Figures, by_year
from riskmodel.sources.synthetic.society import Society


@dataclass(frozen=True)
class TargetResult:
    """One target and what was reached; `met` is None where it cannot be judged, `value` why."""

    id: str
    name: str
    value: str
    target: str
    tolerance: str
    confidence: str
    met: bool | None


@dataclass(frozen=True)
class _Target:
    """`wanted` holds figures or (least, most) ranges, compared one by one with `measure`'s.

    `tolerance` is a share of the wanted figure where `relative`, else in its own unit; None is
    not judged, for the reason in `unjudged`.
    """

    id: str
    name: str
    confidence: str
    wanted: tuple[float | tuple[float, float], ...]
    tolerance: float | None
    measure: Callable[[ByYear], Figures] | None
    relative: bool = False
    unjudged: str = ""


_LATER = (2021, 2022, 2023, 2024, 2025)

_TARGETS = (
    _Target("G01", "rural mean income 2021, 2024, 2025", "A", (18_931, 23_119, 24_456), .03,
            lambda s: incomes.mean_income(s, (2021, 2024, 2025)), relative=True),
    _Target("G02", "rural median income 2021, 2024, 2025", "A", (16_902, 19_605, 20_711), .04,
            lambda s: incomes.median_income(s, (2021, 2024, 2025)), relative=True),
    _Target("G03", "median over mean 2021, 2025", "A", (.893, .847), .02,
            lambda s: incomes.median_to_mean(s, (2021, 2025))),
    _Target("G04", "means of income fifths 2023", "U", (5264, 12_864, 18_479, 26_981, 50_136),
            .10, lambda s: incomes.quintile_means(s, 2023), relative=True),
    _Target("G05", "wage, business, transfer, property in income 2023", "B",
            (.422, .34, .21, .03), .03, lambda s: incomes.make_up(s, 2023)),
    _Target("G06", "wage, business, rest in lifted-out recorded income 2022", "B",
            (.665, .22, .115), .05, lambda s: incomes.lifted_make_up(s, 2022)),
    _Target("G07", "lifted-out recorded income 2020, 2021, 2022", "A", (10_740, 12_550, 14_342),
            .04, lambda s: incomes.lifted_income(s, (2020, 2021, 2022)), relative=True),
    _Target("G08", "lifted-out county income 2021, 2022", "A", (14_051, 15_111), .04,
            lambda s: incomes.lifted_county_income(s, (2021, 2022)), relative=True),
    _Target("G09", "lifted-out over all 2021, 2022", "C", (.663, .712), .04,
            lambda s: incomes.lifted_to_all(s, (2021, 2022))),
    _Target("G10", "rural consumption 2020, 2024", "A", (13_713, 19_280), .05,
            lambda s: incomes.consumption(s, (2020, 2024)), relative=True),
    _Target("G11", "consumption over income, lowest fifth 2022", "A", (1.10,), .15,
            lambda s: incomes.lowest_consumption(s, 2022)),
    _Target("G12", "worst yearly change of the lowest fifth", "A", (-.13,), None,
            incomes.lowest_growth, unjudged="a single province's bad year, no tolerance given"),
    _Target("G13", "people a monitored household: all, sudden, others, 2023", "B",
            ((3.4, 4.2), 2.9, (3.6, 3.7)), .3, lambda s: programme.monitored_size(s, 2023)),
    _Target("G14", "ever monitored 2023: ordinary, key counties", "B", (.015, (.026, .03)), .005,
            lambda s: programme.ever_monitored(s, 2023)),
    _Target("G15", "new a year: ordinary 2021-2025, lifted counties at the start", "C",
            (.003, .009), .002, lambda s: programme.newly_monitored(s, _LATER)),
    _Target("G16", "unstable, marginal, sudden in the stock 2021", "B", (.31, .30, .40), .06,
            lambda s: programme.category_mix(s, (2021,), new=False)),
    _Target("G17", "unstable, marginal, sudden of new cases 2021-2025", "B", (.25, .16, .59), .08,
            lambda s: programme.category_mix(s, _LATER, new=True)),
    _Target("G18", "people with an open risk 2023", "B", (.006,), .002,
            lambda s: programme.open_share(s, 2023)),
    _Target("G19", "removed of the stock 2023", "B", (.65,), .10,
            lambda s: programme.removed_share(s, 2023)),
    _Target("G20", "principal risks: " + ", ".join(programme.NAMED_RISKS) + ", other", "A",
            ((.40, .44), .15, .12, .10, .08, .06, .04, .03, .02), .08, programme.risk_mix),
    _Target("G21", "monthly wage 2021 to 2024", "A", (4432, 4615, 4780, 4961), .03,
            lambda s: people.monthly_wage(s, range(2021, 2025)), relative=True),
    _Target("G22", "away over local wage 2021, 2024", "A", (1.29, 1.31), .04,
            lambda s: people.away_to_local(s, (2021, 2024))),
    _Target("G23", "in another province, of those away 2024: all, west, centre, east", "A",
            (.383, .446, .518, .134), .03, lambda s: people.cross_province(s, 2024)),
    _Target("G24", "workers over 50, 2024", "A", (.316,), .03,
            lambda s: people.workers_over_50(s, 2024)),
    _Target("G25", "sector shares less published, sector wages over published less 1", "A",
            (0,) * 14, .03, lambda s: people.sectors(s, 2024)),
    _Target("G26", "workers' schooling 2021: none, primary, junior, senior, college", "B",
            (.008, .137, .56, .17, .126), .03, lambda s: people.worker_education(s, 2021)),
    _Target("G27", "chronic illness, over 14", "B", (.34,), .04,
            lambda s: people.health(s, 2019)),
    _Target("G28", "disabled, with certificate", "U", (.06, .038), .01,
            lambda s: people.disabled(s, 2021)),
    _Target("G29", "people of 60 or over", "U", (.238,), .02, lambda s: people.aged(s, 2020)),
    _Target("G30", "medical alerts that lead to monitoring", "B", (.022,), .01,
            programme.alert_yield),
    _Target("G31", "lifted-out households among alerts, lifted-out counties", "B", (.4915,), .08,
            programme.alert_split),
    _Target("G32", "people on dibao 2023", "B", (.07,), .01,
            lambda s: programme.dibao_share(s, 2023)),
    _Target("G33", "dibao standard: national 2022, 2023, Yunnan 2023, Henan 2022", "B",
            (6504, 6984, 6148, 5040), .05, lambda _: tables.dibao_standards(), relative=True),
    _Target("G34", "line over national median 2024: Gansu, Jiangxi", "C",
            ((.40, .43), (.40, .43)), .05, incomes.line_to_median),
    _Target("G35", "line over dibao 2023: Yunnan, Fujian", "C", (1.31, (1.5, 2.0)), .1,
            lambda _: tables.line_to_dibao()),
    _Target("G36", "growth of lines 2022 to 2025", "B", (.10, .10, .08, (.04, .06)), .02,
            lambda _: tables.line_growth()),
    _Target("G37", "lifted-out people in work", "A", (32e6, 34e6), None, None,
            unjudged="a national head count, which a sample does not have; G06 holds wages"),
    _Target("G38", "key-county income gap 2023", "B", (-.20,), None,
            lambda s: incomes.key_county_gap(s, 2023), unjudged="no tolerance given"),
    _Target("G39", "AUC of an honest model", "C", ((.72, .82),), None, None,
            unjudged="needs a fitted model: the model tests hold it"),
)  # fmt: skip


def judge(society: Society) -> list[TargetResult]:
    """Every target, G01 to G39, against one society."""
    years = by_year(society)
    return [_judge(target, years) for target in _TARGETS]


def _judge(target: _Target, society: ByYear) -> TargetResult:
    reached, reason = _measured(target, society)
    judged = not reason and target.tolerance is not None
    shown = ", ".join(_plain(one) for one in reached)
    return TargetResult(
        id=target.id,
        name=target.name,
        value="; ".join(part for part in (shown, reason) if part),
        target=", ".join(_range(one) for one in target.wanted),
        tolerance=_tolerance(target),
        confidence=target.confidence,
        met=_within(target, reached) if judged else None,
    )


def _measured(target: _Target, society: ByYear) -> tuple[Figures, str]:
    """What was reached, and why it cannot be judged where it cannot."""
    if target.measure is None:
        return (), target.unjudged
    try:
        # A society too small to hold one of those a figure is about has no such figure.
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = target.measure(society)
    except KeyError:
        return (), "the panel lacks a year that this target is about"
    if not np.isfinite(reached).all():
        return reached, "the panel is too small to hold anybody that this target is about"
    return reached, target.unjudged


def _within(target: _Target, reached: Figures) -> bool:
    allowed = target.tolerance or 0.0
    for wanted, value in zip(target.wanted, reached, strict=True):
        low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        scale = abs(low) if target.relative else 1.0
        if not low - allowed * scale <= value <= high + allowed * scale:
            return False
    return True


def _plain(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _range(wanted: float | tuple[float, float]) -> str:
    return "-".join(_plain(one) for one in wanted) if isinstance(wanted, tuple) else _plain(wanted)


def _tolerance(target: _Target) -> str:
    if target.tolerance is None:
        return ""
    return f"{target.tolerance:.0%}" if target.relative else f"{target.tolerance:g}"
