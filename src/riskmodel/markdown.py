"""Tables of the generated pages."""

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table, without a newline at its end."""
    names = list(head)
    return "\n".join(_row(cells) for cells in (names, ["---"] * len(names), *rows))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
