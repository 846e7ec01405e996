"""Figures as a reader takes them in: a chance in words, money with its unit, a signed pull."""

from babel import Locale
from babel.dates import format_timedelta
from babel.numbers import format_decimal, format_percent

from riskmodel_api.console.languages import Language

_RARE = 0.005
# Babel looks for the files of a language each time that it is given only the name.
_LOCALE = {Language.CHINESE: Locale.parse("zh_CN"), Language.ENGLISH: Locale.parse("en")}


def percent(share: float, language: Language, digits: int = 0) -> str:
    """A share of one as a percentage."""
    form = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return str(format_percent(share, form, locale=_LOCALE[language]))


def number(value: float, language: Language) -> str:
    """A number with its groups, and no more than two decimals."""
    return str(format_decimal(value, "#,##0.##", locale=_LOCALE[language]))


def duration(seconds: float, language: Language) -> str:
    """A length of time in its largest fitting unit, such as 34 minutes."""
    return format_timedelta(
        round(seconds), granularity="second", threshold=1.5, locale=_LOCALE[language]
    )


def one_in(probability: float) -> int | None:
    """N of "about 1 in N"; None where it is rarer than 1 in 200 or oftener than 2 in 3."""
    if not _RARE <= probability <= 2 / 3:
        return None
    return max(round(1 / probability), 2)


def pull(contribution: float) -> str:
    """A contribution with its sign, in log-odds; a true minus, which is as wide as the plus."""
    sign = "−" if contribution < 0 else "+"
    return f"{sign}{abs(contribution):.2f}"
