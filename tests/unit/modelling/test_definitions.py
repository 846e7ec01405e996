"""Every shipped definition can be read, and those of the synthetic panel train on a drawn one."""

from pathlib import Path

import pytest
from panels import a_drawn_panel

from riskmodel.modelling.definition import read_definition
from riskmodel.modelling.evaluation.card import model_card
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.pipeline import run

FOLDER = Path(__file__).parents[3] / "models"
SHIPPED = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_definition_is_named_as_its_file_and_names_its_features(path):
    definition = read_definition(path)
    assert definition.model.name == path.stem
    names = [feature.name for feature in features_of(definition.features)]
    assert len(names) == len(set(names))
    assert not any("audit" in name for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["return-to-poverty-hazard-12m", "return-to-poverty-24m"])
def test_another_question_trains_on_the_same_road(name):
    definition = read_definition(FOLDER / f"{name}.toml")
    quick = definition.model_copy(
        update={
            "learner": definition.learner.model_copy(
                update={"fits": 1, "trees": 20, "rows_in_leaf": 20}
            ),
            "judgement": definition.judgement.model_copy(update={"resamples": 30}),
            "split": definition.split.model_copy(update={"origins": 1, "tested_folds": 2}),
        }
    )
    trained = run(a_drawn_panel(years=7), quick, "drawn", lambda *_: None)
    held = trained.evaluation
    assert held.horizon_months == definition.label.horizon_months
    assert f"{definition.label.horizon_months} months later" in held.estimand
    assert held.village_to_row_width > 0.3
    card = model_card(quick, held)
    assert definition.model.title_en in card
    assert "a single fit of 20 trees" in card
