"""Pages in two languages: the words of the templates from one catalogue, English being its key."""

import io
from enum import StrEnum
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DOMAIN = "console"
CATALOGUE = files("riskmodel_api.console") / "locale" / "zh_CN.po"


class Language(StrEnum):
    """What a page can be read in; the first where nothing is asked for."""

    CHINESE = "zh"
    ENGLISH = "en"

    @property
    def tag(self) -> str:
        """As HTML names it (BCP 47)."""
        return "zh-CN" if self is Language.CHINESE else "en"

    @property
    def other(self) -> "Language":
        """The one to switch to."""
        return Language.ENGLISH if self is Language.CHINESE else Language.CHINESE


@cache
def translations(language: Language) -> NullTranslations:
    """The words of a language; the catalogue is read once, as text."""
    if language is Language.ENGLISH:
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN", domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def in_language(message: object, name: str, language: Language) -> str:
    """A message's sentence: it has both languages, as `name_zh` and `name_en`, or zh and en."""
    key = f"{name}_{language}" if name else language.value
    return str(getattr(message, key))
