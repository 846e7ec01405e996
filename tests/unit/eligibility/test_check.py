import dataclasses
import datetime
import subprocess
import sys

import numpy as np
import pytest
from builders import a_household, columns_of

from riskmodel.eligibility import RULES, check_eligibility, check_household
from riskmodel.eligibility import check as checking
from riskmodel.parameters import SHIPPED, Parameters

AS_OF = np.array(["2025-06-30"], dtype="datetime64[D]")


def check(**changes):
    return check_household(columns_of(a_household(**changes)), AS_OF, Parameters.shipped())


def finding(eligibility, rule):
    return next(one for one in eligibility.findings if one.rule == rule)


LOCAL = Parameters.shipped()
NO_INCOME = dict.fromkeys(["net_income_pc", "net_income", "wage_income"])
STATUSES = {
    "nothing is wrong": ({}, "no_finding", False),
    "income below the line and no risk": (
        {"net_income_pc": 8_000.0, "prev_net_income_pc": 8_000.0}, "clue_verify", True,
    ),
    "income below the line and a risk": (
        {"net_income_pc": 8_000.0, "uninsured_members": 1}, "propose_include", True,
    ),
    "a risk above the line": ({"uninsured_members": 1}, "clue_verify", True),
    "sudden hardship": (
        {"compliant_self_paid": 20_000.0, "reference_pc": None}, "propose_include", True,
    ),
    "monitored": ({"monitor_status": "open"}, "keep", True),
    "monitored, with risks": (
        {"monitor_status": "re-marked", "net_income_pc": 100.0, "uninsured_members": 2},
        "keep", True,
    ),
    "removed": ({"monitor_status": "removed"}, "no_finding", False),
    "property only informs": ({"shop_owned": True}, "no_finding", False),
    "income a head not recorded, but its parts": ({"net_income_pc": None}, "no_finding", False),
    "income unknown": (NO_INCOME, "data_gap", False),
    "insurance unknown": ({"uninsured_members": None}, "data_gap", False),
    "schooling unknown": ({"dropout_compulsory": None}, "data_gap", False),
    "housing unknown": ({"housing_grade": None}, "data_gap", False),
    "grade C, repair unknown": ({"housing_grade": "C"}, "data_gap", False),
    "water judged safe, its quality not recorded": (
        {"water_quality_ok": None}, "no_finding", False,
    ),
    "water unknown": ({"water_safe": None}, "data_gap", False),
    "no line configured": ({"province_code": "52", "county_code": "520102"}, "data_gap", False),
    "income unknown but a risk": (NO_INCOME | {"job_lost": True}, "clue_verify", True),
    "removed, and a risk again": (
        {"monitor_status": "removed", "uninsured_members": 1}, "clue_verify", True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "status", "fires"), STATUSES.values(), ids=STATUSES.keys())
def test_the_proposed_status_follows_from_the_findings(changes, status, fires):
    found = check(**changes)
    assert found.proposed_status == status
    assert found.rule_fires is fires


def test_a_finding_tells_inputs_parameter_and_source():
    found = finding(check(net_income_pc=8_000.0), "R01")
    assert found.met is True
    assert found.applies is True
    assert found.inputs["net_income_pc"] == 8_000.0
    assert found.inputs["transfer_income"] == 4_500.0
    assert found.parameters[0] == (
        {
            "name": "monitoring_line",
            "name_zh": "防止返贫监测范围线",
            "name_en": "monitoring line",
            "value": 8_700.0,
            "area": "53",
            "valid_from": datetime.date(2025, 1, 1),
            "valid_to": datetime.date(2025, 12, 31),
            "source": "Yunnan, Fengwei township notice 2025 [S26]",
            "confidence": "B",
            "reason_zh": None,
            "reason_en": None,
        }
    )
    assert [one["name"] for one in found.parameters] == ["monitoring_line", "income_accounting"]
    assert (found.reason_zh, found.reason_en) == (None, None)


def test_a_derived_parameter_says_so_in_its_source():
    found = check_household(
        columns_of(a_household(province_code="21", county_code="210123")),
        np.array(["2021-06-30"], dtype="datetime64[D]"),
        Parameters.shipped(),
    )
    assert "derived by arithmetic" in finding(found, "R01").parameters[0]["source"]


def test_an_unknown_finding_says_what_is_missing_in_both_languages():
    found = finding(check(prev_net_income_pc=None), "R04")
    assert found.met is None
    assert found.reason_en == "not known: net income per head, year before"
    assert found.reason_zh == "缺少: 上年人均纯收入"


def test_a_line_that_is_not_configured_is_said_in_both_languages():
    found = finding(check(province_code="52", county_code="520102"), "R01")
    assert found.met is None
    assert found.reason_en == "no monitoring line configured for 520102 on 2025-06-30"
    assert found.reason_zh == "520102在2025-06-30未配置防止返贫监测范围线"
    assert found.parameters[0]["value"] is None
    assert found.parameters[0]["reason_en"] == found.reason_en
    assert found.parameters[0]["reason_zh"] == found.reason_zh


def test_a_rule_that_waits_for_others_names_them():
    found = finding(check(**NO_INCOME), "R19")
    assert "not decided: R01" in found.reason_en
    assert "尚未判定: R01" in found.reason_zh


