"""Valid records of which a test changes what it is about."""

from typing import Any

from riskmodel.schema.columns import Columns
from riskmodel.schema.record import columns_from_records, read_record

AS_OF = "2025-06-30"


def a_household(**changes: Any) -> dict[str, Any]:
    """A household of four in Yunnan with two earners; `None` leaves a field out."""
    record = {
        "household_id": "h-1",
        "record_year": 2025,
        "record_month": 6,
        "province_code": "53",
        "county_code": "530423",
        "township_code": "530423101",
        "village_code": "530423101203",
        "key_county": "national",
        "household_type": "lifted",
        "relocated": False,
        "monitor_status": "none",
        "household_size": 4,
        "living_members": 4,
        "children_u16": 1,
        "elderly_60": 1,
        "head_age": 47,
        "head_education": "junior",
        "max_education": "senior",
        "labour_members": 2,
        "weak_labour_members": 0,
        "students_compulsory": 1,
        "students_noncompulsory": 0,
        "dropout_compulsory": False,
        "chronic_members": 1,
        "serious_illness_members": 0,
        "disabled_members": 0,
        "severe_disabled_members": 0,
        "uninsured_members": 0,
        "critical_insured": True,
        "pension_insured_members": 3,
        "workers_away": 1,
        "workers_local": 1,
        "work_months_total": 16,
        "work_cross_province": True,
        "public_post": 0,
        "job_lost": False,
        "wage_income": 38_000,
        "business_income": 9_000,
        "business_cost": 4_000,
        "property_income": 500,
        "transfer_income": 4_500,
        "pension_money": 1_500,
        "policy_subsidy": 900,
        "net_income": 48_000,
        "net_income_pc": 12_000,
        "prev_net_income_pc": 11_500,
        "claims_income": 0,
        "compliant_self_paid": 1_500,
        "medical_self_paid_year": 1_500,
        "school_net_cost_year": 1_000,
        "reference_pc": 11_625,
        "housing_grade": "B",
        "housing_area": 110,
        "water_safe": True,
        "water_litres": 60,
        "water_quality_ok": True,
        "water_short_area": False,
        "piped_water": True,
        "outage_days_year": 5,
        "arable_mu": 4,
        "forest_mu": 6,
        "in_cooperative": True,
        "leader_driven": False,
        "road_distance_km": 1.2,
        "debt": 10_000,
    }
    return {name: value for name, value in (record | changes).items() if value is not None}


def columns_of(*households: dict[str, Any]) -> Columns:
    """Checked columns of some records."""
    return columns_from_records([read_record(household) for household in households])
