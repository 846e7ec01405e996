"""The 26 rules as an analyst would write them in plain pandas, from docs/rules.md alone.

A baseline to time against, and a second opinion: a test compares every answer with the rule pack.
It knows nothing of `riskmodel.eligibility`. Nullable columns carry unknown, and `boolean` columns
follow Kleene's logic.
"""

import numpy as np
import pandas as pd

BURDENS = ("R04", "R05", "R06", "R07", "R08", "R13", "R14", "R15", "R16")
GUARANTEES = ("R09", "R10", "R11", "R12")
RISKS = BURDENS + GUARANTEES
RETURNING = ("R01", *(rule for rule in BURDENS if rule != "R16"), *GUARANTEES)
SLOTS = ("risk_1", "risk_2", "risk_3", "risk_4", "risk_5")
DEVELOPMENT = ("industry", "jobs", "public_post", "small_loan", "training")
ANSWERS = {
    "illness": ("health", "backstop"),
    "disability": ("disability_support", "backstop"),
    "schooling": ("other_education",),
    "disaster": ("living_conditions", "housing", "backstop", "social"),
    "accident": ("backstop", "social", "health"),
    "business_failure": ("industry", "small_loan"),
    "unstable_job": ("jobs", "public_post", "training"),
    "labour_shortage": ("backstop", "public_post", "social"),
    "housing": ("housing", "relocation"),
    "water": ("water",),
    "other": ("social", "backstop", "living_conditions", "infrastructure"),
}


