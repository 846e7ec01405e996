"""The kinds of fault that a value can have, each with a remedy in English and Chinese."""

import re
from enum import StrEnum

from riskmodel.errors import Violation
from riskmodel.schema.field import Field, Kind


class Fault(StrEnum):
    """Stable codes: a client may switch on them."""

    UNKNOWN_FIELD = "unknown_field"
    MISSING = "missing"
    WRONG_TYPE = "wrong_type"
    NOT_FINITE = "not_finite"
    NOT_WHOLE = "not_whole"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    NOT_ALLOWED = "not_allowed"
    NOT_A_DATE = "not_a_date"
    WRONG_FORM = "wrong_form"
    IDENTITY_NUMBER = "identity_number"
    REPEATED = "repeated"


_TYPE_EN = {
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "a number",
    Kind.YES_NO: "true or false",
    Kind.CHOICE: "one code of the list",
    Kind.CHOICES: "a list of codes",
    Kind.DATE: "a date as YYYY-MM-DD or YYYY-MM",
    Kind.TEXT: "text",
}
_TYPE_ZH = {
    Kind.INTEGER: "整数",
    Kind.NUMBER: "数字",
    Kind.MONEY: "数字",
    Kind.YES_NO: "true 或 false",
    Kind.CHOICE: "代码表中的一个代码",
    Kind.CHOICES: "代码列表",
    Kind.DATE: "日期(YYYY-MM-DD 或 YYYY-MM)",
    Kind.TEXT: "文本",
}
_PLAIN_NAME = re.compile(r"[a-z][a-z_]{0,39}")


_REMEDY_EN = {
    Fault.MISSING: "give this field",
    Fault.WRONG_TYPE: "give {type_en}{unit}",
    Fault.NOT_A_DATE: "give {type_en}",
    Fault.NOT_FINITE: "give a finite number or leave it out",
    Fault.NOT_WHOLE: "give a whole number{unit}",
    Fault.BELOW_MINIMUM: "give at least {minimum}{unit}",
    Fault.ABOVE_MAXIMUM: "give at most {maximum}{unit}",
    Fault.NOT_ALLOWED: "use one of: {codes}",
    Fault.WRONG_FORM: "use the form {pattern}",
    Fault.IDENTITY_NUMBER: "use an opaque id, never an identity number",
    Fault.REPEATED: "keep one row for this key",
    Fault.UNKNOWN_FIELD: "remove it; the data dictionary lists the fields",
}
_REMEDY_ZH = {
    Fault.MISSING: "请填写此项",
    Fault.WRONG_TYPE: "请填写{type_zh}",
    Fault.NOT_A_DATE: "请填写{type_zh}",
    Fault.NOT_FINITE: "请填写有限数值, 未知则留空",
    Fault.NOT_WHOLE: "请填写整数",
    Fault.BELOW_MINIMUM: "不得小于 {minimum}",
    Fault.ABOVE_MAXIMUM: "不得大于 {maximum}",
    Fault.NOT_ALLOWED: "请使用以下代码之一: {codes}",
    Fault.WRONG_FORM: "请使用格式 {pattern}",
    Fault.IDENTITY_NUMBER: "请使用不可识别的编号, 不得使用身份证号",
    Fault.REPEATED: "同一键值只保留一行",
    Fault.UNKNOWN_FIELD: "请删除; 可用字段见数据字典",
}


def violation(field: Field, fault: Fault, row: int | None = None) -> Violation:
    """One fault of one declared field, with what would be accepted instead."""
    accepted = {
        "type_en": _TYPE_EN[field.kind],
        "type_zh": _TYPE_ZH[field.kind],
        "unit": f" ({field.unit})" if field.unit else "",
        "minimum": field.shown(field.minimum) if field.minimum is not None else "",
        "maximum": field.shown(field.maximum) if field.maximum is not None else "",
        "codes": ", ".join(field.codes),
        "pattern": field.pattern,
    }
    english = _REMEDY_EN[fault].format(**accepted)
    return Violation(field.name, fault.value, english, _REMEDY_ZH[fault].format(**accepted), row)


def unknown_field(name: str, row: int | None = None) -> Violation:
    """A field that is not declared.

    Its name comes from outside and could itself be a personal value, so that only plain
    lower-case words are repeated.
    """
    shown = name if _PLAIN_NAME.fullmatch(name) else "(unnamed)"
    fault = Fault.UNKNOWN_FIELD
    return Violation(shown, fault.value, _REMEDY_EN[fault], _REMEDY_ZH[fault], row)


def faults_listed() -> list[tuple[str, str, str]]:
    """Every code with its remedy in English and Chinese, as templates."""
    return [(fault.value, _REMEDY_EN[fault], _REMEDY_ZH[fault]) for fault in Fault]
