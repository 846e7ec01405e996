"""The sentences of the page that no rule says, one Markdown file a section."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def prose(section: str, **figures: str) -> str:
    """The text of a section with its figures put in."""
    return (_FOLDER / f"{section}.md").read_text(encoding="utf-8").format(**figures)
