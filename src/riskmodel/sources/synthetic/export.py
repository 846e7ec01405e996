"""The yearly record of every household as columns of the schema; hidden causes stay behind."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.choices import PROPERTY_FLAG, SOCIAL_ASSISTANCE
from riskmodel.schema.columns import Array
from riskmodel.schema.household import FIELDS
from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.population import CERTIFIED, SEVERE, Members
from riskmodel.sources.synthetic.programme import NONE, NOT_MONITORED, Monitoring, place_of
from riskmodel.sources.synthetic.recording import Recorded
from riskmodel.sources.synthetic.rows import Bools, Floats, Whole, chance
from riskmodel.sources.synthetic.work import AWAY, FULL, LOCAL, WEAK, Work

_HEX = np.array(list("0123456789abcdef"))
_SCRAMBLE = 0x9E3779B97F4A7C15 % 2**40 | 1
"""An odd factor makes a bijection of the numbers below 2^40, so that ids never collide."""


@dataclass(frozen=True)
class YearEnd:
    """All that is known at the end of a year; `lived.homes.number` says which household it is."""

    lived: LivedYear
    recorded: Recorded
    monitoring: Monitoring
    line: Floats
    measured: Floats
    guarantee_lost: Bools


def household_ids(number: Whole) -> NDArray[np.str_]:
    """Opaque ids, `h` and ten hexadecimal digits, that say nothing of place or order."""
    code = (number.astype(np.uint64) + np.uint64(11)) * np.uint64(_SCRAMBLE) % np.uint64(2**40)
    shifts = np.arange(36, -1, -4, dtype=np.uint64)
    digits = _HEX[((code[:, None] >> shifts) & np.uint64(15)).astype(np.intp)]
    text: NDArray[np.str_] = np.ascontiguousarray(digits).view(f"<U{len(shifts)}").ravel()
    ids: NDArray[np.str_] = np.char.add("h", text)
    return ids


def year_columns(end: YearEnd, rng: np.random.Generator) -> dict[str, Array]:
    """One array a field, not yet with gaps."""
    return {
        **_place(end),
        **_monitoring(end.monitoring),
        **_members(end.lived.people, rng),
        **_abilities(end.lived.people, end.lived.work),
        **_insurance(end.lived.people, end.lived.homes),
        **_work(end),
        **_money(end.recorded),
        "prev_net_income_pc": end.lived.homes.last_recorded.copy(),
        **_home(end, rng),
        **_property(end.lived.homes),
        **_assistance(end, rng),
    }


def _place(end: YearEnd) -> dict[str, Array]:
    here = end.lived.here
    day = np.datetime64(f"{end.lived.year}-12-31", "D")
    rows = len(here.weight)
    return {
        "household_id": household_ids(end.lived.homes.number),
        "record_year": np.full(rows, float(end.lived.year)),
        "record_month": np.full(rows, 12.0),
        "province_code": here.county_code.astype("<U2"),
        "county_code": here.county_code,
        "township_code": here.township_code,
        "village_code": here.village_code,
        "key_county": here.key_county.astype(float),
        "household_type": end.lived.homes.lifted.astype(float),
        "relocated": end.lived.homes.relocated.astype(float),
        "as_of_date": np.full(rows, day),
        "weight": here.weight,
        "monitoring_line": end.line,
        "measured_welfare_pc": end.measured,
        "guarantee_lost": end.guarantee_lost.astype(float),
    }


def _known(marks: Whole) -> Floats:
    return np.where(marks == NONE, np.nan, marks)


def _month_start(months: Whole) -> NDArray[np.datetime64]:
    days: NDArray[np.datetime64] = months.astype("datetime64[M]").astype("datetime64[D]")
    return np.where(months == NONE, np.datetime64("NaT", "D"), days)


def _monitoring(monitoring: Monitoring) -> dict[str, Array]:
    days = monitoring.clue_day.astype("datetime64[D]")
    risks = {f"risk_{1 + slot}": _known(monitoring.risks[:, slot]) for slot in range(5)}
    return {
        "monitor_category": monitoring.category.astype(float),
        "monitor_status": monitoring.status.astype(float),
        "identified_on": _month_start(monitoring.identified),
        "removed_on": _month_start(monitoring.removed),
        "removal_way": _known(monitoring.way),
        **risks,
        "disaster_sub": _known(monitoring.disaster_sub),
        "clue_source": _known(monitoring.source),
        "clue_date": np.where(monitoring.clue_day == NONE, np.datetime64("NaT", "D"), days),
    }


def _members(people: Members, rng: np.random.Generator) -> dict[str, Array]:
    rows = np.arange(len(people.age))
    head = people.head
    grown = (people.age >= 16) & ~people.student
    size = people.size
    away = ((people.work == AWAY).sum(axis=1) > 0) & chance(rng, 0.6, size)
    known_ill = people.chronic & chance(rng, 0.85, people.age)
    return {
        "household_size": size.astype(float),
        "living_members": np.maximum(size - away, 1).astype(float),
        "children_u16": (people.present & (people.age < 16)).sum(axis=1).astype(float),
        "elderly_60": np.minimum((people.age >= 60).sum(axis=1), 6).astype(float),
        "head_age": np.clip(people.age[rows, head], 16, 100).astype(float),
        "head_sex": people.female[rows, head].astype(float),
        "head_education": people.education[rows, head].astype(float),
        "max_education": np.where(grown, people.education, 0).max(axis=1).astype(float),
        "students_compulsory": ((people.age >= 6) & (people.age <= 15)).sum(axis=1).astype(float),
        "students_noncompulsory": people.student.sum(axis=1).astype(float),
        "chronic_members": known_ill.sum(axis=1).astype(float),
    }


def _abilities(people: Members, work: Work) -> dict[str, Array]:
    certified = np.minimum((people.disability >= CERTIFIED).sum(axis=1), 6)
    return {
        "labour_members": (work.capacity == FULL).sum(axis=1).astype(float),
        "weak_labour_members": (work.capacity == WEAK).sum(axis=1).astype(float),
        "disabled_members": certified.astype(float),
        "severe_disabled_members": np.minimum((people.disability == SEVERE).sum(axis=1), 6.0),
        "serious_illness_members": np.minimum((people.illness_left > 0).sum(axis=1), 6.0),
        "no_labour_backstop": (work.capacity == 0).all(axis=1).astype(float),
    }


def _insurance(people: Members, homes: Homes) -> dict[str, Array]:
    uninsured = people.present & ~people.insured
    insurable = people.present & (people.age >= 16) & ~people.student
    reasons = np.where(homes.luck < 0, 1.0, 2.0)
    return {
        "uninsured_members": uninsured.sum(axis=1).astype(float),
        "critical_insured": homes.critical_insured.astype(float),
        "pension_insured_members": (insurable & (people.skill > -0.45)).sum(axis=1).astype(float),
        "dropout_compulsory": homes.dropout.astype(float),
        "dropout_reason": np.where(homes.dropout, reasons, np.nan),
    }


def _work(end: YearEnd) -> dict[str, Array]:
    people, work = end.lived.people, end.lived.work
    crosses = (people.crosses_province & (people.work == AWAY)).any(axis=1)
    bit = place_of("public_post", FIELDS["measures"].choices)
    post = ((end.monitoring.measures >> bit) & 1) & end.monitoring.is_open
    return {
        "workers_away": (people.work == AWAY).sum(axis=1).astype(float),
        "workers_local": (people.work == LOCAL).sum(axis=1).astype(float),
        "work_months_total": np.minimum(work.months.sum(axis=1), 96.0),
        "work_cross_province": crosses.astype(float),
        "public_post": post.astype(float),
        "job_lost": end.recorded.job_lost.astype(float),
    }


def _money(recorded: Recorded) -> dict[str, Array]:
    return {
        "wage_income": recorded.wage,
        "business_income": recorded.business_gross,
        "business_cost": recorded.business_cost,
        "property_income": recorded.from_property,
        "transfer_income": recorded.transfer,
        "dibao_money": recorded.dibao,
        "pension_money": recorded.pension,
        "policy_subsidy": recorded.subsidy,
        "net_income": recorded.net,
        "net_income_pc": np.clip(np.round(recorded.net_pc, 2), -50_000, 300_000),
        "claims_income": recorded.claims,
        "compliant_self_paid": recorded.self_paid,
        "medical_self_paid_year": recorded.medical,
        "school_net_cost_year": recorded.school,
        "reference_pc": np.clip(np.round(recorded.reference_pc, 2), -500_000, 300_000),
        "shock_disaster": recorded.disaster.astype(float),
        "shock_accident": recorded.accident.astype(float),
        "shock_fire": recorded.fire.astype(float),
    }


def _home(end: YearEnd, rng: np.random.Generator) -> dict[str, Array]:
    homes = end.lived.homes
    far = np.where(homes.piped, 0.0, np.round(homes.fetch * 35))
    return {
        "housing_grade": homes.grade.astype(float),
        "housing_area": homes.area,
        "housing_fixed": np.where(homes.grade >= 2, 0.0, homes.repaired),
        "only_home_damaged": (end.recorded.fire & chance(rng, 0.3, far)).astype(float),
        "water_safe": ((homes.outage <= 36) & homes.water_quality).astype(float),
        "water_litres": homes.litres,
        "fetch_minutes": homes.fetch,
        "outage_days_year": homes.outage,
        "distance_m": far,
        "climb_m": np.round(far * 0.06),
        "water_quality_ok": homes.water_quality.astype(float),
        "water_short_area": end.lived.here.water_short.astype(float),
        "piped_water": homes.piped.astype(float),
        "arable_mu": homes.arable,
        "forest_mu": homes.forest,
        "in_cooperative": homes.cooperative.astype(float),
        "leader_driven": homes.leader.astype(float),
        "road_distance_km": homes.road_km,
        "debt": np.round(homes.debt, -3),
    }


def _property(homes: Homes) -> dict[str, Array]:
    owned = {
        "vehicle": homes.vehicle, "second_home": homes.second_home, "shop": homes.shop,
        "company": homes.company, "payroll": homes.payroll, "hires": homes.enterprise & homes.shop,
        "deposits": homes.savings > 150_000,
    }  # fmt: skip
    bits = sum(owned[one.code].astype(int) << place for place, one in enumerate(PROPERTY_FLAG))
    return {
        "property_flags": np.asarray(bits, dtype=float),
        "vehicles_nonexempt": homes.vehicle.astype(float),
        "homes": 1.0 + homes.second_home,
        "shop_owned": homes.shop.astype(float),
        "payroll_member": homes.payroll.astype(float),
    }


def _assistance(end: YearEnd, rng: np.random.Generator) -> dict[str, Array]:
    """Measures of the monitored and the lifted-out; social assistance of those who have it."""
    homes, monitoring = end.lived.homes, end.monitoring
    industry = 1 << place_of("industry", FIELDS["measures"].choices)
    usual = np.where(homes.lifted & (homes.cooperative | homes.leader), industry, 0)
    measures = np.where(monitoring.status == NOT_MONITORED, usual, monitoring.measures)
    alone = (end.lived.work.capacity == 0).all(axis=1) & (end.lived.people.size == 1)
    held = {
        "tekun": homes.dibao & alone,
        "dibao": homes.dibao & ~alone,
        "dibao_edge": ~homes.dibao & (end.recorded.net_pc < 1.1 * end.line),
        "rigid_hardship": ~homes.dibao & (end.recorded.reference_pc < 0.4 * end.line),
        "temporary": monitoring.new & chance(rng, 0.4, homes.luck),
    }
    bits = sum(held[one.code].astype(int) << place for place, one in enumerate(SOCIAL_ASSISTANCE))
    return {
        "measures": measures.astype(float),
        "social_assistance": np.asarray(bits, dtype=float),
    }
