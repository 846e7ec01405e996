"""The yearly loop: households live through a year, are recorded, helped, and some leave."""

from dataclasses import dataclass, fields

import numpy as np

from riskmodel.schema.columns import Array, Columns
from riskmodel.schema.panel import PANEL_FIELDS, Panel
from riskmodel.sources.synthetic.clues import Clues, gather
from riskmodel.sources.synthetic.export import YearEnd, year_columns
from riskmodel.sources.synthetic.gaps import with_gaps
from riskmodel.sources.synthetic.homes import Homes, a_year_on, settle_homes
from riskmodel.sources.synthetic.income import Incomes, earn
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.places import NATIONAL_KEY, Places, settle
from riskmodel.sources.synthetic.population import (
    Members,
    a_year_older,
    found_families,
    found_household,
    leave_home,
)
from riskmodel.sources.synthetic.programme import (
    NOT_MONITORED,
    Monitoring,
    Situation,
    nobody_monitored,
    run,
    support,
)
from riskmodel.sources.synthetic.provinces import FIRST_YEAR
from riskmodel.sources.synthetic.recording import record
from riskmodel.sources.synthetic.rows import Bools, Floats, chance, spread
from riskmodel.sources.synthetic.shocks import strike
from riskmodel.sources.synthetic.society import HouseholdTruth, PeopleCount, Society, count_people
from riskmodel.sources.synthetic.spending import (
    Spending,
    guarantee_lost,
    shake_guarantees,
    spend,
)
from riskmodel.sources.synthetic.work import AWAY, choose_work, work_a_year


@dataclass
class World:
    """Every household alive in the panel; the parts share their first axis."""

    people: Members
    homes: Homes
    monitoring: Monitoring
    places: Places
    founded: int


@dataclass(frozen=True)
class _Wave:
    columns: dict[str, Array]
    truth: HouseholdTruth
    count: PeopleCount


def simulate(households: int, seed: int, years: range) -> tuple[Panel, Society]:
    """Live through the years from FIRST_YEAR on and keep the waves of `years`."""
    lived = range(FIRST_YEAR, years[-1] + 1)
    founding, *yearly = np.random.SeedSequence(seed).spawn(1 + len(lived))
    world = found_world(households, np.random.default_rng(founding))
    waves: dict[int, _Wave] = {}
    for year, sequence in zip(lived, yearly, strict=True):
        rng = np.random.default_rng(sequence)
        wave = live_a_year(world, year, rng)
        last = year == lived[-1]
        exits = np.full(len(world.homes.luck), np.nan) if last else turn_the_year(world, rng)
        if year in years:
            wave.columns["exit_reason"] = exits
            waves[year] = _in_order_of_id(wave)
        if not last:
            move_on(world, np.isnan(exits), rng)
    return _panel(list(waves.values())), _society(waves)


def found_world(households: int, rng: np.random.Generator) -> World:
    """Villages and the households in them, before the first year."""
    places, village = settle(households, rng)
    people = found_families(households, rng)
    homes = settle_homes(village, people, places, rng)
    return World(people, homes, nobody_monitored(households), places, households)


def live_a_year(world: World, year: int, rng: np.random.Generator) -> _Wave:
    """One year of every household, from work to what the record and the survey show of it."""
    people, homes = world.people, world.homes
    here = world.places.take(homes.village)
    choose_work(people, homes.luck, here, rng)
    shocks = strike(people, homes, here, year, rng)
    shake_guarantees(people, homes, here, shocks, rng)
    work = work_a_year(people, homes, here, year, rng)
    lived = LivedYear(people, work, homes, here, shocks, year)
    incomes = earn(lived, rng)
    spending = spend(lived, incomes, rng)
    homes.last_measured[:] = incomes.net / people.size
    recorded = record(lived, incomes, spending, rng)
    clues = gather(lived, recorded, rng)
    seen = Situation(lived, recorded, clues)
    run(world.monitoring, seen, rng)
    lost = guarantee_lost(people, homes)
    end = YearEnd(lived, recorded, world.monitoring, clues.line, survey(lived, rng), lost)
    columns = with_gaps(year_columns(end, rng), homes.village, here.remote, rng)
    truth = _truth(end, incomes, spending, clues)
    homes.last_recorded = np.array(columns["net_income_pc"], dtype=np.float64)
    support(world.monitoring, seen, rng)
    return _Wave(columns, truth, count_people(people, work, here.province, here.weight))


