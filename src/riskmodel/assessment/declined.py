"""The manual path: households that declined automated scoring (PIPL Art. 24).

The rules speak for them as for anybody; the model is not run, and nothing says "low".
"""

from collections.abc import Callable

from riskmodel.assessment.message.risk import ReasonNotScored, Risk
from riskmodel.errors import ScoringDeclinedError
from riskmodel.modelling.estimand import estimand_en, estimand_zh
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.columns import Columns

HouseholdDeclined = Callable[[str], bool]
"""Whether a household declined, by its id."""

DECLINED = "household_declined"
"""Why it is not scored; no feature has this name."""
_REASON = ReasonNotScored(
    code=DECLINED,
    zh="该户拒绝自动化评分: 未运行模型, 由人工按规则办理, 不影响其任何权益",
    en="not scored: the household declined automated scoring; the rules and a person decide, and "
    "it loses nothing by it",
)


def nobody(_: str) -> bool:
    """That no household declined: where no register is kept."""
    return False


def declined_among(columns: Columns, household_declined: HouseholdDeclined) -> list[bool]:
    """Which households of a table declined, row by row."""
    if columns.rows == 1:
        return [household_declined(str(columns.value("household_id", 0)))]
    return [household_declined(name) for name in columns.text("household_id").tolist()]


def require_willing(household: str, household_declined: HouseholdDeclined) -> None:
    """Raise ScoringDeclinedError where the model may not be asked about a household."""
    if household_declined(household):
        raise ScoringDeclinedError(_REASON.en)


def declined_risk(model: ServedModel) -> Risk:
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
        not_scored=[_REASON],
    )
