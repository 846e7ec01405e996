"""A reform simulation as a policy officer reads it on a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from riskmodel.cli.console import listing
from riskmodel.cli.language import Language
from riskmodel.cli.simulation_words import word
from riskmodel.modelling.evaluation.results import Figure
from riskmodel.simulation.counts import Count
from riskmodel.simulation.result import (
    ChangedParameter,
    Compared,
    Crossing,
    ErrorRates,
    Moved,
    NextYear,
    Range,
    Reason,
    Simulation,
)

NOBODY = "0"


def simulation_tables(simulation: Simulation, language: Language) -> RenderableType:
    """Everything that the simulation says, in three tables."""
    later = simulation.next_year
    return Group(
        *_head(simulation, language),
        _statuses(simulation, language),
        _movement(simulation.crossings, language),
        _measured(later, language) if later else Text(word("no_next_year", language)),
        Text(_cost(simulation, language), style="bold"),
        Text(word("people_decide", language), style="dim"),
    )


def _head(simulation: Simulation, language: Language) -> Iterator[Text]:
    changes = ", ".join(text for one in simulation.changed for text in one.changes)
    yield Text(f"{word('title', language)}: {changes}", style="bold")
    days = " … ".join(sorted({str(simulation.first_day), str(simulation.last_day)}))
    yield Text(
        f"{word('households', language)}: {_count(simulation.households, language)}, "
        f"{word('known_on', language)} {days}; {word('bracketed', language)}"
    )
    for one in simulation.changed:
        yield Text(_changed(one, language))
    lines = simulation.lines
    sources = (("configured", lines.configured), ("from_panel", lines.from_panel),
               ("without", lines.unknown))  # fmt: skip
    shares = [f"{word(code, language)} {_count(held, language)}" for code, held in sources]
    yield Text(f"{word('line', language)}: {'; '.join(shares)}")


def _changed(one: ChangedParameter, language: Language) -> str:
    name = one.name_zh if language is Language.ZH else one.name_en
    return (
        f"{name}: {_range(one.before, language)} → {_range(one.after, language)} "
        f"({one.unit}); {word('differs', language)} {_count(one.households, language)}"
    )


def _range(held: Range | None, language: Language) -> str:
    if held is None:
        return word("unknown", language)
    return " … ".join(dict.fromkeys(f"{figure:,.10g}" for figure in (held.lowest, held.highest)))


def _count(held: Count, language: Language) -> str:
    """The count with its weighted one in brackets."""
    if held.weighted is None:
        return _households(held, language)
    return f"{held.households:,} ({held.weighted:,.10g})" if held.households else NOBODY


def _households(held: Count, language: Language) -> str:
    shown = held.shown
    return word(str(held.households), language) if shown is None else f"{shown:,}"


def _statuses(simulation: Simulation, language: Language) -> Table:
    title = f"{word('status', language)} ({word('rounded', language)})"
    table = listing("", word("before", language), word("after", language), title=title)
    for one in simulation.statuses:
        counts = (_count(one.before, language), _count(one.after, language))
        table.add_row(word(one.code, language), *counts)
    return table


def _movement(crossings: tuple[Crossing, ...], language: Language) -> Table:
    heads = [
        f"{word(one.group, language)}\n{word(side, language)}"
        for one in crossings
        for side in ("enters", "leaves")
    ]
    table = listing("", *heads, title=word("movement", language))
    totals = [(Moved("total", one.entering, one.leaving),) for one in crossings]
    _rows(table, totals, language)
    for kind in ("by_province", "by_category", "by_status", "by_reason"):
        table.add_section()
        table.add_row(Text(word(kind, language), style="italic"))
        _rows(table, [getattr(one, kind) for one in crossings], language)
    return table


def _rows(table: Table, held: Sequence[tuple[Moved | Reason, ...]], language: Language) -> None:
    """One row a code, in the order of the codes, with the figures of each group side by side."""
    by_code = [{one.code: _sides(one, language) for one in group} for group in held]
    for code in sorted(set().union(*by_code)):
        cells = [cell for group in by_code for cell in group.get(code, (NOBODY, NOBODY))]
        table.add_row(word(code, language), *cells)


def _sides(held: Moved | Reason, language: Language) -> tuple[str, str]:
    entering, leaving = _count(held.entering, language), _count(held.leaving, language)
    if isinstance(held, Reason):
        entering += _of_unknown(held.entering_from_unknown, language)
        leaving += _of_unknown(held.leaving_to_unknown, language)
    return entering, leaving


def _of_unknown(held: Count, language: Language) -> str:
    if held.shown == 0:
        return ""
    return f" [{_households(held, language)}]"


def _measured(later: NextYear, language: Language) -> Table:
    title = (
        f"{word('measured', language)}\n{_households(later.households, language)} "
        f"{word('of_poor', language)} {_count(later.poor, language)}; "
        f"{word('villages', language)} {later.villages:,}"
    )
    heads = [word(code, language) for code in ("before", "after", "change", "unweighted")]
    table = listing("", *heads, title=title)
    for one in later.targeting:
        held = f"{_count(one.held.before, language)} → {_count(one.held.after, language)}"
        table.add_section()
        table.add_row(Text(word(one.group, language), style="italic"), held)
        for code in ("inclusion_error", "exclusion_error"):
            cells = _rate(one.weighted, one.unweighted, code, language)
            table.add_row(word(code, language), *cells)
    return table


def _rate(
    weighted: ErrorRates, unweighted: ErrorRates, code: str, language: Language
) -> tuple[str, ...]:
    held: Compared | None = getattr(weighted, code)
    plain: Compared | None = getattr(unweighted, code)
    if held is None or plain is None:
        return (word("too_few", language),)
    change = _points(held.change)
    return (_share(held.before), _share(held.after), change, _points(plain.change))


def _share(figure: Figure) -> str:
    return f"{figure.value:.1%}\n{figure.low:.1%} … {figure.high:.1%}"


def _points(figure: Figure) -> str:
    low, high = 100 * figure.low, 100 * figure.high
    return f"{100 * figure.value:+.2f}\n{low:+.2f} … {high:+.2f}"


def _cost(simulation: Simulation, language: Language) -> str:
    cost = simulation.cost
    arithmetic = cost.arithmetic.replace("not shown", word("not shown", language))
    weighted = cost.weighted_yuan
    also = "" if weighted is None else f" ({word('weighted', language)} {weighted:,.0f})"
    return (
        f"{word('cost', language)}: {arithmetic}{also}; "
        f"{word('cost_of', language)} {cost.measure_cost:,.10g} [{word(cost.source, language)}]"
    )
