"""Small pictures of a share with its interval, for the cells of a table that has them as text."""

from markupsafe import Markup

from riskmodel.shares import Share

_WIDTH, _HEIGHT = 120, 16


def strip(share: Share) -> Markup:
    """A share on a line from 0 to 1; nothing where there are too few to say."""
    if share.value is None or share.low is None or share.high is None:
        return Markup("")
    left, right = _x(share.low), _x(share.high)
    return Markup(
        '<svg class="strip" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<line x1="{}" x2="{}" y1="8" y2="8" class="axis"/>'
        '<line x1="{}" x2="{}" y1="8" y2="8" class="reach"/>'
        '<circle cx="{}" cy="8" r="4" class="at"/></svg>'
    ).format(_WIDTH, _HEIGHT, _x(0), _x(1), left, right, _x(share.value))


def _x(value: float) -> float:
    return round(5 + value * (_WIDTH - 10), 1)
