"""The words of a rule (规则用语): its findings as one sentence, with the figures in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from riskmodel.eligibility.facts import Facts
from riskmodel.truth import TRUE, Truth

FIGURES_KEPT = 4_096
"""Written figures kept: each is said in two languages, and a limit of every household.

Of figures that are equal the first is kept: so -0.0 is to be written as 0.0 is.
"""
Say = Callable[[Facts], tuple[str, str]]
"""Says a sentence of one household in Chinese and in English, both without their full stop."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule says, of one household.

    `question_zh` and `question_en` stand after "it is not known"; `met` and `not_met` are said
    where the rule is, or is not.
    """

    condition_zh: str
    question_zh: str
    question_en: str
    met: Say
    not_met: Say


@dataclass(frozen=True, slots=True)
class Claim:
    """One part of a rule, with the words for it: decided and said from the same place."""

    decide: Callable[[Facts], Truth]
    say: Say


def say(zh: str, en: str) -> Say:
    """The same words whatever the figures."""
    words = zh, en
    return lambda _: words


def say_true(*claims: Claim) -> Say:
    """The parts that hold, one after the other."""

    def sentence(facts: Facts) -> tuple[str, str]:
        held = [claim.say(facts) for claim in claims if claim.decide(facts) is TRUE]
        return "；".join([zh for zh, _ in held]), "; ".join([en for _, en in held])

    return sentence


@lru_cache(maxsize=FIGURES_KEPT)
def yuan(amount: float) -> str:
    """An amount without its unit; the part behind the point only where there is one."""
    return f"{amount:z,.0f}" if amount == int(amount) else f"{amount:,.2f}"


@lru_cache(maxsize=FIGURES_KEPT)
def plain(figure: float) -> str:
    """A figure as short as it can be."""
    return f"{figure:z,.6g}"


@lru_cache(maxsize=FIGURES_KEPT)
def share(part: float) -> str:
    """A share in per cent."""
    return f"{100 * part:z.4g}%"


def counted(number: float, one: str, many: str) -> str:
    """A number of things in English."""
    return f"{number:.0f} {one if number == 1 else many}"
