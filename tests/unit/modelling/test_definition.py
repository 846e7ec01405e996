from pathlib import Path

import pytest

from riskmodel.errors import ConfigurationError
from riskmodel.modelling.definition import parse_definition, read_definition
from riskmodel.modelling.inputs import features_of

MODELS = Path(__file__).parents[3] / "models"
SHIPPED = (MODELS / "return-to-poverty-12m.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_definition_can_be_read_and_names_features_that_exist(path):
    definition = read_definition(path)
    assert definition.model.name == path.stem
    names = [feature.name for feature in features_of(definition.features)]
    assert definition.income_line.feature in names


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("horizon_months = 12", 'horizon_months = "twelve"', "label.horizon_months"),
        ("leaves = 8", "leaves = 8\nsmote = true", "learner.smote"),
        ('outcome = "poor"', 'outcome = "churn"', "label.outcome"),
        ("[label]", "[labels]", "labels"),
        ("seed = 7", "seed = = 7", "TOML"),
    ],
)
def test_a_fault_is_named_with_its_place(before, after, named):
    with pytest.raises(ConfigurationError, match=named):
        parse_definition(SHIPPED.replace(before, after).encode(), "a definition")


def test_a_feature_that_does_not_exist_is_refused():
    text = SHIPPED.replace('catalogue = "all"', 'catalogue = ["net_income_pc_to_line", "magic"]')
    with pytest.raises(ConfigurationError, match="magic"):
        features_of(parse_definition(text.encode(), "a definition").features)


def test_a_definition_that_is_not_there_says_where_they_are():
    with pytest.raises(ConfigurationError, match="models/"):
        read_definition(MODELS / "nothing.toml")
