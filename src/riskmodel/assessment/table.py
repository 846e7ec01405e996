"""A whole table assessed at once, by the same rules and score as one household."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from riskmodel.assessment.answer import agreements
from riskmodel.assessment.assess import LINE, Assessor
from riskmodel.assessment.need import UNRANKED, need_of_scored
from riskmodel.assessment.unasked import unasked_among
from riskmodel.eligibility import Eligibility, check_eligibility
from riskmodel.eligibility.status import SILENT
from riskmodel.explanation.contributions import Contributions
from riskmodel.schema.columns import Columns
from riskmodel.schema.quality import QualityReport, data_quality
from riskmodel.scoring import Figures, Scores, figures, reader_of, score

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
Given = TypeVar("Given", bound=Figures)


@dataclass(frozen=True)
class TableAssessed:
    """Rule and score of every row of a table; arrays have shape (rows,).

    `unasked` says of which rows the model was not asked and why, "" where it was.
    """

    eligibility: Eligibility
    quality: QualityReport
    scores: Scores
    unasked: Texts

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
    scores, unasked = score_asked(assessor, columns, as_of, line)
    return TableAssessed(
        eligibility=check_eligibility(columns, as_of, assessor.parameters),
        quality=data_quality(columns, line, as_of),
        scores=scores,
        unasked=unasked,
    )


def line_in_force(assessor: Assessor, columns: Columns, as_of: NDArray[np.datetime64]) -> Floats:
    """The monitoring line of each row, yuan a head and year; NaN where none is configured."""
    province, county = columns.text("province_code"), columns.text("county_code")
    return assessor.parameters.on(LINE, as_of, province, county).values


def score_asked(
    assessor: Assessor, columns: Columns, as_of: NDArray[np.datetime64], line: Floats
) -> tuple[Scores, Texts]:
    """The scores of those that the model may be asked about, and why not of the others.

    The model sees nothing of theirs.
    """
    model, unasked = assessor.require_model(), _unasked(assessor, columns, as_of)
    asked = np.flatnonzero(unasked == "")
    if len(asked) == columns.rows:
        return score(model, columns, line), unasked
    found = score(model, columns.take(asked), line[asked])
    return _spread(found, asked, columns.rows), unasked


def score_alone(
    assessor: Assessor, columns: Columns, as_of: NDArray[np.datetime64]
) -> tuple[Figures, Texts]:
    """The scores without rules or reasons, and of which rows the model was not asked."""
    line = line_in_force(assessor, columns, as_of)
    model, unasked = assessor.require_model(), _unasked(assessor, columns, as_of)
    reader = reader_of(model.artifact.model, model.explainer)
    asked = np.flatnonzero(unasked == "")
    if len(asked) == columns.rows:
        return figures(reader, columns, line), unasked
    found = figures(reader, columns.take(asked), line[asked])
    return _spread_figures(found, asked, columns.rows), unasked


def _unasked(assessor: Assessor, columns: Columns, as_of: NDArray[np.datetime64]) -> Texts:
    why = unasked_among(assessor.require_model(), columns, as_of, assessor.household_declined)
    return np.full(columns.rows, "") if why is None else why


def _spread(scores: Scores, asked: NDArray[np.intp], rows: int) -> Scores:
    """The scores at their places among all rows; those between have none."""
    found = scores.contributions
    spread = Contributions(
        base_value=_at(asked, rows, found.base_value, np.nan),
        values=_at(asked, rows, found.values, np.nan),
        raw_score=_at(asked, rows, found.raw_score, np.nan),
    )
    return replace(_spread_figures(scores, asked, rows), contributions=spread)


def _spread_figures(figures: Given, asked: NDArray[np.intp], rows: int) -> Given:
    numbers = ("X", "raw_score", "probability", "percentile", "low", "high")
    return replace(
        figures,
        **{name: _at(asked, rows, getattr(figures, name), np.nan) for name in numbers},
        band=_at(asked, rows, figures.band, ""),
        unscorable={name: _at(asked, rows, v, 0) for name, v in figures.unscorable.items()},
        in_another_unit={
            name: _at(asked, rows, v, 0) for name, v in figures.in_another_unit.items()
        },
    )


def _at(places: NDArray[np.intp], rows: int, held: Any, gap: object) -> Any:
    found = np.full((rows, *held.shape[1:]), gap, dtype=held.dtype)
    found[places] = held
    return found
