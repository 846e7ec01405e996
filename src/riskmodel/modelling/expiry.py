"""When a model is too old to be asked."""

import datetime

from pydantic import BaseModel, Field, ValidationError

from riskmodel.errors import SchemaMismatchError
from riskmodel.modelling.evaluation.results import Evaluation
from riskmodel.modelling.labels import day_later

EXPIRES_AFTER = 18
"""Months after the newest outcomes that a version was judged by.

Accuracy fell by 1.5 to 1.9 points a year in six countries (Aiken et al. 2023). Fitted again each
year, a model has half a year to spare.
"""


def known_until(evaluation: Evaluation) -> datetime.date:
    """The day of the newest outcomes that a version was judged by."""
    return day_later(evaluation.headline.origin, evaluation.horizon_months)


class _Tested(BaseModel):
    origin: datetime.date


class _Judged(BaseModel):
    horizon_months: int
    blocks: list[_Tested] = Field(min_length=1)


def expires_on(evaluation: bytes) -> datetime.date:
    """The last day as of which a household may be scored, by the evaluation of an artefact.

    Of a large file only what is needed is looked at, since every start of the service does so.
    Raises SchemaMismatchError where it does not say when the version was tested.
    """
    try:
        judged = _Judged.model_validate_json(evaluation)
    except ValidationError as error:
        message = "the version's evaluation does not say when it was tested: train it again"
        raise SchemaMismatchError(message) from error
    known = day_later(judged.blocks[-1].origin, judged.horizon_months)
    return day_later(known, EXPIRES_AFTER)
