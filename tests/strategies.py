"""Hypothesis strategies derived from the household record."""

import datetime
from collections.abc import Mapping

from hypothesis import strategies as st

from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS


def values(field: Field) -> st.SearchStrategy[object]:
    """Valid values of one field, as a person writes them in JSON."""
    match field.kind:
        case Kind.INTEGER:
            return st.integers(int(field.minimum), int(field.maximum))
        case Kind.NUMBER | Kind.MONEY:
            return st.floats(field.minimum, field.maximum, allow_nan=False)
        case Kind.YES_NO:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(field.codes)
        case Kind.CHOICES:
            return st.lists(st.sampled_from(field.codes), unique=True)
        case Kind.DATE:
            days = st.dates(datetime.date(2015, 1, 1), datetime.date(2030, 12, 31))
            return days.map(datetime.date.isoformat)
        case _:
            return _texts(field)


def _texts(field: Field) -> st.SearchStrategy[str]:
    texts = st.from_regex(field.pattern, fullmatch=True).map(lambda text: text.rstrip("\n"))
    if field.name.endswith("_code"):
        digits = int(field.pattern.split("{")[1].split("}")[0])
        texts = st.text("0123456789", min_size=digits, max_size=digits)
    if field.name == "household_id":
        texts = st.text("abcdefghij0123456789-", min_size=1, max_size=12)
    return texts.filter(lambda text: text != "" and len(text) <= 500)


def records(fields: Mapping[str, Field] = FIELDS) -> st.SearchStrategy[dict[str, object]]:
    """Valid records, each with some of the optional fields left out."""
    required = {name: values(f) for name, f in fields.items() if f.required}
    optional = {name: values(f) for name, f in fields.items() if not f.required}
    return st.fixed_dictionaries(required, optional=optional)