def check(households: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """Every rule, and the proposed `status`, for every household.

    `households` has nullable columns, one a field (one a code for `measures` and
    `property_flags`), and the day as `as_of`; `parameters` one row a county and day.
    """
    f = households.merge(parameters, on=["county_code", "as_of"], how="left", sort=False)
    r = pd.DataFrame(index=f.index)
    income, reference, recorded = incomes(f)
    of_income(f, r, income, reference, recorded)
    of_spending(f, r)
    of_guarantees(f, r)
    of_work(f, r)
    of_property(f, r)
    of_category(f, r)
    of_procedure(f, r)
    monitored = is_one_of(f.monitor_status, "open", "re-marked", "rolled_back")
    answered = (
        r.R09.notna()
        & (r.R10.notna() | f.housing_grade.isin(["A", "B"]))
        & (r.R11.notna() | f.water_safe.fillna(value=False))
        & r.R12.notna()
    )
    of_removal(f, r, income, monitored, answered)
    of_register(f, r, income)
    r["R25"] = about(is_one_of(f.monitor_status, "removed"), any_of(r, RETURNING))
    r["R26"] = about(monitored, fits(f))
    r["status"] = status(r, monitored, answered)
    return r


def of_income(
    f: pd.DataFrame,
    r: pd.DataFrame,
    income: pd.Series,
    reference: pd.Series,
    recorded: pd.Series,
) -> None:
    """R01 to R04."""
    line = f.monitoring_line
    r["R01"] = income < line
    r["R02"] = reference < line
    r["R03"] = (f.dibao_multiple > 0) & (income < line)
    before = f.prev_net_income_pc
    r["R04"] = (before > 0) & (divided(before - recorded, before) >= f.income_drop_share)


def of_spending(f: pd.DataFrame, r: pd.DataFrame) -> None:
    """R05 to R08."""
    low_income = is_one_of(f.household_type, "lifted") | f.social_assistance_any
    spent = f.compliant_self_paid
    r["R05"] = (
        (divided(spent, f.household_size * f.monitoring_line) >= f.rigid_spending_line_share)
        | (spent >= f.rigid_spending_other)
        | ((spent >= f.rigid_spending_low_income) & low_income)
    )
    medical = divided(f.medical_self_paid_year, f.provincial_rural_income_previous_year)
    r["R06"] = (medical > f.medical_alert_share_low_income) & low_income
    r["R07"] = medical > f.medical_alert_share_ordinary
    r["R08"] = (f.school_net_cost_year > f.school_cost_year) & (f.students_noncompulsory >= 1)


def of_guarantees(f: pd.DataFrame, r: pd.DataFrame) -> None:
    """R09 to R12."""
    r["R09"] = f.dropout_compulsory & ~is_one_of(f.dropout_reason, "bodily")
    dangerous = is_one_of(f.housing_grade, "C", "D")
    r["R10"] = (dangerous & ~f.housing_fixed) | f.only_home_damaged
    r["R11"] = (
        ~f.water_safe
        | (f.water_litres < f.water_litres_day_short_area)
        | ((f.water_litres < f.water_litres_day) & ~f.water_short_area)
        | ~f.water_quality_ok
        | (
            (f.fetch_minutes > f.water_fetch_minutes)
            & (f.distance_m > f.water_fetch_distance)
            & (f.climb_m > f.water_fetch_climb)
            & ~f.piped_water
        )
        | (f.outage_days_year > f.water_outage_days)
    )
    r["R12"] = f.uninsured_members > 0


def of_work(f: pd.DataFrame, r: pd.DataFrame) -> None:
    """R13 to R17."""
    shock = f.shock_disaster | f.shock_accident | f.shock_fire
    too_short, too_long = shock & (f.shock_months < 12), ~shock & (f.shock_months > 12)
    r["R13"] = shock.where(~(too_short | too_long).fillna(value=False))
    workers = f.workers_away + f.workers_local
    few = divided(f.work_months_total, 12 * workers) < f.work_share
    r["R14"] = (workers > 0) & (few | f.job_lost)
    loss = f.business_cost - f.business_income
    last_year = f.prev_net_income_pc.clip(lower=1) * f.household_size
    r["R15"] = divided(loss, last_year) > f.business_loss_share
    r["R16"] = divided(f.labour_members, f.household_size) <= f.labour_share
    r["R17"] = f.labour_members <= 0


def of_property(f: pd.DataFrame, r: pd.DataFrame) -> None:
    """R18."""
    r["R18"] = (
        (f.vehicles_nonexempt > 0)
        | (f.homes > 2)
        | ((f.homes > 1) & (f.home_area_pc > f.local_mean_area_pc))
        | f.shop_owned
        | (f.company_capital > f.company_capital_limit)
        | (f.deposits_pc > f.deposits_dibao_multiple * f.dibao_year)
        | f.payroll_member
        | f.hires_labour
        | f.property_flags_any
    )


def of_category(f: pd.DataFrame, r: pd.DataFrame) -> None:
    """R19 and R20."""
    r["R19"] = ~r.R01 & any_of(r, BURDENS) & (r.R02 | f.life_difficulty)
    r["R20"] = (
        (r.R01 & any_of(r, RISKS))
        | (f.branch_b.eq(1) & any_of(r, GUARANTEES) & f.cannot_self_solve)
        | r.R19
    )


def of_procedure(f: pd.DataFrame, r: pd.DataFrame) -> None:
    """R21 and R22."""
    r["R21"] = (
        f.authorisation_signed
        & f.visit_done
        & f.data_compared
        & f.review_done
        & (f.notice_days >= f.notice_days_least)
    )
    taken = (f.decision_date - f.clue_date).dt.days.astype("Float64")
    r["R22"] = (taken <= f.decision_days_most).where(taken >= 0)


def of_removal(
    f: pd.DataFrame,
    r: pd.DataFrame,
    income: pd.Series,
    monitored: pd.Series,
    answered: pd.Series,
) -> None:
    """R23."""
    lost = any_of(r, GUARANTEES).fillna(value=False)
    r["R23"] = about(
        monitored,
        (f.months_above_line >= f.removal_months_above_line)
        & (income > f.monitoring_line)
        & ~any_of(r, ("R05", "R06", "R07", "R08"))
        & (~lost).where(lost | answered)
        & ~any_of(r, ("R04", "R13", "R14", "R15"))
        & (months_identified(f) >= f.removal_months_since_identification)
        & (f.measures_matched.fillna(matched(f)) >= f.removal_measures_least)
        & ~r.R17,
    )


def of_register(f: pd.DataFrame, r: pd.DataFrame, income: pd.Series) -> None:
    """R24."""
    gross = f.wage_income + f.business_income + f.property_income + f.transfer_income
    transfers = f.transfer_share.fillna(divided(f.transfer_income, gross))
    money = f.dibao_money + f.policy_subsidy
    policy = f.policy_transfer_pc.fillna(divided(money, f.household_size))
    since_2026 = (f.as_of >= pd.Timestamp("2026-01-01")).astype("boolean")
    r["R24"] = about(
        since_2026 & is_one_of(f.household_type, "lifted"),
        (transfers >= f.policy_dependence_share) | (income - policy < f.monitoring_line),
    )


def incomes(f: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Net income a head and reference income by the accounting in force, and as recorded."""
    size, per_head = f.household_size, f.net_income_pc
    parts = f.wage_income + f.business_income + f.property_income + f.transfer_income
    total = f.net_income.fillna(parts - f.business_cost).fillna(per_head * size)
    recorded = per_head.fillna(divided(total, size))
    corrected = f.income_accounting.eq(2025)
    known = f.income_accounting.isin([2023, 2025])
    correction = -f.dibao_money - f.pension_money - 0.1 * f.wage_income
    net = total.where(~corrected, total + correction).where(known)
    income = recorded.where(~corrected, recorded + correction / size).where(known)
    reference = divided(net + f.claims_income - f.compliant_self_paid, size)
    as_given = f.reference_pc.where(f.income_accounting.eq(2023))
    return income, reference.fillna(as_given), recorded


def about(applies: pd.Series, condition: pd.Series) -> pd.Series:
    """A condition of those whom a rule is about; unknown where it is not known who is."""
    return (applies & condition).where(applies.notna())


def is_one_of(column: pd.Series, *codes: str) -> pd.Series:
    """Whether a code is one of several; unknown where there is none."""
    return column.isin(codes).astype("boolean").where(column.notna())


def divided(part: pd.Series, whole: pd.Series) -> pd.Series:
    """`part / whole` where the whole is above zero."""
    return part / whole.where(whole > 0)


def any_of(r: pd.DataFrame, rules: tuple[str, ...]) -> pd.Series:
    """Whether one of several rules is met."""
    found = r[rules[0]]
    for rule in rules[1:]:
        found = found | r[rule]
    return found


def months_identified(f: pd.DataFrame) -> pd.Series:
    """Months since identification as recorded, else calendar months to the day."""
    then, now = f.identified_on.dt, f.as_of.dt
    elapsed = 12 * (now.year - then.year) + now.month - then.month
    return f.months_since_identification.fillna(elapsed.astype("Float64"))


def recorded_risks(f: pd.DataFrame) -> dict[str, pd.Series]:
    """Whether each risk is recorded; unknown where no slot is filled."""
    filled = f[list(SLOTS)].notna().any(axis=1)
    return {
        risk: f[list(SLOTS)].eq(risk).fillna(value=False).any(axis=1).where(filled)
        .astype("boolean") for risk in ANSWERS
    }  # fmt: skip


def held(f: pd.DataFrame, families: tuple[str, ...]) -> pd.Series:
    """Whether one of several families of measures is held."""
    return any_of(f, tuple(f"measures_{family}" for family in families))


def matched(f: pd.DataFrame) -> pd.Series:
    """Families of measures held that answer a recorded risk."""
    risks = recorded_risks(f)
    families = dict.fromkeys(one for answers in ANSWERS.values() for one in answers)
    found = pd.Series(0.0, index=f.index, dtype="Float64")
    for family in families:
        answers = [risks[risk] for risk, fitting in ANSWERS.items() if family in fitting]
        risk = answers[0]
        for other in answers[1:]:
            risk = risk | other
        found = found + (risk & f[f"measures_{family}"]).astype("Float64")
    return found


def fits(f: pd.DataFrame) -> pd.Series:
    """Whether the measures answer the risks and fit the labour capacity."""
    risks = recorded_risks(f)
    complete = f.measures_any
    for risk, answers in ANSWERS.items():
        complete = complete & (~risks[risk] | held(f, answers))
    able = f.labour_members > 0
    complete = complete & ((able & held(f, DEVELOPMENT)) | (~able & f.measures_backstop))
    may_come = months_identified(f) <= f.measure_months_most
    unknown = pd.Series(pd.NA, index=f.index, dtype="boolean")
    return complete | (may_come & unknown)


def status(r: pd.DataFrame, monitored: pd.Series, answered: pd.Series) -> pd.Series:
    """What is proposed."""
    monitored = monitored.fillna(value=False)
    met = r[["R01", "R02", "R03", *RISKS, "R25"]].fillna(value=False)
    chosen = np.select(
        [
            monitored & r.R23.fillna(value=False),
            monitored,
            r.R20.fillna(value=False),
            met.any(axis=1),
            ~(answered & r.R01.notna()),
        ],
        ["propose_remove", "keep", "propose_include", "clue_verify", "data_gap"],
        "no_finding",
    )
    return pd.Series(chosen, index=r.index)
