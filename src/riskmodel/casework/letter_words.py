"""What a letter to a household says of a decision and its reason (告知书), in plain words.

The words of the office's own lists name the programme's terms; a letter names what they mean to
the household, and nothing of any score.
"""

from typing import NamedTuple

from riskmodel.casework.decisions import Decision


class Said(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


DECIDED: dict[Decision, Said] = {
    Decision.INCLUDE: Said(
        "您家已纳入防止返贫监测帮扶。",
        "Your household has been taken into monitoring and support against a return to poverty.",
    ),
    Decision.KEEP: Said(
        "您家继续作为监测帮扶对象。",
        "Your household stays under monitoring and support.",
    ),
    Decision.REMOVE: Said(
        "您家的困难已经解决, 不再列为监测帮扶对象。今后再遇困难, 可随时重新申报。",
        "The difficulties of your household are solved, so that it is no longer under monitoring "
        "and support. Should hard times come again, you may apply at any time.",
    ),
    Decision.NO_ACTION: Said(
        "目前暂不将您家纳入监测帮扶。今后情况有变, 可随时申报。",
        "For now your household is not taken into monitoring and support. If things change you "
        "may apply at any time.",
    ),
    Decision.WRONG_DATA: Said(
        "我们登记的您家情况有误。我们先更正登记, 再看是否需要帮扶。",
        "What we hold on record about your household is not right. We put it right first, and "
        "then see whether support is needed.",
    ),
}

REASONS_SAID: dict[str, Said] = {
    "income_below_line": Said(
        "您家收入低于监测标准, 生活有困难。",
        "The income of your household is below the line, and it faces hardship.",
    ),
    "rigid_spending": Said(
        "您家看病、上学等必要支出过大。",
        "Your household has to spend too much on what cannot be put off, such as illness or "
        "schooling.",
    ),
    "guarantee_lost": Said(
        "您家的住房、看病、上学、吃穿或饮水还有缺口。",
        "Housing, medical care, schooling, food, clothing or safe water is lacking.",
    ),
    "sudden_hardship": Said(
        "您家突然遇到严重困难。", "A sudden and serious hardship has come over your household."
    ),
    "risk_foreseen": Said(
        "入户时看到, 您家近期生活可能变得困难。",
        "The visit showed that hard times may be near.",
    ),
    "risk_remains": Said(
        "您家的困难还没有完全解决。", "The difficulties of your household are not solved yet."
    ),
    "risk_gone": Said(
        "您家收入稳定, 困难已经解决。",
        "The income of your household is stable, and its difficulties are solved.",
    ),
    "no_risk_found": Said(
        "入户时看到, 您家目前生活有保障。",
        "The visit found that the living of your household is secure at present.",
    ),
    "has_means": Said(
        "您家有财产、赡养人或其他保障。",
        "Your household has property, relatives who support it, or other means.",
    ),
    "helped_otherwise": Said(
        "您家已由其他政策帮扶。", "Your household is already helped by another policy."
    ),
    "household_declines": Said(
        "您家表示不愿意纳入。", "Your household said that it does not wish to be included."
    ),
    "record_wrong": Said("登记与实际不符。", "The record is not as things are."),
    "record_outdated": Said("登记已经过时。", "The record is out of date."),
    "not_a_household": Said(
        "您家已合户、分户、迁出, 或登记的家人已去世。",
        "Your household has merged, split or moved away, or a member on record has died.",
    ),
    "other": Said(
        "由经办人当面向您说明。", "The person who decided will explain it to you in person."
    ),
}
"""By the code of the reason; a test holds it to the list."""
