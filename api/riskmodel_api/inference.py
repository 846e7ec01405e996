"""What the Open Inference Protocol, version 2, asks and is answered, made of assessments."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from riskmodel.assessment import Assessment
from riskmodel.assessment.question import parts_of, read_as_of_date
from riskmodel.errors import SchemaError, Violation
from riskmodel.problem import Problem
from riskmodel.schema.record import read_record
from riskmodel.schema.tensors import (
    Datatype,
    Parameters,
    TensorAsked,
    TensorDescribed,
    read_tensors,
)
from riskmodel.schema.violations import Fault

LONGEST_ID = 200


class _Output(NamedTuple):
    datatype: Datatype
    read: Callable[[Assessment], Any]


OUTPUTS: dict[str, _Output] = {
    "assessment_id": _Output("BYTES", lambda one: one.assessment_id),
    "scored": _Output("BOOL", lambda one: one.risk.scored),
    "probability": _Output("FP64", lambda one: one.risk.probability),
    "low": _Output("FP64", lambda one: one.risk.interval and one.risk.interval.low),
    "high": _Output("FP64", lambda one: one.risk.interval and one.risk.interval.high),
    "percentile": _Output("FP64", lambda one: one.risk.percentile),
    "band": _Output("BYTES", lambda one: one.risk.band),
    "not_scored": _Output("BYTES", lambda one: ",".join(w.code for w in one.risk.not_scored)),
}
"""The figures of an assessment that the protocol has room for.

A household that is not scored has nulls and its reasons in `not_scored`, never a figure.
"""


class OutputAsked(BaseModel):
    """One output that is wanted."""

    model_config = ConfigDict(extra="forbid")

    name: str
    parameters: Parameters | None = None


class InferenceQuestion(BaseModel):
    """Households as one tensor a field, with the days as of which they are known."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(max_length=LONGEST_ID)] | None = None
    parameters: Parameters | None = None
    inputs: Annotated[list[TensorAsked], Field(min_length=1)]
    outputs: list[OutputAsked] | None = None


class TensorAnswered(BaseModel):
    """One output; null where the household is not scored."""

    name: str
    datatype: Datatype
    shape: list[int]
    data: list[Any]


class InferenceAnswer(BaseModel):
    """The outputs, in the order asked."""

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[TensorAnswered]


class InferenceProblem(Problem):
    """A problem document with the member that the protocol gives its errors."""

    error: str


class ServerDescribed(BaseModel):
    """The server."""

    name: Literal["riskmodel"] = "riskmodel"
    version: str
    extensions: list[str] = []


class ModelDescribed(BaseModel):
    """The model that serves, and its inputs and outputs."""

    name: str
    versions: list[str]
    platform: Literal["lightgbm_riskmodel"] = "lightgbm_riskmodel"
    inputs: list[TensorDescribed]
    outputs: list[TensorDescribed]


class Asked(NamedTuple):
    """A question as read: days and checked records one for one, with the records as parsed."""

    days: list[Any]
    records: list[BaseModel]
    households: list[dict[str, Any]]
    outputs: list[str]
    id: str | None


def read_inference(given: object, most: int) -> Asked:
    """Read a question of at most `most` households; raises SchemaError with every violation.

    One household that cannot be read refuses the whole: the protocol has no place for its error.
    """
    inputs, question_id, _, outputs = parts_of(
        given, "inputs", optional=("id", "parameters", "outputs")
    )
    households = read_tensors(inputs, most)
    days, records, faults = [], [], list[Violation]()
    for row, (day, household) in enumerate(households):
        try:
            days.append(read_as_of_date(day))
        except SchemaError as error:
            faults += _placed(error, row)
        try:
            records.append(read_record(household))
        except SchemaError as error:
            faults += _placed(error, row)
    if faults:
        raise SchemaError(faults)
    return Asked(days, records, [one for _, one in households], _wanted(outputs), _id(question_id))


def _placed(error: SchemaError, row: int) -> list[Violation]:
    return [fault.within(f"households/{row}") for fault in error.violations]


def _id(given: object) -> str | None:
    if given is None or (isinstance(given, str) and len(given) <= LONGEST_ID):
        return given
    english, chinese = (
        f"give text of at most {LONGEST_ID} characters",
        f"请提供至多 {LONGEST_ID} 个字符",
    )
    raise SchemaError([Violation("id", Fault.WRONG_TYPE.value, english, chinese)])


def _wanted(given: object) -> list[str]:
    """The names of the outputs that are wanted: all where nothing is said."""
    if given is None:
        return list(OUTPUTS)
    listed = given if isinstance(given, list) else []
    names = [str(one["name"]) for one in listed if isinstance(one, dict) and "name" in one]
    if not names or len(set(names)) < len(listed) or not OUTPUTS.keys() >= set(names):
        english = f"give each of these at most once: {', '.join(OUTPUTS)}"
        chinese = f"每项至多一次: {', '.join(OUTPUTS)}"
        raise SchemaError([Violation("outputs", Fault.NOT_ALLOWED.value, english, chinese)])
    return names


def described_outputs() -> list[TensorDescribed]:
    """Every output."""
    return [
        TensorDescribed(name=name, datatype=output.datatype) for name, output in OUTPUTS.items()
    ]


def answer_of(asked: Asked, assessments: Sequence[Assessment]) -> InferenceAnswer:
    """The outputs asked for, one figure a household, in order."""
    outputs = [
        TensorAnswered(
            name=name,
            datatype=OUTPUTS[name].datatype,
            shape=[len(assessments)],
            data=[OUTPUTS[name].read(one) for one in assessments],
        )
        for name in asked.outputs
    ]
    risk = assessments[0].risk
    return InferenceAnswer(
        model_name=risk.model, model_version=risk.version, id=asked.id, outputs=outputs
    )
