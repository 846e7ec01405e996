"""What the rules find of one household, with its history and without any model."""

import datetime
from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel
from pydantic_core import to_json

from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.assessment.writing.quality import quality_json
from riskmodel.assessment.writing.rules import eligibility_json
from riskmodel.eligibility import FIELDS_TOLD_BY_HISTORY, check_household, with_history
from riskmodel.parameters import Parameters
from riskmodel.schema.columns import Columns
from riskmodel.schema.quality import data_quality
from riskmodel.schema.record import columns_from_records

LINE = "monitoring_line"


def check_rules(
    parameters: Parameters,
    as_of: datetime.date,
    record: BaseModel,
    history: Sequence[tuple[datetime.date, BaseModel]] = (),
) -> RulesChecked:
    """Check one household as known on a day, with the records of earlier days that are known.

    What the record leaves unknown and its history tells is filled, and named in the answer.
    """
    recorded = columns_from_records([record])
    days = np.array([as_of], "datetime64[D]")
    told = _with_history(recorded, days, history, parameters)
    line = parameters.on(LINE, days, told.text("province_code"), told.text("county_code")).values
    by_history = {
        name: told.value(name, 0)
        for name in FIELDS_TOLD_BY_HISTORY
        if recorded.value(name, 0) is None and told.value(name, 0) is not None
    }
    parts = (
        to_json({"household_id": told.value("household_id", 0), "as_of_date": as_of})[:-1],
        b',"eligibility":',
        eligibility_json(check_household(told, days, parameters)),
        b',"data_quality":',
        quality_json(data_quality(told, line, days), 0),
        b',"told_by_history":',
        to_json(by_history),
        b"}",
    )
    return RulesChecked.model_validate_json(b"".join(parts))


def _with_history(
    recorded: Columns,
    days: np.ndarray[tuple[int], np.dtype[np.datetime64]],
    history: Sequence[tuple[datetime.date, BaseModel]],
    parameters: Parameters,
) -> Columns:
    if not history:
        return recorded
    earlier = columns_from_records([record for _, record in history])
    earlier_days = np.array([day for day, _ in history], "datetime64[D]")
    return with_history(recorded, days, earlier, earlier_days, parameters)
