"""Names of what a case can be and have, in the language of the page."""

from typing import Any

from riskmodel.casework.decisions import NAMES, REASONS
from riskmodel.casework.queue import Order
from riskmodel.casework.steps import State, Step
from riskmodel.casework.visits import FOUND_NAMES
from riskmodel.eligibility.status import STATUSES
from riskmodel.modelling.features import DIMENSION_EN, DIMENSION_ZH
from riskmodel.schema.choices import MONITOR_CATEGORY
from riskmodel_api.console.languages import Language, translations


def words(language: Language) -> dict[str, Any]:
    """Tables of words that templates may use."""
    chinese = language is Language.CHINESE
    return {
        "state_words": _states(language),
        "step_words": step_words(language),
        "order_words": _orders(language),
        "agreement_words": _agreements(language),
        "band_words": _bands(language),
        "why_words": _reasons_to_visit(language),
        "decision_words": {one.value: name.zh if chinese else name.en
                           for one, name in NAMES.items()},
        "found_words": {one.value: name.zh if chinese else name.en
                        for one, name in FOUND_NAMES.items()},
        "reason_words": {one.code: one.zh if chinese else one.en for one in REASONS},
        "status_words": {one.code: one.zh if chinese else one.en for one in STATUSES},
        "category_words": {one.code: one.name_zh if chinese else one.name_en
                           for one in MONITOR_CATEGORY if one.code != "none"},
        "dimension_words": {one.value: name
                            for one, name in (DIMENSION_ZH if chinese else DIMENSION_EN).items()},
    }  # fmt: skip


def _states(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        State.WAITING: _("waiting"),
        State.CLAIMED: _("claimed"),
        State.VISIT_PLANNED: _("visit planned"),
        State.VISITED: _("visited"),
        State.SECOND_REVIEW: _("second review"),
        State.DECIDED: _("decided"),
        State.CLOSED: _("closed"),
    }


def step_words(language: Language) -> dict[str, str]:
    """Names of the steps of a case."""
    _ = translations(language).gettext
    return {
        Step.OPEN: _("opened"),
        Step.CLAIM: _("claimed"),
        Step.RELEASE: _("given back"),
        Step.PLAN_VISIT: _("visit planned"),
        Step.RECORD_VISIT: _("visited"),
        Step.JUDGE_BLIND: _("judged before seeing the score"),
        Step.DECIDE: _("decided"),
        Step.REVIEW: _("reviewed by a second person"),
        Step.CLOSE: _("closed"),
        Step.REOPEN: _("opened again"),
    }


def _orders(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        Order.NEED: _("need, the greatest first"),
        Order.DUE: _("deadline, the nearest first"),
        Order.WAITING_LONGEST: _("waiting longest first"),
    }


def _agreements(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "rule_and_model": _("The rules and the model both point here"),
        "model_only": _("The rules are silent, the model expects high risk: worth a visit"),
        "rule_only": _("A rule fires, the model expects no high risk: look at the record"),
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


def _reasons_to_visit(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "need": _("its need"),
        "unknown": _("nothing is known to rank it by"),
        "audit": _("drawn for audit"),
    }
