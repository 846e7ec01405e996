"""What every rule finds of one household; what was found of another like it is not said again.

A rule reads what it declares and nothing else (a test holds each to it), so that households that
agree in that have one finding where the same is in force on one day. Of most rules few findings
are different: they read answers and counts, which many households share.
"""

import struct
from collections.abc import Callable, Hashable, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.finding import Finding, finding
from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.locality import Locality
from riskmodel.eligibility.rule import Rule
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS
from riskmodel.truth import Truth

REMEMBERED = 8_192
"""Findings kept: about 2 kB each."""
_NOBODY_SHARES = frozenset({"net_income", "net_income_pc", "business_income"})
"""Amounts of which hardly two households have the same: what reads them is found anew."""
Likeness = Callable[[HouseholdFacts], Hashable]
"""All that a rule looks at of a household, beside the day and what is in force there."""


class _Found(NamedTuple):
    outcome: Truth
    finding: Finding


_remembered: dict[Hashable, _Found] = {}
_numbers: dict[Hashable, int] = {}


def decide(rule: Rule, facts: Facts) -> str | None:
    """Put the outcome of a rule among the facts; unknown where an exception, named here, stops it.

    A broken rule is unknown, never not met. The text of the exception could hold a household's
    value; its kind cannot.
    """
    try:
        facts.outcomes[rule.id] = rule.outcome(facts)
    except Exception as error:  # noqa: BLE001 - whatever it is
        facts.outcomes[rule.id] = Truth.unknown(facts.number("household_size"))
        return type(error).__name__
    return None


def find_all(rules: Sequence[Rule], facts: HouseholdFacts) -> tuple[list[Finding], dict[str, str]]:
    """The finding of each rule, in their order, and the outcomes among the facts.

    Also, by rule, the exception that stopped it.
    """
    findings, failures = list[Finding](), dict[str, str]()
    for rule, likeness, in_force in _plan(tuple(rules), facts.locality):
        like = likeness and (rule, facts.date, in_force, likeness(facts))
        found = _remembered.get(like)
        if found is None:
            failure = decide(rule, facts)
            found = _Found(facts.outcomes[rule.id], finding(rule, facts, failure))
            if failure is not None:
                failures[rule.id] = failure
            elif like is not None:
                _remember(like, found)
        else:
            facts.outcomes[rule.id] = found.outcome
        findings.append(found.finding)
    return findings, failures


def _remember(like: Hashable, found: _Found) -> None:
    if len(_remembered) >= REMEMBERED:  # all at once: to know which is old would cost each time
        _remembered.clear()
    _remembered[like] = found


@lru_cache(maxsize=512)
def _plan(rules: tuple[Rule, ...], locality: Locality) -> list[tuple[Rule, Likeness | None, int]]:
    """Each rule, what makes households alike to it, and a number for what is in force for it.

    The number is the same wherever the same is in force, with the same words.
    """
    plan = []
    for rule in rules:
        held = [
            (locality.figures[name], locality.dibao_multiples[name], str(locality.traces[name]))
            for name in rule.parameters
        ]
        number = _numbers.setdefault(tuple(held), len(_numbers))
        plan.append((rule, _likeness(rule), number))
    return plan


@cache
def _likeness(rule: Rule) -> Likeness | None:
    reads = (*rule.inputs, *rule.stand_ins)
    if not _NOBODY_SHARES.isdisjoint(reads):
        return None
    held, bits = itemgetter(*reads), _bits(reads)
    if not rule.rules:
        return lambda facts: (held(facts.held), bits(facts))
    decided = itemgetter(*rule.rules)
    return lambda facts: (held(facts.held), bits(facts), decided(facts.outcomes))


def _bits(reads: Sequence[str]) -> Likeness:
    """The bits of the amounts that a rule reads: -0.0 equals 0.0 and is written otherwise."""
    amounts = [name for name in reads if FIELDS[name].kind in (Kind.MONEY, Kind.NUMBER)]
    if not amounts:
        return lambda _: None
    pack = struct.Struct(f"{len(amounts)}d").pack
    return lambda facts: pack(*[facts.held[name] for name in amounts])
