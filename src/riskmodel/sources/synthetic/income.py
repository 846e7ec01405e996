"""True income: what a survey would find, component by component."""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.provinces import DIBAO, EAST
from riskmodel.sources.synthetic.rows import Floats, Rows, chance, spread
from riskmodel.sources.synthetic.shocks import Shocks
from riskmodel.sources.synthetic.work import AWAY, FULL, UNABLE, WEAK

_KEPT_AWAY = np.array([.48, .50, .51, .53, .535, .54, .545, .555])  # fmt: skip
"""Share of a wage earned away that reaches the home, 2018-2025; the rest is spent there."""

_BUSINESS_LEVEL = 1.58 * np.array([1.34, 1.34, 1.36, 1.38, 1.28, 1.21, 1.14, 1.11])  # fmt: skip
_KIN_LEVEL = np.array([.93, .93, .93, .99, .98, .97, .97, .97])  # fmt: skip
"""Yearly levels, 2018-2025, that bring the mean income and its make-up to the published ones."""

_ENTERPRISE = np.array([0.6, 0.6, 0.6, 0.6, 1.6, 3.05, 3.6, 3.8])  # fmt: skip
"""What an enterprise brings over a farm, 2018-2025: why the median falls from 0.893 to 0.847 of
the mean between 2021 and 2025."""

_ARRANGED_WORK = 5_000.0
"""Yuan a year from a public post or arranged job in a monitored household that can work."""

COST_SHARE = 0.40


@dataclass
class Incomes(Rows):
    """One year's true income, yuan a household.

    `gross_wage` is what workers are paid, `wage` what of it comes home. `business_cost` is what
    was laid out; business net is `business_gross - business_cost` and may be negative. `claims`
    are insurance payments, outside of income.
    """

    gross_wage: Floats
    wage: Floats
    business_gross: Floats
    business_cost: Floats
    from_property: Floats
    kin: Floats
    pension: Floats
    subsidy: Floats
    dibao: Floats
    claims: Floats

    @property
    def business(self) -> Floats:
        """Net business income, yuan a household."""
        return self.business_gross - self.business_cost

    @property
    def transfer(self) -> Floats:
        """All transfers, yuan a household."""
        return self.kin + self.pension + self.subsidy + self.dibao

    @property
    def net(self) -> Floats:
        """Disposable income, yuan a household."""
        return self.wage + self.business + self.from_property + self.transfer


def earn(lived: LivedYear, rng: np.random.Generator) -> Incomes:
    """True income of every household in one year."""
    homes = lived.homes
    gross, wage = _wages(lived)
    business_gross, business_cost = _business(lived, rng)
    return Incomes(
        gross_wage=gross,
        wage=wage,
        business_gross=business_gross,
        business_cost=business_cost,
        from_property=_property(lived, rng),
        kin=_sent_by_kin(lived, rng),
        pension=_pensions(lived),
        subsidy=np.minimum(95 * homes.arable + 12 * homes.forest + 180, 50_000),
        dibao=_dibao(lived),
        claims=_claims(homes, lived.shocks, rng),
    )


def _wages(lived: LivedYear) -> tuple[Floats, Floats]:
    paid = lived.work.months * lived.work.monthly
    kept_away = np.minimum(_KEPT_AWAY[lived.index] * lived.homes.kept[:, None], 0.95)
    kept = np.where(lived.people.work == AWAY, kept_away, 1.0)
    able = (lived.work.capacity > UNABLE).any(axis=1)
    arranged = np.where(lived.homes.helped & able, _ARRANGED_WORK, 0.0)
    return paid.sum(axis=1) + arranged, (paid * kept).sum(axis=1) + arranged


