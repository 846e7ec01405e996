"""A whole table assessed at once, by the same rules and score as one household."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.assessment.answer import agreements
from riskmodel.assessment.assess import LINE, Assessor
from riskmodel.assessment.declined import declined_among
from riskmodel.assessment.need import UNRANKED, need_of_scored
from riskmodel.eligibility import Eligibility, check_eligibility
from riskmodel.eligibility.status import SILENT
from riskmodel.explanation.contributions import Contributions
from riskmodel.schema.columns import Columns
from riskmodel.schema.quality import QualityReport, data_quality
from riskmodel.scoring import Rows, Scores, score

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TableAssessed:
    """Rule and score of every row of a table; arrays have shape (rows,).

    Of households that `declined` the model was not asked: they are not scored.
    """

    eligibility: Eligibility
    quality: QualityReport
    scores: Scores
    declined: Bools

    @cached_property
    def scored(self) -> Bools:
        """Where there is a score."""
        return ~np.isnan(self.scores.probability)

    @cached_property
    def agreement(self) -> NDArray[np.str_]:
        """Where rule and model stand to each other; "" where there is no band."""
        found: NDArray[np.str_] = agreements(self.eligibility.rule_fires, self.scores.band)
        return found

    @cached_property
    def need(self) -> Floats:
        """What a household is visited by, as `riskmodel.casework` ranks it."""
        held = self.scores
        ranked = need_of_scored(held.band, held.probability, held.high, held.percentile)
        silent = np.isin(self.eligibility.proposed_status, SILENT)
        return np.where(self.scored, ranked, np.where(silent, UNRANKED, 1.0))


def assess_table(
    assessor: Assessor, columns: Columns, as_of: NDArray[np.datetime64]
) -> TableAssessed:
    """Assess every row as known on its day of `as_of`, shape (rows,).

    Row by row what `Assessor.answer` says. Raises ModelNotFoundError where no champion is loaded.
    """
    line = line_in_force(assessor, columns, as_of)
    scores, declined = score_willing(assessor, columns, line)
    return TableAssessed(
        eligibility=check_eligibility(columns, as_of, assessor.parameters),
        quality=data_quality(columns, line, as_of),
        scores=scores,
        declined=declined,
    )


def line_in_force(assessor: Assessor, columns: Columns, as_of: NDArray[np.datetime64]) -> Floats:
    """The monitoring line of each row, yuan a head and year; NaN where none is configured."""
    province, county = columns.text("province_code"), columns.text("county_code")
    return assessor.parameters.on(LINE, as_of, province, county).values


def score_willing(assessor: Assessor, columns: Columns, line: Floats) -> tuple[Scores, Bools]:
    """The scores of those that did not decline, and who did: the model sees nothing of theirs."""
    model = assessor.require_model()
    declined = np.array(declined_among(columns, assessor.household_declined), dtype=bool)
    if not declined.any():
        return score(model, columns, line), declined
    willing = np.flatnonzero(~declined)
    found = score(model, columns.take(willing), line[willing])
    return _spread(found, willing, columns.rows), declined


def _spread(scores: Scores, willing: NDArray[np.intp], rows: int) -> Scores:
    """The scores at their places among all rows; those between have none."""

    def spread(held: Any, gap: object) -> Any:
        found = np.full((rows, *held.shape[1:]), gap, dtype=held.dtype)
        found[willing] = held
        return found

    figures = ("X", "raw_score", "probability", "percentile", "low", "high")
    found = scores.contributions
    return replace(
        scores,
        **{name: spread(getattr(scores, name), np.nan) for name in figures},
        band=spread(scores.band, ""),
        unscorable=_spread_all(scores.unscorable, spread),
        in_another_unit=_spread_all(scores.in_another_unit, spread),
        contributions=Contributions(
            base_value=spread(found.base_value, np.nan),
            values=spread(found.values, np.nan),
            raw_score=spread(found.raw_score, np.nan),
        ),
    )


def _spread_all(rows: Rows, spread: Callable[[Any, object], Any]) -> Rows:
    nowhere = False
    return {name: spread(held, nowhere) for name, held in rows.items()}
