"""The cases of a specification as a table."""

from collections.abc import Iterable

from riskmodel.eligibility.specification import Case, Given
from riskmodel.markdown import table


def cases_table(cases: Iterable[Case]) -> str:
    """One row a household: the day, the county, what is known of it, and the answer."""
    head = ("中文", "case", "day", "county", "given", "answer")
    return table(head, [_cells(case) for case in cases])


def assignments(given: dict[str, Given]) -> list[str]:
    """Fields with their values, as a person writes them."""
    return [f"{name} = {_written(value)}" for name, value in given.items()]


def _cells(case: Case) -> list[str]:
    given = [f"as `{case.like}`"] if case.like else []
    given += assignments(case.given)
    given += [f"*{line}*" for line in assignments(dict(case.parameters))]
    return [case.zh, case.en, str(case.day), case.area, "; ".join(given), _answer(case)]


def _answer(case: Case) -> str:
    codes = [f"`{code}`" for code in (case.status, case.category) if code]
    answer = [case.expect] if case.expect else []
    applies = [] if case.applies else ["does not apply"]
    return ", ".join([*answer, *applies, *codes])


def _written(value: Given) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:,.10g}"
        case list():
            return ", ".join(value) or "none"
        case _:
            return value
