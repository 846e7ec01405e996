import numpy as np
import pytest
from builders import a_household, columns_of

from riskmodel.eligibility.proposals import PROBLEMS
from riskmodel.eligibility.rules.assistance import ANSWERED_BY
from riskmodel.errors import SchemaError
from riskmodel.explanation.levers import LEVERS, Standing, levers_asked, try_lever
from riskmodel.explanation.reader import Known, Reader
from riskmodel.modelling.features import FEATURES, feature_matrix
from riskmodel.schema.choices import MEASURE
from riskmodel.schema.field import Evidence
from riskmodel.schema.household import FIELDS

BY_FIELD = {lever.field: lever for lever in LEVERS}
NEEDY = {"uninsured_members": 2, "critical_insured": False, "public_post": 0, "housing_grade": "D",
         "dropout_compulsory": True, "water_safe": False, "piped_water": False}  # fmt: skip


@pytest.fixture(scope="module")
def reader(population):
    return Reader(population.model, FEATURES)


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.field)
def test_only_what_an_office_gives_and_verifies_is_a_lever(lever):
    field = FIELDS[lever.field]
    assert field.evidence is Evidence.VERIFIED
    assert field.model_use
    assert any(lever.field in feature.inputs for feature in FEATURES)
    assert lever.measure in {choice.code for choice in MEASURE}
    proposed = {measure for measures in PROBLEMS.values() for measure in measures}
    assert lever.measure in {*ANSWERED_BY, *proposed}


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("net_income_pc", "reviewed list"),
        ("wage_income", "declared by the household"),
        ("work_months_total", "declared by the household"),
        ("head_age", "reviewed list"),
        ("no_such_field", "reviewed list"),
    ],
)
def test_what_a_household_says_of_itself_is_refused(field, told):
    with pytest.raises(SchemaError, match=told) as refused:
        levers_asked(field)
    assert "no_such_field" not in str(refused.value)
    assert refused.value.violations[0].remedy_zh


def test_every_declared_field_is_refused():
    for field in FIELDS.values():
        if field.evidence is Evidence.DECLARED:
            with pytest.raises(SchemaError):
                levers_asked(field.name)


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.field)
def test_one_measure_is_tried_and_everything_else_stays(reader, lever):
    """The score is that of a record which says so and is otherwise the same."""
    known = Known(columns_of(a_household(**NEEDY)), 8_000.0)
    found = try_lever(reader, known, lever)
    assert found.standing is Standing.TRIED
    by_hand = columns_of(a_household(**NEEDY | {lever.field: lever.enough[0]}))
    expected = reader.model.predict(feature_matrix(by_hand, np.array([8_000.0]), FEATURES))
    assert found.raw_score == expected.raw_score[0]


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"housing_grade": "A"}, Standing.IN_PLACE),
        ({"housing_grade": "B"}, Standing.IN_PLACE),
        ({"housing_grade": "C"}, Standing.TRIED),
        ({"housing_grade": None}, Standing.NOT_RECORDED),
        ({"public_post": 2}, Standing.IN_PLACE),
        ({"public_post": 0}, Standing.TRIED),
        ({"dropout_compulsory": False}, Standing.IN_PLACE),
        ({"water_safe": True}, Standing.IN_PLACE),
        ({"uninsured_members": 0}, Standing.IN_PLACE),
    ],
)
def test_nothing_is_tried_where_the_measure_is_there_or_the_field_is_not_known(
    reader, changes, standing
):
    known = Known(columns_of(a_household(**changes)), 8_000.0)
    found = try_lever(reader, known, BY_FIELD[next(iter(changes))])
    assert found.standing is standing
    assert (found.raw_score is not None) is (standing is Standing.TRIED)


def test_a_model_that_reads_nothing_of_it_says_so(reader):
    others = tuple(feature for feature in reader.features if "water_safe" not in feature.inputs)
    known = Known(columns_of(a_household(water_safe=False)), 8_000.0)
    found = try_lever(Reader(reader.model, others), known, BY_FIELD["water_safe"])
    assert found.standing is Standing.NOT_READ
