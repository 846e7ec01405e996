"""Templates in a language, with the words and figures that every page may use."""

import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from riskmodel.parameters import source_zh
from riskmodel_api.console.figures import duration, number, percent
from riskmodel_api.console.languages import Language, translations
from riskmodel_api.console.strips import strip
from riskmodel_api.console.words import words

_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_TEMPLATES = files("riskmodel_api.console") / "templates"


@cache
def environment(language: Language) -> Environment:
    """Templates of a language; a name that is not there is an error, and all text is escaped."""
    made = Environment(
        loader=FileSystemLoader(str(_TEMPLATES)),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        language=language,
        plain=lambda value: "–" if value is None else number(value, language),
        money=lambda value, share=1.0: _money(value, share, language),
        moment=lambda value: value.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M"),
        percent=lambda share, digits=0: percent(share, language, digits),
        strip=strip,
        duration=lambda seconds: duration(seconds, language),
        source=source_zh if language is Language.CHINESE else str,
        **words(language),
    )
    return made


def render(template: str, language: Language, **values: Any) -> str:
    """A page as HTML."""
    return environment(language).get_template(template).render(**values)


def _money(value: float | None, share: float, language: Language) -> str:
    if value is None:
        return translations(language).gettext("unknown")
    sign = "−" if share < 0 else ""
    unit = translations(language).gettext("yuan")
    return f"{sign}{number(value, language)} {unit}"
