import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskmodel.errors import SurveyImportError
from riskmodel.modelling.definition import Cohort, Label, read_definition
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.labels import label_panel
from riskmodel.modelling.pipeline import run
from riskmodel.sources.surveys import IMPORTERS

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("RISKMODEL_SURVEY_DATA", ROOT.parent / "shared" / "data"))
UGANDA = DATA / "uganda-lsms" / "panel.csv"
PROGRESA = DATA / "progresa-rural" / "panel.csv.gz"
MODELS = {
    "uganda-lsms": "uganda-fall-12m",
    "progresa-rural": "progresa-later-poverty-24m",
    "german-health": "german-low-income-12m",
}
QUICK = {"resamples": 40}


def there(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"no survey file {path.name}: set RISKMODEL_SURVEY_DATA to its folder")
    return path


@pytest.fixture(scope="module")
def uganda():
    return IMPORTERS["uganda-lsms"].read(there(UGANDA))


@pytest.fixture(scope="module")
def progresa():
    return IMPORTERS["progresa-rural"].read(there(PROGRESA))


@pytest.fixture(scope="module")
def german():
    return IMPORTERS["german-health"].read(Path())


def test_uganda_is_poor_exactly_where_the_file_says_so(uganda):
    table = pd.read_csv(UGANDA).sort_values(["year", "household_id"])
    poor = uganda.columns.number("measured_welfare_pc") < uganda.columns.number("monitoring_line")
    by_key = dict(
        zip(
            zip(
                uganda.columns.text("household_id"), uganda.columns.date("as_of_date"), strict=True
            ),
            poor,
            strict=True,
        )
    )
    for row in table.itertuples():
        key = (str(row.household_id).zfill(12), np.datetime64(f"{row.year + 1}-01-01"))
        assert by_key[key] == bool(row.poor)


def test_uganda_has_the_falls_that_a_first_look_found(uganda):
    labels = label_panel(
        uganda,
        Cohort(not_poor=True, not_monitored=False),
        Label(outcome="below_line", horizon_months=12),
    )
    second = labels.usable & (uganda.columns.date("as_of_date") == np.datetime64("2011-01-01"))
    assert int(second.sum()) == 1_725
    assert int(labels.outcome[second].sum()) == 241


def test_progresa_has_the_households_and_events_that_the_file_says(progresa):
    labels = label_panel(
        progresa,
        Cohort(not_poor=False, not_monitored=False),
        Label(outcome="below_line", horizon_months=24),
    )
    assert int(labels.usable.sum()) == 14_335
    assert int(labels.outcome[labels.usable].sum()) == 3_584


def test_the_record_of_1997_holds_nothing_of_1999(progresa):
    assert not [name for name in progresa.local if "99" in name]
    record = progresa.columns.date("as_of_date") == np.datetime64("1997-11-01")
    assert np.isnan(progresa.columns.number("measured_welfare_pc")[record]).all()
    for held in progresa.local.values():
        assert np.isnan(held[~record]).all()


@pytest.mark.parametrize("name", IMPORTERS)
def test_no_definition_learns_from_what_is_kept_for_audits(name):
    definition = read_definition(ROOT / "models" / f"{MODELS[name]}.toml")
    for feature in features_of(definition.features):
        assert "audit" not in feature.name
        assert feature.name not in ("local_intention_to_treat", "local_rule_eligible")


@pytest.mark.parametrize("name", ["uganda-lsms", "progresa-rural"])
def test_a_file_that_lacks_a_column_is_refused_by_name(name, tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("household_id,hhid\n1,1\n")
    with pytest.raises(SurveyImportError, match="lacks the columns"):
        IMPORTERS[name].read(path)


@pytest.mark.parametrize("name", ["uganda-lsms", "progresa-rural"])
def test_a_file_that_is_not_there_is_refused(name, tmp_path):
    with pytest.raises(SurveyImportError, match="no file"):
        IMPORTERS[name].read(tmp_path / "panel.csv")


def judged(panel, name):
    definition = read_definition(ROOT / "models" / f"{MODELS[name]}.toml")
    judgement = definition.judgement.model_copy(update=QUICK)
    return run(
        panel, definition.model_copy(update={"judgement": judgement}), "digest", lambda *_: None
    ).evaluation


@pytest.mark.slow
def test_on_a_panel_that_any_machine_has_three_scores_stand_side_by_side(german):
    evaluation = judged(german, "german-health")
    assert [str(block.origin) for block in evaluation.blocks] == ["1986-12-31", "1987-12-31"]
    for ranked in evaluation.headline.scores.values():
        assert 0.7 < ranked.auc.value < 0.9
    assert not evaluation.unseen_villages


@pytest.mark.slow
def test_uganda_is_judged_from_end_to_end(uganda):
    evaluation = judged(uganda, "uganda-lsms")
    assert (evaluation.headline.rows, evaluation.headline.events) == (1_725, 241)
    assert set(evaluation.unweighted) == {"lightgbm", "logistic", "income_line"}
    for ranked in evaluation.unweighted.values():
        assert 0.62 < ranked.auc.value < 0.76


@pytest.mark.slow
def test_progresa_is_judged_from_end_to_end(progresa):
    evaluation = judged(progresa, "progresa-rural")
    assert evaluation.headline.rows == 14_335
    assert evaluation.headline.scores["income_line"].auc.value == pytest.approx(0.674, abs=0.02)
    assert evaluation.headline.scores["lightgbm"].auc.value == pytest.approx(0.715, abs=0.02)
    assert not evaluation.future_year