def _business(lived: LivedYear, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Gross and cost of farm and trade.

    Luck and the year's harvest add up rather than multiply: a bad year takes as much from an
    unlucky farm as from a lucky one, which then earns nothing or loses. A disaster takes most of
    a harvest unless a cooperative or a leading firm shares the loss.
    """
    homes, shocks = lived.homes, lived.shocks
    luck = np.maximum(1 + np.where(homes.luck < 0, 0.74, 0.50) * homes.luck, 0.0)
    usual = _working_capital(lived)
    cost = usual * (0.4 + 0.6 * luck) * COST_SHARE / (1 - COST_SHARE)
    shared = np.where(homes.cooperative | homes.leader, 0.35, 0.75)
    kept = 1 - np.where(shocks.disaster, shared, 0.0)
    swing = np.where(homes.enterprise, spread(rng, 0.25, usual), 1.0)
    net = usual * ((luck + 0.25) * swing + shocks.harvest - 1.25) * kept
    failure = np.where(shocks.failed, (net + 0.6 * cost) * np.minimum(shocks.severity, 2), 0.0)
    return np.maximum(net + cost - failure, 0.0), cost


def _working_capital(lived: LivedYear) -> Floats:
    """What hands and land at home bring in a usual year, yuan a household."""
    homes = lived.homes
    full, weak = lived.work.capacity == FULL, lived.work.capacity == WEAK
    at_home = lived.people.work <= 0
    farms = 0.5 * (full & at_home) + 0.22 * (weak & at_home) + 0.13 * (full & ~at_home)
    hands = farms.sum(axis=1)
    land = np.sqrt(np.clip(homes.arable + 0.25 * homes.forest, 0.3, 60) / 7)
    kind = np.where(homes.enterprise, _ENTERPRISE[lived.index], 0.85) * homes.scale
    level = lived.local_mean * _BUSINESS_LEVEL[lived.index] * np.where(homes.helped, 1.15, 1.0)
    usual: Floats = level * (0.12 + hands) ** 0.75 * (0.45 + 0.55 * land) * kind
    return usual


def _property(lived: LivedYear, rng: np.random.Generator) -> Floats:
    some = chance(rng, 0.45, lived.homes.luck) * spread(rng, 0.9, lived.homes.luck)
    owned: Floats = 0.2 * lived.local_mean * some * np.where(lived.homes.shop, 3.0, 1.0)
    return owned


def _sent_by_kin(lived: LivedYear, rng: np.random.Generator) -> Floats:
    """Money from family elsewhere; strong ties make up for lost wages, weak ones do not."""
    people, homes, local_mean = lived.people, lived.homes, lived.local_mean
    nobody_works = (people.work <= 0).all(axis=1)
    need = np.where(nobody_works, 0.55, 0.40) + np.clip(0.10 * people.size, 0.0, 0.30)
    means = np.maximum(1 + 0.3 * homes.luck, 0.1)
    usual = local_mean * homes.kin * means * need * _KIN_LEVEL[lived.index]
    lost_wage = 6 * (people.idle * lived.work.monthly).sum(axis=1)
    covered = np.where(homes.kin > 1.0, np.minimum(0.6 * lost_wage, 0.8 * local_mean), 0.0)
    sent: Floats = usual * spread(rng, 0.25, usual) + covered
    return sent


def _pensions(lived: LivedYear) -> Floats:
    """Basic pensions from 60; one person in a public or a well-off family has a full one."""
    people, homes, here = lived.people, lived.homes, lived.here
    basic = (1500 + 140 * lived.index) * np.where(here.region == EAST, 1.7, 1.0)
    aged = (people.age >= 60).sum(axis=1)
    full = (aged > 0) * (homes.payroll | ((homes.luck > 1.35) & (here.living > 1.0)))
    pension: Floats = aged * basic + full * 9_000.0
    return np.minimum(pension, 60_000)


def _dibao(lived: LivedYear) -> Floats:
    standard = DIBAO[lived.here.province, lived.index]
    money: Floats = np.where(lived.homes.dibao, 0.62 * standard * lived.people.size, 0.0)
    return np.minimum(np.round(money, -1), 60_000)


def _claims(homes: Homes, shocks: Shocks, rng: np.random.Generator) -> Floats:
    insured = chance(rng, 0.35, homes.luck)
    struck = 9_000.0 * shocks.disaster + 30_000.0 * shocks.accident + 15_000.0 * shocks.fire
    claims: Floats = np.minimum(np.round(insured * struck * shocks.severity, -2), 400_000)
    return claims
