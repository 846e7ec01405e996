"""The few statistics that the catchers need."""

import numpy as np
from scipy.stats import rankdata

from riskmodel.modelling.leaks.leak import Floats

_Z = 1.96


def rank_correlation(left: Floats, right: Floats) -> float:
    """Spearman's rank correlation, 0 where a side does not vary."""
    a, b = rankdata(left), rankdata(right)
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / scale) if scale > 0 else 0.0


def auc(score: Floats, outcome: Floats) -> float:
    """The chance that an event scores above a non-event, ties counted half."""
    events = outcome == 1
    count, others = int(events.sum()), int((~events).sum())
    if count == 0 or others == 0:
        return 0.5
    return float((rankdata(score)[events].sum() - count * (count + 1) / 2) / (count * others))


def lower_share(events: int, rows: int) -> float:
    """Lower end of the 95 % interval of a share (Wilson 1927, JASA 22:209)."""
    share, z2 = events / rows, _Z**2
    centre = share + z2 / (2 * rows)
    spread = _Z * np.sqrt(share * (1 - share) / rows + z2 / (4 * rows**2))
    return float((centre - spread) / (1 + z2 / rows))
