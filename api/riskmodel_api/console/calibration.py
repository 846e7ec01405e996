"""A calibration curve as SVG: points on the diagonal are probabilities that came true."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

_SIZE, _LEFT, _BOTTOM, _TOP = 320, 44, 276, 10
_STEPS = (0.05, 0.1, 0.2, 0.25)
_MOST_TICKS = 6


class CurvePoint(NamedTuple):
    """One tenth of the households: what was predicted, and what was found with its interval."""

    predicted: float
    observed: float
    low: float
    high: float


def calibration_curve(points: Sequence[CurvePoint], title: str, words: tuple[str, str]) -> Markup:
    """Observed over predicted; `words` name the axis across and the axis upward."""
    top = max((max(one.predicted, one.high) for one in points), default=1.0)
    step = next((one for one in _STEPS if top / one <= _MOST_TICKS), _STEPS[-1])
    top = min(1.0, (int(top / step) + 1) * step)
    right = _SIZE - 10

    def x(value: float) -> float:
        return round(_LEFT + value / top * (right - _LEFT), 1)

    def y(value: float) -> float:
        return round(_BOTTOM - value / top * (_BOTTOM - _TOP), 1)

    ticks = [number * step for number in range(round(top / step) + 1)]
    marks = Markup().join(
        Markup(
            '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="grid"/>'
            '<text x="{0}" y="{3}" class="tick-label">{4}</text>'
            '<line x1="{5}" x2="{6}" y1="{7}" y2="{7}" class="grid"/>'
            '<text x="{8}" y="{9}" class="tick-label side">{4}</text>'
        ).format(
            x(one), _TOP, _BOTTOM, _BOTTOM + 14, f"{one:.0%}", _LEFT, right, y(one), _LEFT - 5,
            y(one) + 4,
        )
        for one in ticks
    )  # fmt: skip
    bars = Markup().join(
        Markup(
            '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="reach"/>'
            '<circle cx="{0}" cy="{3}" r="3.5" class="at"/>'
        ).format(x(one.predicted), y(one.low), y(one.high), y(one.observed))
        for one in points
    )
    return Markup(
        '<svg class="curve" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><title>{1}</title>'
        '{2}<line x1="{3}" y1="{4}" x2="{5}" y2="{6}" class="base"/>{7}'
        '<text x="{8}" y="{9}" class="end middle">{10} →</text>'
        '<text x="{11}" y="{12}" class="end middle" '
        'transform="rotate(-90 {11} {12})">{13} →</text></svg>'
    ).format(
        _SIZE, title, marks, x(0), y(0), x(top), y(top), bars, (right + _LEFT) / 2, _SIZE - 12,
        words[0], 12, (_BOTTOM + _TOP) / 2, words[1],
    )  # fmt: skip
