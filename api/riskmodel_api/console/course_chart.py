"""A household over the years as SVG: its past scores, and its income against the moving line.

The same figures stand in a table beside it. Nothing is said by colour alone: the line is dashed,
each point has its figure.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

_LEFT, _RIGHT, _WIDTH, _PANEL, _GAP = 32, 448, 480, 50, 28
_LEAST_SPAN = 1e-9


class Point(NamedTuple):
    """One figure of one day; None where it is not known."""

    value: float | None
    shown: str


class Series(NamedTuple):
    """Figures by day, and whether they are drawn as a dashed line without dots."""

    name: str
    points: Sequence[Point]
    dashed: bool = False


def course(days: Sequence[str], panels: Sequence[Sequence[Series]], title: str) -> Markup:
    """One panel above the other, over the same days; empty where there are fewer than two."""
    if len(days) < 2:
        return Markup("")
    step = (_RIGHT - _LEFT) / (len(days) - 1)
    places = [round(_LEFT + number * step, 1) for number in range(len(days))]
    height = len(panels) * (_PANEL + _GAP) + 14
    drawn = Markup().join(
        _panel(panel, places, number * (_PANEL + _GAP)) for number, panel in enumerate(panels)
    )
    below = Markup().join(
        Markup('<text x="{}" y="{}" class="tick-label">{}</text>').format(x, height - 4, day)
        for x, day in zip(places, days, strict=True)
    )
    return Markup(
        '<svg class="course" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        "{}{}</svg>"
    ).format(_WIDTH, height, title, title, drawn, below)


def _panel(panel: Sequence[Series], places: Sequence[float], top: float) -> Markup:
    figures = [one.value for series in panel for one in series.points if one.value is not None]
    if not figures:
        return Markup("")
    low, high = min(0.0, *figures), max(figures)
    span = max(high - low, _LEAST_SPAN)

    def y(value: float) -> float:
        return round(top + _GAP + (1 - (value - low) / span) * _PANEL, 1)

    name = Markup(" · ").join(_key(series) for series in panel)
    ground = Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="axis"/>').format(
        _LEFT, _RIGHT, y(low), y(low)
    )
    drawn = Markup().join(
        _series(series, [(x, y(value), shown) for x, value, shown in _known(series, places)])
        for series in sorted(panel, key=lambda one: not one.dashed)  # figures above the line
    )
    head = Markup('<text x="0" y="{}" class="panel">{}</text>').format(top + 12, name)
    return head + ground + drawn


def _known(series: Series, places: Sequence[float]) -> list[tuple[float, float, str]]:
    pairs = zip(places, series.points, strict=True)
    return [(x, one.value, one.shown) for x, one in pairs if one.value is not None]


def _key(series: Series) -> Markup:
    return Markup("{} {}").format("╌╌" if series.dashed else "●", series.name)


def _series(series: Series, points: Sequence[tuple[float, float, str]]) -> Markup:
    path = " ".join(f"{x},{y}" for x, y, _ in points)
    kind = "line moving" if series.dashed else "line"
    line = Markup('<polyline points="{}" class="{}"/>').format(path, kind)
    if series.dashed:
        return line
    return line + Markup().join(
        Markup(
            '<circle cx="{}" cy="{}" r="3.5" class="point"/>'
            '<text x="{}" y="{}" class="tick-label">{}</text>'
        ).format(x, y, x, round(y - 8, 1), shown)
        for x, y, shown in points
    )
