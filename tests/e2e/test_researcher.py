"""The researcher's whole path on the command line, on a small panel."""

import json

import pyarrow.csv
import pytest
from mlflow import MlflowClient
from panels import a_drawn_panel
from typer.testing import CliRunner

from riskmodel.cli.main import commands, exit_code
from riskmodel.errors import DataError, PromotionRefusedError, ReproductionError
from riskmodel.modelling import fitting, training
from riskmodel.registry.tracking import Registry
from riskmodel.schema.panel import write_panel

pytestmark = pytest.mark.slow
runner = CliRunner()
BY_ONE = ["--by", "Wang Fang", "--because", "it finds more"]
BY_OTHER = ["--by", "Li Na", "--because", "a trial in one township"]


@pytest.fixture(scope="module")
def place(tmp_path_factory, definition_text):
    """A folder with a panel, two definitions, and the settings that point to it."""
    folder = tmp_path_factory.mktemp("office")
    panel = a_drawn_panel()
    write_panel(panel, folder / "panel.parquet")
    days = panel.columns.date("as_of_date")
    write_panel(panel.take(days == days.max()), folder / "month.parquet")
    quick = definition_text.replace("resamples = 60", "resamples = 20")
    (folder / "first.toml").write_text(quick, encoding="utf-8")
    fewer = quick.replace("trees = 15", "trees = 8")
    (folder / "second.toml").write_text(fewer, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKMODEL_STATE", str(folder / "state"))
        patch.setenv("COLUMNS", "200")
        yield folder


def do(*arguments):
    found = runner.invoke(commands, [str(one) for one in arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture(scope="module")
def trained(place):
    panel = place / "panel.parquet"
    return [do("train", place / f"{name}.toml", "--panel", panel) for name in ("first", "second")]


def test_a_training_says_what_it_is_beside_and_what_speaks_against_it(trained):
    assert "recommended:" in trained[0]
    assert "registered return-to-poverty-12m version 1" in trained[0]
    assert "looked at" not in trained[0]
    assert "looked at once before" in trained[1]


@pytest.mark.usefixtures("trained")
def test_two_people_and_a_gate_stand_before_a_champion(place):
    for command in (["promote", "1", *BY_OTHER], ["refuse", "1", *BY_OTHER]):
        with pytest.raises(PromotionRefusedError, match="not proposed") as error:
            do(*command)
        assert exit_code(error.value) == 13
    assert "is proposed by Wang Fang" in do("propose", "1", *BY_ONE)
    with pytest.raises(PromotionRefusedError, match="two people"):
        do("promote", "1", *BY_ONE, "--force")
    assert "is the champion" in do("promote", "1", *BY_OTHER, "--force")
    do("propose", "2", *BY_ONE)
    assert "is refused by Li Na" in do("refuse", "2", *BY_OTHER)
    told = do("history")
    assert told.count("proposed") >= 2
    assert "a trial in one township" in told
    assert "was live" in do("history", "--on", "2999-12-31")
    assert "no version" in do("history", "--on", "2001-01-01")
    assert "champion" in do("versions")
    assert (place / "state" / "champions" / "return-to-poverty-12m" / "history.jsonl").is_file()


@pytest.mark.usefixtures("trained")
def test_a_champion_that_the_history_does_not_know_is_told_of(place):
    history = place / "state" / "champions" / "return-to-poverty-12m" / "history.jsonl"
    kept = history.read_bytes()
    history.write_bytes(b"".join(kept.splitlines(keepends=True)[:1]))
    try:
        assert "serves, but by the history no version should" in do("history")
    finally:
        history.write_bytes(kept)


@pytest.mark.usefixtures("trained")
def test_a_version_is_evaluated_in_full_reproduced_and_compared(place):
    panel = place / "panel.parquet"
    told = do("evaluate", "1", "--panel", panel, "--out", place / "evaluation")
    assert "looked at 2 times before" in told
    page = (place / "evaluation" / "evaluation.html").read_text(encoding="utf-8")
    assert "Learning curve" in page
    tried = json.loads((place / "evaluation" / "robustness.json").read_bytes())
    assert tried["other_seeds"]["refits"] == 10
    assert tried["refitted"]["refits"] == 4
    assert "Survey weights in the fit" in page
    difference = tried["weighting"]["weighted"]["auc"]["difference"]["value"]
    version = Registry(place / "state").version("return-to-poverty-12m", "1")
    logged = MlflowClient().get_run(version.run_id).data.metrics
    assert logged["robustness.weights_in_fit.auc"] == difference
    assert do("reproduce", "1", "--panel", panel).count("the same bytes") == 3
    beside = do("compare", "1", "2", "--panel", panel)
    assert "households that neither has seen" in beside
    assert "AUC, weighted" in beside
    assert "AUC, unweighted" in beside
    assert "mind" not in beside
    registry = Registry(place / "state")
    looked_at = registry.artifact(version).manifest.panel_sha256
    assert registry.times_opened("return-to-poverty-12m", looked_at) == 4
    other = place / "other.parquet"
    write_panel(a_drawn_panel(seed=3), other)
    with pytest.raises(DataError, match="not the one"):
        do("reproduce", "1", "--panel", other)
    assert "may have been seen" in do("compare", "1", "2", "--panel", other)


@pytest.mark.usefixtures("trained")
def test_other_code_that_gives_other_trees_is_told_and_fails(place, monkeypatch):
    def with_another_seed(sample, learner, features):
        return training.train_lightgbm(sample, learner.model_copy(update={"seed": 99}), features)

    monkeypatch.setattr(fitting, "train_lightgbm", with_another_seed)
    with pytest.raises(ReproductionError, match="other trees") as error:
        do("reproduce", "1", "--panel", place / "panel.parquet")
    assert exit_code(error.value) == 13


def test_a_learner_is_looked_for_and_written_as_a_definition(place):
    out = place / "tuned" / "third.toml"
    told = do(
        "tune", place / "first.toml", "--panel", place / "panel.parquet", "--out", out,
        "--trials", "3", "--minutes", "2",
    )  # fmt: skip
    assert "3 learners" in told
    assert "[learner]" in out.read_text(encoding="utf-8")


@pytest.mark.usefixtures("trained")
def test_a_month_is_looked_at_visits_are_drawn_and_outcomes_come_back(place):
    month = place / "month.parquet"
    assert "cannot show" in do("monitor", "--records", month, "--out", place / "month.json")
    assert "本月数据无法显示" in do("monitor", "--records", month, "--language", "zh")
    assert json.loads((place / "month.json").read_bytes())["households"] == 1_200
    drawn = []
    for name in ("one.csv", "two.csv"):
        do("visits", "draw", "--records", month, "--seed", "2026-03", "--out", place / name)
        drawn.append((place / name).read_bytes())
    assert drawn[0] == drawn[1]
    visits = pyarrow.csv.read_csv(place / "one.csv").to_pydict()
    lines = [
        f"{one},{day},{'true' if number % 4 == 0 else 'false'},true"
        for number, (one, day) in enumerate(
            zip(visits["household_id"], visits["as_of_date"], strict=True)
        )
    ]
    found = place / "found.csv"
    head = "household_id,as_of_date,fell_back,drawn_at_random"
    found.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert f"{len(lines)} outcomes added" in do("outcomes", "import", found)
    assert f"{len(lines)} were known already" in do("outcomes", "import", found)
    told = do("monitor", "--records", month)
    assert "too few to say" in told
    assert "drawn at random below the upper band" in told
