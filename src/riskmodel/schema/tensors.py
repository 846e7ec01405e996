"""Records as tensors of the Open Inference Protocol, version 2: one tensor a field.

The protocol knows numbers, booleans and text ("BYTES"). A tensor that is left out, or a null in
one, is unknown; a set of choices is its codes with commas between, "" for none of them.
Source: Open Inference Protocol, REST, version 2 (KServe).
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NoReturn, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as ModelField

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import HOUSEHOLD
from riskmodel.schema.violations import Fault

DAY = "as_of_date"
"""The tensor of the days as of which the households are known, beside the fields."""
Datatype = Literal[
    "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64",
    "FP16", "FP32", "FP64", "BYTES",
]  # fmt: skip
_DATATYPE: dict[Kind, Datatype] = {
    Kind.INTEGER: "INT64",
    Kind.NUMBER: "FP64",
    Kind.MONEY: "FP64",
    Kind.YES_NO: "BOOL",
}
_NUMBERS = frozenset(get_args(Datatype)) - {"BOOL", "BYTES"}
_FIELDS = {field.name: field for field in HOUSEHOLD}
Parameters = Annotated[dict[str, Any], ModelField(max_length=20)]


class TensorAsked(BaseModel):
    """One input: `shape` is (households,) or (households, 1), `data` flat or one list a row."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    shape: Annotated[
        list[Annotated[int, ModelField(ge=0)]], ModelField(min_length=1, max_length=2)
    ]
    datatype: Datatype
    parameters: Parameters | None = None
    data: list[Any]


class TensorDescribed(BaseModel):
    """What an input or output is; -1 is any number of households."""

    name: str
    datatype: Datatype
    shape: list[int] = [-1]


def described_inputs() -> list[TensorDescribed]:
    """Every input, the day first."""
    fields = [TensorDescribed(name=name, datatype=datatype(f)) for name, f in _FIELDS.items()]
    return [TensorDescribed(name=DAY, datatype="BYTES"), *fields]


def datatype(field: Field) -> Datatype:
    """The datatype that a field is described with."""
    return _DATATYPE.get(field.kind, "BYTES")


def read_tensors(given: object, most: int) -> list[tuple[object, dict[str, Any]]]:
    """The day and the record of each household, of at least one and at most `most`.

    The values are as they were given: `read_record` checks them. Raises SchemaError for tensors
    that are none, that do not agree in length, are given twice or are of a datatype that the field
    cannot have; a name that is no field is kept, so that the record's own check refuses it.
    """
    tensors = [_read_one(tensor, place) for place, tensor in enumerate(_listed(given))]
    rows = _common_length(tensors, most)
    columns: dict[str, list[Any]] = {}
    for place, tensor in enumerate(tensors):
        if tensor.name in columns:
            _refuse(f"{place}/name", Fault.REPEATED, "give each input once", "每个输入只提供一次")
        columns[tensor.name] = _column(tensor, place)
    days = columns.pop(DAY, [None] * rows)
    return [
        (day, {name: column[row] for name, column in columns.items() if column[row] is not None})
        for row, day in enumerate(days)
    ]


def _listed(given: object) -> list[Any]:
    if not isinstance(given, list) or not 1 <= len(given) <= len(_FIELDS) + 1:
        english, chinese = "give a list of inputs, one a field", "请提供输入列表, 每个字段一项"
        _refuse("", Fault.WRONG_TYPE, english, chinese)
    return given


def _read_one(given: object, place: int) -> TensorAsked:
    try:
        return TensorAsked.model_validate(given)
    except ValidationError as error:
        names = {str(part) for fault in error.errors() for part in fault["loc"][:1]}
        known = sorted(names & set(TensorAsked.model_fields))
        english = "give name, shape, datatype and data as the protocol has them"
        chinese = "请按协议提供 name、shape、datatype 和 data"
        where = "/".join([str(place), *known[:1]])
        _refuse(where, Fault.WRONG_TYPE, english, chinese)


def _common_length(tensors: Sequence[TensorAsked], most: int) -> int:
    rows = tensors[0].shape[0]
    for place, tensor in enumerate(tensors):
        fits = tensor.shape in ([rows], [rows, 1]) and len(tensor.data) == rows
        if not fits or not 1 <= rows <= most:
            english = (
                f"give 1 to {most} households, as many values in every input as its shape says"
            )
            chinese = f"请提供 1 至 {most} 户, 各输入的数据个数须与 shape 一致"
            _refuse(f"{place}/shape", Fault.WRONG_FORM, english, chinese)
    return rows


def _column(tensor: TensorAsked, place: int) -> list[Any]:
    flat = [_unwrapped(value) for value in tensor.data]
    if tensor.name not in _FIELDS:
        return flat
    field = _FIELDS[tensor.name]
    wanted = datatype(field)
    # JSON has one kind of number, so that its width is not a question of right or wrong.
    if tensor.datatype != wanted and not _NUMBERS.issuperset((wanted, tensor.datatype)):
        english, chinese = f"give {wanted} here", f"此处须为 {wanted}"
        _refuse(f"{place}/datatype", Fault.WRONG_TYPE, english, chinese)
    match field.kind:
        case Kind.CHOICES:
            return [_codes(value) for value in flat]
        case Kind.INTEGER:
            return [_whole(value) for value in flat]
        case _:
            return flat


def _unwrapped(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _codes(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.split(",") if value else []


def _whole(value: Any) -> Any:
    """Most clients hold whole numbers with a gap among them as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _refuse(place: str, fault: Fault, english: str, chinese: str) -> NoReturn:
    where = f"inputs/{place}" if place else "inputs"
    raise SchemaError([Violation(where, fault.value, english, chinese)])
