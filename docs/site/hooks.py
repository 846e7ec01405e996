"""What the site needs beside docs/: the three pages above it, and links that leave it."""

import re
import unicodedata
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
_ABOVE = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md",
          "CHANGELOG.md": "changelog.md"}  # fmt: skip
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#]*)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages above docs/."""
    for name, page in _ABOVE.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_with_links(text, ROOT)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: object) -> str:
    """Bring the links of a page of docs/ to what the site holds."""
    inside = page.file.abs_src_path
    return _with_links(markdown, Path(inside).parent) if inside else markdown


def slug(text: str, separator: str) -> str:
    """The anchor of a heading as code hosts make it, so that one link serves both."""
    kept = "".join(one for one in unicodedata.normalize("NFC", text.lower())
                   if one.isalnum() or one in " -_")  # fmt: skip
    return kept.strip().replace(" ", separator)


def _with_links(text: str, folder: Path) -> str:
    return _LINK.sub(lambda found: _link(found, folder), text)


def _link(found: re.Match[str], folder: Path) -> str:
    picture, label, target, anchor = found[1], found[2], found[3], found[4] or ""
    if not target or "://" in target:
        return found[0]
    place = (folder / target).resolve()
    if not place.exists():
        message = f"a link to {target} leads nowhere"
        raise PluginError(message)
    inside = place.relative_to(ROOT)
    if str(inside) in _ABOVE:
        return f"{picture}[{label}]({_ABOVE[str(inside)]}{anchor})"
    if inside.parts[0] == "docs" and "openspp" not in inside.parts:
        return f"{picture}[{label}]({Path(*inside.parts[1:])}{anchor})"
    # A file of the repository that is no page: its name says where it is.
    return label if "`" in label else f"{label} (`{inside}`)"
