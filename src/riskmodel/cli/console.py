"""What the commands print on: results, errors, progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

# Ids, reasons and words of people are printed as they are: a bracket in them is no mark-up.
output = Console(markup=False, emoji=False)
errors = Console(stderr=True, markup=False, emoji=False)


def listing(*heads: str, **look: Any) -> Table:
    """A table that says every cell whole, over more lines where there is too little room.

    Rich would cut what has no blanks, an id or a Chinese sentence, and put three dots.
    """
    return Table(*[Column(head, overflow="fold") for head in heads], **look)


def strong(words: object, style: str = "bold") -> Text:
    """Words that stand out."""
    return Text(str(words), style=style)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show each step with how many are done, as a bar on the error stream."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=errors) as bars:
        tasks: dict[str, object] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        yield tell
