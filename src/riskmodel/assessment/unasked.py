"""Of whom the model is not asked: households that declined (PIPL Art. 24), days past its expiry.

The rules speak for them as for anybody; the model is not run, and nothing says "low".
"""

import datetime
from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from riskmodel.assessment.message.risk import ReasonNotScored, Risk
from riskmodel.errors import NotScoredError, ScoringDeclinedError
from riskmodel.modelling.estimand import estimand_en, estimand_zh
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.columns import Columns

HouseholdDeclined = Callable[[str], bool]
"""Whether a household declined, by its id."""


class Unasked(StrEnum):
    """Why a household is not scored without a look at its record; no feature has these names."""

    DECLINED = "household_declined"
    EXPIRED = "model_expired"


_REASONS = {
    Unasked.DECLINED: ReasonNotScored(
        code=Unasked.DECLINED,
        zh="该户拒绝自动化评分: 未运行模型, 由人工按规则办理, 不影响其任何权益",
        en="not scored: the household declined automated scoring; the rules and a person decide, "
        "and it loses nothing by it",
    ),
    Unasked.EXPIRED: ReasonNotScored(
        code=Unasked.EXPIRED,
        zh="模型已过期: 未运行模型, 由人工按规则办理; 请重新训练并更换模型",
        en="not scored: the model has expired; the rules and a person decide until a newer "
        "version is promoted",
    ),
}


def nobody(_: str) -> bool:
    """That no household declined: where no register is kept."""
    return False


def declined_among(columns: Columns, household_declined: HouseholdDeclined) -> list[bool]:
    """Which households of a table declined, row by row."""
    if columns.rows == 1:
        return [household_declined(str(columns.value("household_id", 0)))]
    return [household_declined(name) for name in columns.text("household_id").tolist()]


def unasked_among(
    model: ServedModel,
    columns: Columns,
    as_of: NDArray[np.datetime64],
    household_declined: HouseholdDeclined,
) -> NDArray[np.str_] | None:
    """Why each row is not scored, "" where the model is asked; None where it is asked of all."""
    if columns.rows == 1:
        return _unasked(model, columns, as_of[0].item(), household_declined)
    declined = np.zeros(columns.rows, dtype=bool)
    if household_declined is not nobody:
        declined = np.array(declined_among(columns, household_declined), dtype=bool)
    expired = as_of > np.datetime64(model.expires_on, "D")
    if not declined.any() and not expired.any():
        return None
    return np.where(declined, Unasked.DECLINED, np.where(expired, Unasked.EXPIRED, ""))


def _unasked(
    model: ServedModel,
    columns: Columns,
    as_of: datetime.date,
    household_declined: HouseholdDeclined,
) -> NDArray[np.str_] | None:
    """The same of the only household of a table of one row."""
    if household_declined(str(columns.value("household_id", 0))):
        return np.array([Unasked.DECLINED])
    return np.array([Unasked.EXPIRED]) if as_of > model.expires_on else None


def require_asked(
    model: ServedModel,
    household: str,
    as_of: datetime.date,
    household_declined: HouseholdDeclined,
) -> None:
    """Raise ScoringDeclinedError or NotScoredError where the model may not be asked."""
    if household_declined(household):
        raise ScoringDeclinedError(_REASONS[Unasked.DECLINED].en)
    if as_of > model.expires_on:
        raise NotScoredError(_REASONS[Unasked.EXPIRED].en)


def unasked_risk(model: ServedModel, why: Unasked) -> Risk:
    """What is said in place of a score; it names the version that was not asked."""
    definition = model.artifact.model.definition
    return Risk(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        scored=False,
        probability=None,
        interval=None,
        band=None,
        percentile=None,
        horizon_months=definition.label.horizon_months,
        estimand_zh=estimand_zh(definition),
        estimand_en=estimand_en(definition),
        not_scored=[_REASONS[why]],
    )
