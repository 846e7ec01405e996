"""What the record shows of a household: rounded, partly forgotten, sometimes last year's.

The record counts what a worker away earns, a survey what comes home; the record forgets much of
business and most of what kin send. So recorded income is not true income (it is higher for
families that live on wages, lower for those that live on kin). Those who are monitored are asked
about everything.
"""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.income import Incomes
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, chance, spread
from riskmodel.sources.synthetic.spending import Spending

_WAGES_SEEN = np.array([.72, .76, .80, .85, .935, .94, .94, .94])  # fmt: skip
"""Share of gross wages in the record of lifted-out households, 2018-2025: it rose as jobs came
to be registered one by one, which is part of the rise of their recorded income."""
_WAGES_SEEN_ORDINARY = 0.74
_BUSINESS_SEEN, _BUSINESS_CHECKED = 0.74, 0.92


@dataclass
class Recorded(Rows):
    """One year's record, yuan a household, `net_pc` and `reference_pc` a head."""

    wage: Floats
    business_gross: Floats
    business_cost: Floats
    from_property: Floats
    transfer: Floats
    dibao: Floats
    pension: Floats
    subsidy: Floats
    claims: Floats
    self_paid: Floats
    medical: Floats
    school: Floats
    size: Floats
    job_lost: Bools
    disaster: Bools
    accident: Bools
    fire: Bools

    @property
    def net(self) -> Floats:
        """Recorded net income of the household."""
        return (
            self.wage
            + self.business_gross
            + self.from_property
            + self.transfer
            - self.business_cost
        )

    @property
    def net_pc(self) -> Floats:
        """Recorded net income a head."""
        return self.net / self.size

    @property
    def reference_pc(self) -> Floats:
        """Net income and claims less compliant self-paid spending, a head (formula ref-2023)."""
        return (self.net + self.claims - self.self_paid) / self.size


def record(
    lived: LivedYear, incomes: Incomes, spending: Spending, rng: np.random.Generator
) -> Recorded:
    """The year's record of every household."""
    gross, cost = _business_recorded(lived.homes, incomes, rng)
    like = lived.homes.luck
    kin = incomes.kin * np.where(lived.homes.helped, 0.7, 0.16 * chance(rng, 0.5, like))
    known = incomes.pension + incomes.subsidy + incomes.dibao
    idle = lived.people.idle.any(axis=1)
    shocks, medical = lived.shocks, spending.medical
    return Recorded(
        wage=_wage_recorded(lived, incomes, rng),
        business_gross=np.minimum(gross, 900_000),
        business_cost=np.minimum(cost, 450_000),
        from_property=np.minimum(round_as_people_do(0.4 * incomes.from_property, rng), 200_000),
        transfer=np.minimum(np.round(known + round_as_people_do(kin, rng)), 200_000),
        dibao=incomes.dibao,
        pension=np.round(incomes.pension),
        subsidy=np.round(incomes.subsidy),
        claims=incomes.claims,
        self_paid=np.round(medical * np.where(medical > 3000, 0.9, 0.6), -1),
        medical=medical,
        school=spending.school,
        size=lived.people.size.astype(np.float64),
        job_lost=(idle & chance(rng, 0.6, like)) | chance(rng, 0.008, like),
        disaster=(shocks.disaster & chance(rng, 0.8, like)) | chance(rng, 0.004, like),
        accident=(shocks.accident & chance(rng, 0.7, like)) | chance(rng, 0.001, like),
        fire=shocks.fire & chance(rng, 0.9, like),
    )


def _wage_recorded(lived: LivedYear, incomes: Incomes, rng: np.random.Generator) -> Floats:
    homes = lived.homes
    seen = np.where(homes.lifted, _WAGES_SEEN[lived.index], _WAGES_SEEN_ORDINARY)
    wage = incomes.gross_wage * seen * homes.candour * spread(rng, 0.10, homes.luck)
    return np.minimum(round_as_people_do(wage, rng), 500_000)


def _business_recorded(
    homes: Homes, incomes: Incomes, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    forgotten = chance(rng, np.where(homes.enterprise, 0.03, 0.09), homes.luck) & ~homes.helped
    known = np.where(homes.helped, _BUSINESS_CHECKED, _BUSINESS_SEEN)
    seen = np.where(forgotten, 0.0, known * homes.candour)
    gross = incomes.business_gross * seen * spread(rng, 0.15, homes.luck)
    cost = incomes.business_cost * seen * spread(rng, 0.15, homes.luck)
    return round_as_people_do(gross, rng), round_as_people_do(cost, rng)


def round_as_people_do(amounts: Floats, rng: np.random.Generator) -> Floats:
    """Amounts as people say them: to 100, 500 or 1,000 yuan."""
    grain = np.array([100.0, 500.0, 1000.0])[rng.integers(0, 3, amounts.shape)]
    rounded: Floats = np.round(amounts / grain) * grain
    return rounded
