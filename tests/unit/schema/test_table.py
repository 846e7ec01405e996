import numpy as np
import pandas as pd
import pytest

from riskmodel.errors import SchemaError
from riskmodel.schema.table import read_table

ID = "110101199003078515"


def faults(table: object) -> set[tuple[int | None, str, str]]:
    with pytest.raises(SchemaError) as caught:
        read_table(table)
    return {(v.row, v.field, v.kind) for v in caught.value.violations}


def test_every_violation_is_reported_in_one_pass():
    table = pd.DataFrame(
        {
            "household_id": ["a", "b", ID],
            "net_income_pc": [1.0, np.inf, 1e9],
            "housing_grade": ["A", None, "Z"],
            "job_lost": [True, None, False],
            "head_age": [30, 41.5, 7],
            "identified_on": ["2024-01", "2024-02-30", "long ago"],
            "measures": [["jobs"], ["spell"], None],
            "province_code": ["53", "5", None],
        }
    )
    assert faults(table) == {
        (2, "household_id", "identity_number"),
        (1, "net_income_pc", "not_finite"),
        (2, "net_income_pc", "above_maximum"),
        (2, "housing_grade", "not_allowed"),
        (1, "head_age", "not_whole"),
        (2, "head_age", "below_minimum"),
        (1, "identified_on", "not_a_date"),
        (2, "identified_on", "not_a_date"),
        (1, "measures", "not_allowed"),
        (1, "province_code", "wrong_form"),
    }


def test_a_column_of_mixed_types_names_the_rows_at_fault():
    table = {"household_id": ["a", "b", "c"], "head_age": [30, "forty", True]}
    assert faults(table) == {(1, "head_age", "wrong_type"), (2, "head_age", "wrong_type")}


def test_an_undeclared_column_and_a_missing_required_one_are_named():
    assert faults({"income": [1]}) == {
        (None, "income", "unknown_field"),
        (None, "household_id", "missing"),
    }


def test_an_unknown_id_is_missing_in_its_row():
    assert faults({"household_id": ["a", None]}) == {(1, "household_id", "missing")}


@pytest.mark.parametrize("name", ["张三", "p110101199003078515", "X" * 60])
def test_a_column_name_that_could_be_personal_is_not_repeated(name):
    with pytest.raises(SchemaError) as caught:
        read_table({"household_id": ["a"], name: [1]})
    assert name not in str(caught.value)


def test_no_message_repeats_a_value():
    with pytest.raises(SchemaError) as caught:
        read_table({"household_id": [ID], "head_age": [123456789], "housing_grade": ["secret"]})
    shown = str(caught.value)
    assert ID not in shown
    assert "123456789" not in shown
    assert "secret" not in shown


def test_unknown_stays_unknown():
    columns = read_table(
        pd.DataFrame(
            {"household_id": ["a", "b"], "wage_income": [np.nan, 5.0], "head_age": [40, None]}
        )
    )
    assert np.isnan(columns.number("wage_income")[0])
    assert np.isnan(columns.number("head_age")[1])
    assert np.isnan(columns.number("debt")).all()
    assert columns.value("monitor_status", 0) is None


def test_a_long_list_of_violations_is_cut_in_the_message_only():
    with pytest.raises(SchemaError) as caught:
        read_table({"household_id": ["x"] * 100, "head_age": [-1] * 100})
    assert len(caught.value.violations) == 100
    assert "and 80 more" in str(caught.value)


def test_months_are_read_as_their_first_day():
    columns = read_table({"household_id": ["a"], "identified_on": ["2024-05"]})
    assert str(columns.value("identified_on", 0)) == "2024-05-01"
