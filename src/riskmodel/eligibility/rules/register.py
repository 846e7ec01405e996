"""The review of the former register (原建档立卡人口综合研判): who stands mainly on policy."""

import datetime

from riskmodel.eligibility.accounting import STAND_INS, VERSION, net_income_pc
from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Applies, Rule, Severity
from riskmodel.eligibility.rules.income import LINE
from riskmodel.eligibility.words import Claim, Words, say, say_true, share, yuan
from riskmodel.truth import Numbers, Truth, any_of, at_least, below, first_known, ratio

POLICY_MONEY = ("dibao_money", "policy_subsidy")
INCOMES = ("wage_income", "business_income", "property_income", "transfer_income")


def transfer_share(facts: Facts) -> Numbers:
    """The share of transfers in income as recorded, else of the four incomes of the form."""
    gross = sum(facts.number(name) for name in INCOMES)
    return first_known(
        facts.number("transfer_share"), ratio(facts.number("transfer_income"), gross)
    )


def policy_transfer_pc(facts: Facts) -> Numbers:
    """Policy transfers a head as recorded, else dibao and subsidies over the people."""
    money = sum(facts.number(name) for name in POLICY_MONEY)
    return first_known(
        facts.number("policy_transfer_pc"), ratio(money, facts.number("household_size"))
    )


def _mostly_transfers(facts: Facts) -> Truth:
    return at_least(transfer_share(facts), facts.parameter("policy_dependence_share"))


def _own_income(facts: Facts) -> Numbers:
    return facts.computed(net_income_pc) - policy_transfer_pc(facts)


def _below_without(facts: Facts) -> Truth:
    return below(_own_income(facts), facts.parameter(LINE))


def _say_transfers(facts: Facts) -> tuple[str, str]:
    held, limit = share(transfer_share(facts)), share(facts.parameter("policy_dependence_share"))
    return (
        f"转移性收入占{held}，达到{limit}",
        f"transfers are {held} of income, which reaches {limit}",
    )


def _say_own(facts: Facts) -> tuple[str, str]:
    own, line = yuan(_own_income(facts)), yuan(facts.parameter(LINE))
    return (
        f"扣除政策性转移后人均{own}元，低于监测线{line}元",
        f"without policy transfers income a head is {own} yuan, below the line of {line} yuan",
    )


POLICY = (Claim(_mostly_transfers, _say_transfers), Claim(_below_without, _say_own))


def stands_on_policy(facts: Facts) -> Truth:
    """The household stands mainly on policy: keep helping it.

    Transfers reach the share in force of its income, or net income a head without policy
    transfers is below the line. Where this is not met the household may leave in order. Both
    figures are as recorded, else computed: the share from the four incomes, policy transfers from
    dibao and subsidies.
    """
    return any_of(*[claim.decide(facts) for claim in POLICY])


def _lifted(facts: Facts) -> Truth:
    return facts.is_choice("household_type", "lifted")


REGISTER_RULES = (
    Rule(
        id="R24",
        name_zh="原建档立卡综合研判",
        name_en="former register, stands mainly on policy",
        severity=Severity.FLAG,
        inputs=("household_type", "transfer_share", "policy_transfer_pc", "net_income_pc"),
        stand_ins=("policy_subsidy", "net_income", "household_size", *STAND_INS),
        parameters=(LINE, VERSION, "policy_dependence_share"),
        source="Assess the former registered population, keep helping where leaving policy would "
        "bring risk [S04, S05]; the share is a proposal",
        decide=stands_on_policy,
        words=Words(
            "主要依靠政策支持, 应继续帮扶: 转移性收入占比达到标准, "
            "或扣除政策性转移后人均纯收入低于"
            "监测线。不符合的可有序退出。",
            "是否主要依靠政策支持",
            "whether the household stands mainly on policy",
            say_true(*POLICY),
            say(
                "不主要依靠政策支持，可有序退出",
                "it does not stand mainly on policy and may leave",
            ),
        ),
        applies=Applies("脱贫户", "a household lifted out of registered poverty", _lifted),
        valid_from=datetime.date(2026, 1, 1),
    ),
)