def survey(lived: LivedYear, rng: np.random.Generator) -> Floats:
    """True income a head as a survey measures it: some error, and some households not met."""
    found = lived.homes.last_measured * spread(rng, 0.06, lived.homes.luck)
    away = (lived.people.work == AWAY).any(axis=1)
    missed = chance(rng, 0.015 + 0.03 * away + 0.03 * lived.here.remote, found)
    return np.where(missed, np.nan, np.round(found, 2))


def _truth(end: YearEnd, incomes: Incomes, spending: Spending, clues: Clues) -> HouseholdTruth:
    lived, monitoring, recorded = end.lived, end.monitoring, end.recorded
    here, homes = lived.here, lived.homes
    return HouseholdTruth(
        year=np.full(len(here.weight), lived.year),
        province=here.province,
        weight=here.weight,
        size=recorded.size,
        lifted=homes.lifted,
        lifted_county=here.lifted_county,
        key_county=here.key_county == NATIONAL_KEY,
        income_pc=homes.last_measured.copy(),
        wage=incomes.wage,
        business=incomes.business,
        transfer=incomes.transfer,
        from_property=incomes.from_property,
        consumption_pc=spending.consumption_pc,
        recorded_net=recorded.net,
        recorded_wage=recorded.wage,
        recorded_business=recorded.business_gross - recorded.business_cost,
        dibao=homes.dibao.copy(),
        alert=clues.alert,
        alert_accepted=clues.from_alert,
        newly_monitored=monitoring.new.copy(),
        category=monitoring.category.copy(),
        principal_risk=monitoring.risks[:, 0].copy(),
        is_open=monitoring.is_open,
        ever_monitored=monitoring.status != NOT_MONITORED,
        line=clues.line,
        guarantee_lost=end.guarantee_lost,
    )


def turn_the_year(world: World, rng: np.random.Generator) -> Floats:
    """Everybody ages; returns why each household leaves the panel, NaN where it stays."""
    people = world.people
    a_year_older(people, rng)
    grown = (people.age >= 16).any(axis=1)
    away = (people.work == AWAY).sum(axis=1)
    remote = world.places.remote[world.homes.village]
    alone = (people.size == 1) & (people.age >= 70).any(axis=1)
    leaves = {
        "died": people.size == 0,
        "merged": ~grown | chance(rng, np.where(alone, 0.05, 0.002), remote),
        "moved": chance(rng, 0.004 + 0.005 * (away >= 2), remote),
        "lost": chance(rng, 0.006 + 0.006 * (away >= 1) + 0.006 * remote, remote),
    }
    codes = PANEL_FIELDS["exit_reason"].codes
    return np.select(list(leaves.values()), [float(codes.index(name)) for name in leaves], np.nan)


def move_on(world: World, stays: Bools, rng: np.random.Generator) -> None:
    """Drop those who left, let luck drift, and let grown children found their own households."""
    world.people, world.homes = world.people.take(stays), world.homes.take(stays)
    world.monitoring = world.monitoring.take(stays)
    a_year_on(world.homes, rng)
    founds = leave_home(world.people, rng)
    founders = np.flatnonzero(founds.any(axis=1))
    new_homes = world.homes.take(founders)
    new_homes.number[:] = world.founded + np.arange(len(founders))
    new_homes.last_recorded[:] = np.nan
    world.founded += len(founders)
    world.people = world.people.followed_by(found_household(world.people, founds, rng))
    world.homes = world.homes.followed_by(new_homes)
    world.monitoring = world.monitoring.followed_by(nobody_monitored(len(founders)))


def _in_order_of_id(wave: _Wave) -> _Wave:
    order = np.argsort(wave.columns["household_id"], kind="stable")
    columns = {name: values[order] for name, values in wave.columns.items()}
    return _Wave(columns, wave.truth.take(order), wave.count)


def _panel(waves: list[_Wave]) -> Panel:
    names = waves[0].columns
    columns = {name: np.concatenate([wave.columns[name] for wave in waves]) for name in names}
    return Panel(Columns(columns, len(columns["weight"]), PANEL_FIELDS))


def _society(waves: dict[int, _Wave]) -> Society:
    truths = [wave.truth for wave in waves.values()]
    joined = {
        one.name: np.concatenate([getattr(truth, one.name) for truth in truths])
        for one in fields(HouseholdTruth)
    }
    counts = {year: wave.count for year, wave in waves.items()}
    return Society(HouseholdTruth(**joined), counts)
