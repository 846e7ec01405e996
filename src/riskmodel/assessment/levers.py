"""Try measures of the state on a household's score, and keep who asked."""

import datetime
from pathlib import Path

import numpy as np

from riskmodel.assessment.assess import Assessor
from riskmodel.assessment.change import desk_now, known_at, of_one_score
from riskmodel.assessment.levers_question import LeversQuestion
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.wording.levers import WARNING_EN, WARNING_ZH, lever_message
from riskmodel.assessment.wording.risk import reasons_not_scored
from riskmodel.eligibility import rule_pack
from riskmodel.explanation.levers import levers_asked, try_lever
from riskmodel.modelling.model import Band
from riskmodel.registry.levers_asked import LeverAsked, household_hmac, record_asked
from riskmodel.scoring import figures


def try_levers(assessor: Assessor, asked: LeversQuestion, record: Path) -> LeversTried:
    """What the score would be with each measure asked for, once the question is kept in `record`.

    Raises SchemaError for a field that is no lever, ModelNotFoundError where no champion is
    loaded, and what `record_asked` raises.
    """
    served, desk = assessor.require_model(), desk_now(assessor)
    assessor.require_asked(asked.dated.record, asked.dated.as_of)
    levers = levers_asked(asked.lever)
    known, reader = known_at(desk, asked.dated), desk.reader
    household = str(known.columns.text("household_id")[0])
    now = datetime.datetime.now(datetime.UTC)
    kept = record_asked(
        record,
        LeverAsked(
            at=now,
            by=asked.by,
            reason=asked.because,
            household_hmac=household_hmac(record, household, now),
            as_of_date=asked.dated.as_of,
            model=served.name,
            version=served.version,
            artifact_sha256=served.artifact_sha256,
            rule_pack=rule_pack(assessor.parameters),
            levers=[lever.field for lever in levers],
        ),
    )
    score = figures(reader, known.columns, np.array([known.line]))
    scored = score.scored(0)
    tried = [try_lever(reader, known, lever) for lever in levers] if scored else []
    return LeversTried(
        **of_one_score(served, known, asked.dated),
        warning_zh=WARNING_ZH,
        warning_en=WARNING_EN,
        asked_by=kept.by,
        recorded_at=kept.at,
        scored=scored,
        raw_score=float(score.raw_score[0]) if scored else None,
        probability=float(score.probability[0]) if scored else None,
        band=Band(score.band[0]) if scored else None,
        not_scored=reasons_not_scored(score.lacking(0), score.slipped(0)),
        levers=[lever_message(one, reader.model, score) for one in tried],
    )
