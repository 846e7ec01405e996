"""A field of the record as it is said, in English and Chinese."""

from riskmodel.schema.columns import Value
from riskmodel.schema.field import Field, Kind

NOT_RECORDED = ("not recorded", "未记录")
_UNIT_ZH = {
    "yuan": "元",
    "yuan a year": "元/年",
    "yuan a head and year": "元/人年",
    "people": "人",
    "years": "岁",
    "months a year": "个月/年",
    "m²": "平方米",
    "litres": "升",
    "minutes": "分钟",
    "days a year": "天/年",
    "mu": "亩",
    "km": "公里",
}


def recorded_in_words(field: Field, value: Value) -> tuple[str, str]:
    """What is recorded of a field that a model can read, as `Columns.value` gives it."""
    if value is None:
        return NOT_RECORDED
    if field.kind is Kind.YES_NO:
        return ("yes", "是") if value else ("no", "否")
    if field.kind is Kind.CHOICE:
        choice = field.choices[field.codes.index(str(value))]
        return choice.name_en, choice.name_zh
    figure = f"{value:,.10g}"
    unit = "person" if field.unit == "people" and value == 1 else field.unit
    return f"{figure} {unit}".rstrip(), f"{figure}{_UNIT_ZH.get(field.unit, field.unit)}"
