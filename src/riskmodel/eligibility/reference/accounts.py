"""Income accounting: what counts, version by version, and over which months."""

from collections.abc import Iterator

from riskmodel.eligibility.accounting import (
    ACCOUNTINGS,
    FORM_ITEMS,
    REFERENCE_ITEMS,
    VERSION,
    Item,
)
from riskmodel.eligibility.reference.prose import prose
from riskmodel.markdown import table
from riskmodel.schema.household import FIELDS


def income_accounting() -> Iterator[str]:
    """Every version, line by line."""
    yield prose("accounts", version=VERSION)
    rows = [
        *(_line("net income 纯收入", item) for item in FORM_ITEMS),
        *(
            _line(f"version {one.version} {one.name_zh}", item)
            for one in ACCOUNTINGS
            for item in one.corrections
        ),
        *(_line("reference income 参考收入", item) for item in REFERENCE_ITEMS),
    ]
    yield table(("part of", "counts", "field", "中文", "English"), rows)
    yield ""
    for one in ACCOUNTINGS:
        yield f"- Version {one.version}, {one.name_zh}, {one.name_en}: {one.source}."
    yield ""


def _line(part: str, item: Item) -> tuple[str, ...]:
    field = FIELDS[item.field]
    why_zh, why_en = item.why_zh or field.name_zh, item.why_en or field.name_en
    return part, f"{100 * item.share:+.0f}%", f"`{item.field}`", why_zh, why_en
