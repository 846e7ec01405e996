"""Templates in a language, with the words and figures that every page may use."""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from riskmodel_api.console.figures import number
from riskmodel_api.console.languages import Language, translations

_TEMPLATES = files("riskmodel_api.console") / "templates"


class Page(NamedTuple):
    """A page of the menu."""

    path: str
    name: str


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
    words = translations(language)
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    _ = words.gettext
    made.globals.update(
        language=language,
        pages=[Page("/console", _("Home")), Page("/console/queue", _("Queue"))],
        plain=lambda value: "–" if value is None else number(value, language),
        money=lambda value, share=1.0: _money(value, share, language),
        agreement_words=_agreements(language),
        band_words=_bands(language),
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


def _agreements(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "rule_and_model": _("The rules and the model both point here"),
        "model_only": _("The rules are silent, the model expects high risk: worth a visit"),
        "rule_only": _("A rule fires, the model expects low risk: look at the record"),
        "see_first_and_rule_silent": _(
            "The rules are silent, the model is not sure: see it first"
        ),
        "neither": _("Neither the rules nor the model point here"),
    }


def _bands(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "high": _("high risk"),
        "elevated": _("elevated risk"),
        "ordinary": _("ordinary risk"),
        "see_first": _("see first"),
    }