def test_a_rule_that_fails_to_compute_is_unknown_with_its_cause_and_never_not_met(monkeypatch):
    def broken(facts):
        message = f"income was {facts.number('net_income_pc')}"
        raise ZeroDivisionError(message)

    rules = [dataclasses.replace(r, decide=broken) if r.id == "R12" else r for r in RULES]
    monkeypatch.setattr(checking, "RULES", tuple(rules))
    eligibility = check()
    found = finding(eligibility, "R12")
    assert eligibility.failures == {"R12": "ZeroDivisionError"}
    assert found.met is None
    assert "ZeroDivisionError" in found.reason_en
    assert "ZeroDivisionError" in found.reason_zh
    assert "12000" not in found.reason_en + found.reason_zh
    assert eligibility.proposed_status == "data_gap"
    assert (finding(eligibility, "R20").met, finding(eligibility, "R25").met) == (None, False)
    table = check_eligibility(
        columns_of(a_household(), a_household()), AS_OF.repeat(2), Parameters.shipped()
    )
    assert table.failures == {"R12": "ZeroDivisionError"}
    assert table.outcomes["R12"].is_unknown.all()


def test_the_rule_pack_names_rules_and_parameters():
    assert check().rule_pack == f"rules 2026.2, parameters {Parameters.shipped().version}"


def test_from_2026_every_target_has_one_name(tmp_path):
    (tmp_path / "monitoring_line.toml").write_text(
        '[[value]]\nvalue = 9000\nfrom = 2026-01-01\narea = "53"\n'
        'source = "test"\nconfidence = "U"\n'
    )
    parameters = Parameters.load(SHIPPED, tmp_path)
    poor = a_household(net_income_pc=8_000.0, uninsured_members=1)
    days = np.array(["2025-12-31", "2026-01-01"], dtype="datetime64[D]")
    found = check_eligibility(columns_of(poor, poor), days, parameters)
    assert found.proposed_status.tolist() == ["propose_include"] * 2
    assert found.category.tolist() == ["unstable_lifted", "rp_target"]


def test_a_line_at_the_dibao_standard_itself_is_set_by_dibao(tmp_path):
    local = 'area = "530423", from = 2025-01-01, source = "test", confidence = "U"'
    for name, given in (
        ("monitoring_line", "dibao_multiple = 1.0"),
        ("dibao_year", "value = 9000"),
    ):
        (tmp_path / f"{name}.toml").write_text(f"value = [{{ {given}, {local} }}]\n")
    found = check_household(
        columns_of(a_household(net_income_pc=8_900.0)), AS_OF, Parameters.load(SHIPPED, tmp_path)
    )
    assert finding(found, "R03").met is True


def test_the_rules_run_without_any_machine_learning_package():
    script = (
        "import sys, riskmodel.eligibility\n"
        "print(sorted({'lightgbm', 'mlflow', 'shap', 'sklearn', 'pandas', 'numba'}"
        " & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_a_rule_that_is_not_in_force_yet_or_not_about_the_household_says_so():
    before, after = (
        check_household(
            columns_of(a_household(transfer_share=0.6)), np.array([day], "datetime64[D]"), LOCAL
        )
        for day in ("2025-12-31", "2026-01-01")
    )
    assert (finding(before, "R24").applies, finding(before, "R24").met) == (False, False)
    assert (finding(after, "R24").applies, finding(after, "R24").met) == (True, True)
    ordinary = check(household_type="ordinary")
    assert (finding(ordinary, "R24").applies, finding(ordinary, "R24").met) == (False, False)
    nobody_knows = check(household_type=None, monitor_status=None)
    assert (finding(nobody_knows, "R26").applies, finding(nobody_knows, "R26").met) == (None, None)


def test_the_conditions_for_removal_are_those_of_a_monitored_household_alone():
    assert check().removal == []
    conditions = {one.condition: one.holds for one in check(monitor_status="open").removal}
    assert len(conditions) == 8
    assert conditions["income_above_line"] is True
    assert conditions["months_above_line"] is None


def test_help_is_proposed_for_what_was_found_and_fits_who_can_work():
    found = check(net_income_pc=8_000.0, uninsured_members=1, measures=["jobs"])
    proposed = {one.measure: one for one in found.assistance}
    assert set(proposed) == {"industry", "health"}
    assert proposed["health"].rules == ["R12"]
    assert (proposed["health"].kind, proposed["industry"].kind) == ("problem", "development")
    assert proposed["health"].held is False
    unable = check(net_income_pc=8_000.0, labour_members=0)
    assert {one.kind for one in unable.assistance} == {"backstop"}
    assert check().assistance == []


@pytest.mark.parametrize(("income", "tier"), [(8_000, 1), (6_525, 1), (6_524, 2), (4_349, 3)])
def test_the_deeper_the_difficulty_the_more_is_proposed(income, tier):
    facts = {"net_income": None, "wage_income": None, "reference_pc": None}
    found = check(net_income_pc=float(income), compliant_self_paid=0, household_size=4, **facts)
    development = [one for one in found.assistance if one.kind == "development"]
    assert {one.tier for one in found.assistance} == {tier}
    assert len(development) == tier
