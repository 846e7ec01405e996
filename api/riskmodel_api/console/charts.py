"""Charts drawn on the server as SVG, of the same figures that the page has as text.

Nothing is said by colour alone: what raises is filled, what lowers is hatched, and each bar has
its sign beside it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

_ROW, _BAR, _LABEL, _SIGN, _WIDTH = 21, 12, 178, 48, 508
_HATCH = Markup(
    '<defs><pattern id="lowers" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="5" height="5" class="lowers-ground"/>'
    '<line x1="0" y1="0" x2="0" y2="5" class="lowers-line"/></pattern></defs>'
)

_RAISES = Markup('class="raises"')
_LOWERS = Markup('fill="url(#lowers)" class="lowers"')


class Bar(NamedTuple):
    """One step of a waterfall: its label, how far it pulls, and that as text."""

    label: str
    pull: float
    shown: str


def waterfall(bars: Sequence[Bar], base: float, title: str, ends: tuple[str, str]) -> Markup:
    """From the base value, bar by bar, to the score; `ends` name the two directions."""
    totals = [base]
    for bar in bars:
        totals.append(totals[-1] + bar.pull)
    low, high = min(totals), max(totals)
    span = (high - low) or 1.0
    left, right = _LABEL + _SIGN, _WIDTH - 12
    height = _ROW * (len(bars) + 1) + 8

    def x(value: float) -> float:
        return round(left + (value - low) / span * (right - left), 1)

    rows = [
        _step(bar, number, x(totals[number]), x(totals[number + 1]))
        for number, bar in enumerate(bars)
    ]
    axis = Markup(
        '<text x="{}" y="{}" class="end">◀ {}</text>'
        '<text x="{}" y="{}" class="end last">{} ▶</text>'
    ).format(left, height - 8, ends[0], right, height - 8, ends[1])
    line = Markup('<line x1="{0}" x2="{0}" y1="0" y2="{1}" class="base"/>').format(
        x(base), height - _ROW
    )
    return Markup(
        '<svg class="waterfall" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        "{}{}{}{}</svg>"
    ).format(_WIDTH, height, title, title, _HATCH, line, Markup().join(rows), axis)


def _step(bar: Bar, number: int, start: float, end: float) -> Markup:
    top = number * _ROW + (_ROW - _BAR) / 2
    middle = number * _ROW + _ROW / 2 + 4
    fill = _RAISES if bar.pull >= 0 else _LOWERS
    return Markup(
        '<text x="{}" y="{}" class="label">{}</text><text x="{}" y="{}" class="sign">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" {}/>'
    ).format(
        _LABEL - 8, middle, bar.label, _LABEL + _SIGN - 8, middle, bar.shown,
        min(start, end), top, max(round(abs(end - start), 1), 1.5), _BAR, fill,
    )  # fmt: skip


def interval(low: float, point: float, high: float, title: str, marks: Sequence[float]) -> Markup:
    """A probability on a line from 0 to 1, with what it may be around it."""

    def x(value: float) -> float:
        return round(18 + value * 284, 1)

    ticks = Markup().join(
        Markup(
            '<line x1="{0}" x2="{0}" y1="20" y2="25" class="tick"/>'
            '<text x="{0}" y="37" class="tick-label">{1}</text>'
        ).format(x(mark), f"{mark:.0%}")
        for mark in marks
    )
    return Markup(
        '<svg class="interval" viewBox="0 0 320 42" role="img" aria-label="{}"><title>{}</title>'
        '<rect x="{}" y="10" width="284" height="8" rx="4" class="track"/>'
        '<rect x="{}" y="10" width="{}" height="8" rx="4" class="range"/>'
        '<circle cx="{}" cy="14" r="6" class="point"/>{}</svg>'
    ).format(
        title, title, x(0), x(low), max(round((high - low) * 284, 1), 2), x(point), ticks
    )  # fmt: skip
