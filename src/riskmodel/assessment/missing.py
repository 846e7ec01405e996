"""Which missing answers of a household matter to its score."""

import numpy as np

from riskmodel.assessment.assess import Assessor
from riskmodel.assessment.change import desk_now, known_at, of_one_score
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.assessment.question import DatedRecord
from riskmodel.assessment.wording.missing import answer_message, overall, range_message
from riskmodel.assessment.wording.risk import reasons_not_scored
from riskmodel.explanation.missing import missing_answers
from riskmodel.modelling.artifact import read_background
from riskmodel.modelling.model import Band
from riskmodel.scoring import figures


def find_missing(assessor: Assessor, dated: DatedRecord) -> MissingAnswers:
    """Order the unanswered fields of a record by how far they could move its band.

    Raises ModelNotFoundError where no champion is loaded.
    """
    served, desk = assessor.require_model(), desk_now(assessor)
    assessor.require_asked(dated.record, dated.as_of)
    known = known_at(desk, dated)
    found = missing_answers(desk.reader, read_background(desk.artifact), known)
    score = figures(desk.reader, known.columns, np.array([known.line]))
    scored = score.scored(0)
    zh, en = overall(found, scored=scored)
    return MissingAnswers(
        **of_one_score(served, known, dated),
        scored=scored,
        raw_score=float(score.raw_score[0]) if scored else None,
        band=Band(score.band[0]) if scored else None,
        not_scored=reasons_not_scored(score.lacking(0), score.slipped(0)),
        stop_asking=found.stop_asking,
        bound=range_message(found.bound),
        answers=[answer_message(answer) for answer in found.answers],
        zh=zh,
        en=en,
    )
