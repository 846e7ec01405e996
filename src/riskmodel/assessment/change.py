"""Two records of a household side by side, each by the rules and the model of its day."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from riskmodel.assessment.assess import LINE, Assessor
from riskmodel.assessment.message.change import AssessedThen, ScoreChange, ScoreParts
from riskmodel.assessment.question import DatedRecord
from riskmodel.assessment.wording.change import (
    NOT_NAMED,
    Unknown,
    field_change,
    not_kept,
    sentences,
)
from riskmodel.assessment.wording.risk import reasons_not_scored
from riskmodel.eligibility import rule_pack
from riskmodel.errors import ModelError
from riskmodel.explanation.change import split_change
from riskmodel.explanation.contributions import Explainer
from riskmodel.explanation.reader import Known, Reader
from riskmodel.modelling.artifact import Artifact
from riskmodel.modelling.model import Band
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import ServedModel
from riskmodel.registry.placed import read_placed
from riskmodel.schema.record import columns_from_records
from riskmodel.scoring import figures, reader_of


@dataclass(frozen=True)
class Desk:
    """What a household was assessed with on a day: rule pack and model version.

    `unknown` says why the version that was used then is not this one, where it is not known.
    """

    parameters: Parameters
    version: str
    artifact: Artifact
    explainer: Explainer | None = None
    unknown: Unknown | None = None

    @property
    def reader(self) -> Reader:
        """The model with its features; raises SchemaMismatchError."""
        return reader_of(self.artifact.model, self.explainer)


def desk_now(assessor: Assessor) -> Desk:
    """What serves; raises ModelNotFoundError where no champion is loaded."""
    served = assessor.require_model()
    return Desk(assessor.parameters, served.version, served.artifact, served.explainer)


def desk_then(
    now: Desk, champions: Path, version: str | None, parameters: Parameters | None = None
) -> Desk:
    """What was used for the earlier record: a named version, if it is still kept.

    Where it is not named or not kept it stands as unknown, and the version of now scores for it.
    `parameters` are those of then where the office had others.
    """
    held = replace(now, parameters=parameters or now.parameters)
    if version is None:
        return replace(held, unknown=NOT_NAMED)
    if version == now.version:
        return held
    name = now.artifact.model.definition.model.name
    try:
        kept = read_placed(champions, name, version)
    except ModelError as error:
        return replace(held, unknown=not_kept(version, str(error)))
    return replace(held, version=version, artifact=kept, explainer=None)


def explain_change(then: tuple[Desk, DatedRecord], now: tuple[Desk, DatedRecord]) -> ScoreChange:
    """Split the change of a household's score into data, rule pack and model."""
    before, after = known_at(*then), known_at(*now)
    sides = _side(*then, before), _side(*now, after)
    parts = None
    if sides[0].scored and sides[1].scored:
        parts = _parts(then[0], now[0], before, after)
    zh, en = sentences(*sides, parts)
    household = str(after.columns.text("household_id")[0])
    return ScoreChange(
        household_id=household, then=sides[0], now=sides[1], parts=parts, zh=zh, en=en
    )


def known_at(desk: Desk, dated: DatedRecord) -> Known:
    """A checked record with the line in force at its place on its day."""
    columns = columns_from_records([dated.record])
    day = np.array([dated.as_of], "datetime64[D]")
    area = columns.text("province_code"), columns.text("county_code")
    return Known(columns, float(desk.parameters.on(LINE, day, *area).values[0]))


def of_one_score(served: ServedModel, known: Known, dated: DatedRecord) -> dict[str, Any]:
    """The fields of an `OfOneScore`."""
    return {
        "household_id": known.columns.value("household_id", 0),
        "as_of_date": dated.as_of,
        "model": served.name,
        "version": served.version,
        "artifact_sha256": served.artifact_sha256,
    }


def _side(desk: Desk, dated: DatedRecord, known: Known) -> AssessedThen:
    found = figures(desk.reader, known.columns, np.array([known.line]))
    scored = found.scored(0)
    return AssessedThen(
        as_of_date=dated.as_of,
        version=desk.version,
        artifact_sha256=desk.artifact.sha256,
        rule_pack=rule_pack(desk.parameters),
        line=None if np.isnan(known.line) else known.line,
        scored=scored,
        raw_score=float(found.raw_score[0]) if scored else None,
        probability=float(found.probability[0]) if scored else None,
        band=Band(found.band[0]) if scored else None,
        not_scored=reasons_not_scored(found.lacking(0), found.slipped(0)),
    )


def _parts(then: Desk, now: Desk, before: Known, after: Known) -> ScoreParts:
    new = None if then.unknown else now.reader
    split = split_change(before, after, then.reader, new)
    strongest = sorted(split.fields.items(), key=lambda one: -abs(one[1]))
    return ScoreParts(
        total=None if split.model is None else split.data + split.rule_pack + split.model,
        data=split.data,
        rule_pack=split.rule_pack,
        model=split.model,
        model_unknown_zh=then.unknown.zh if then.unknown else None,
        model_unknown_en=then.unknown.en if then.unknown else None,
        orders="all" if split.exact else "sampled",
        fields=[
            field_change(name, before.columns, after.columns, part) for name, part in strongest
        ],
    )
