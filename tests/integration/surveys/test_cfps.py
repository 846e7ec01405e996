"""The mapping of the China Family Panel Studies, on made files of the same shape."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskmodel.errors import SurveyImportError
from riskmodel.modelling.definition import read_definition
from riskmodel.modelling.pipeline import run
from riskmodel.sources.surveys import IMPORTERS

DEFINITION = Path(__file__).parents[3] / "models" / "cfps-fall-24m.toml"
YEARS = (2014, 2016, 2018, 2020)


def a_wave(year, fid, before, level, random):
    """One family-economy file; every twentieth income is refused, every tenth community urban."""
    wave, rows = year % 100, len(fid)
    size = 1 + np.arange(rows) % 5
    income = np.round(9_000 * np.exp(level + 0.1 * random.normal(size=rows)) * size)
    refused = np.arange(rows) % 20 == 3
    return pd.DataFrame(
        {
            f"fid{wave}": fid,
            **({f"fid{wave - 2}": before} if before is not None else {}),
            f"provcd{wave}": np.where(np.arange(rows) % 2, 53, 62),
            f"cid{wave}": 100 + np.arange(rows) % 60,
            f"urban{wave}": (np.arange(rows) % 60 % 10 == 9).astype(int),
            f"familysize{wave}": size,
            f"fswt_natcs{wave}": 1.0 + np.arange(rows) % 3,
            "fincome1": np.where(refused, -8, income),
            "fincome1_per": np.where(refused, -8, income / size),
            "fwage_1": np.round(random.uniform(0.3, 0.7, rows) * income),
            "foperate_1": np.where(np.arange(rows) % 7 == 0, -500, np.round(0.3 * income)),
            "med": random.integers(0, 20_000, rows),
            "house_debts": 0,
            "nonhousing_debts": -1,
            "resp1pid": ["text"] * rows,
        }
    )


@pytest.fixture(scope="module", params=["csv", "dta"])
def folder(request, tmp_path_factory):
    target = tmp_path_factory.mktemp("cfps")
    random = np.random.default_rng(0)
    rows = 1_200
    fid, level, before = np.arange(100_001, 100_001 + rows), random.normal(0, 0.5, rows), None
    for year in YEARS:
        level = 0.8 * level + 0.35 * random.normal(size=rows)
        table = a_wave(year, fid, before, level, random)
        path = target / f"cfps{year}famecon_202012.{request.param}"
        if request.param == "csv":
            table.to_csv(path, index=False)
        else:
            table.to_stata(path, write_index=False)
        before = fid
        # Every tenth household is given a new number in the next wave.
        fid = np.where(np.arange(rows) % 10 == 0, fid + 500_000, fid)
    return target


@pytest.fixture(scope="module")
def panel(folder):
    return IMPORTERS["cfps"].read(folder)


def test_a_household_keeps_its_first_number_through_the_waves(panel):
    ids, counts = np.unique(panel.columns.text("household_id"), return_counts=True)
    assert set(counts) == {4}
    assert len(ids) == 1_080, "the tenth of communities that is urban is left out"
    assert all(one.startswith("cfps-1") for one in ids)


def test_answers_that_were_refused_are_unknown_and_a_loss_stays_a_loss(panel):
    income = panel.columns.number("net_income_pc")
    assert np.isnan(income).mean() == pytest.approx(0.05, abs=0.01)
    assert np.nanmin(income) > 100
    assert np.isnan(panel.columns.number("debt")).all(), "one of its two parts is unknown"
    wage = panel.columns.number("wage_income")
    assert not np.isnan(wage).any()


def test_the_line_is_half_of_the_rural_median_of_each_wave(panel):
    columns = panel.columns
    for year in YEARS:
        rows = columns.date("as_of_date") == np.datetime64(f"{year}-07-01")
        (line,) = np.unique(columns.number("monitoring_line")[rows])
        assert line == pytest.approx(
            np.nanmedian(columns.number("net_income_pc")[rows]) / 2, rel=0.1
        )


def test_the_shipped_definition_trains_on_it(panel):
    definition = read_definition(DEFINITION)
    quick = definition.model_copy(
        update={
            "learner": definition.learner.model_copy(
                update={"fits": 1, "trees": 30, "rows_in_leaf": 20}
            ),
            "judgement": definition.judgement.model_copy(update={"resamples": 30}),
        }
    )
    evaluation = run(panel, quick, "made", lambda *_: None).evaluation
    assert evaluation.future_year
    assert evaluation.horizon_months == 24
    assert str(evaluation.headline.origin) == "2018-07-01"
    assert 0.6 < evaluation.headline.scores["lightgbm"].auc.value < 0.9


def test_a_folder_without_waves_and_a_file_without_a_variable_say_what_is_lacking(tmp_path):
    with pytest.raises(SurveyImportError, match="no folder"):
        IMPORTERS["cfps"].read(tmp_path / "none")
    with pytest.raises(SurveyImportError, match="a panel needs two"):
        IMPORTERS["cfps"].read(tmp_path)
    for year in (2018, 2020):
        (tmp_path / f"cfps{year}famecon.csv").write_text(f"fid{year % 100},fincome1\n1,2\n")
    with pytest.raises(SurveyImportError, match="provcd18") as error:
        IMPORTERS["cfps"].read(tmp_path)
    assert "fincome1_per" in str(error.value)


def test_where_a_household_split_the_part_that_kept_the_number_goes_on(tmp_path):
    random = np.random.default_rng(1)
    first = a_wave(2018, np.array([1, 2]), None, np.zeros(2), random)
    second = a_wave(2020, np.array([7, 1, 2]), np.array([1, 1, 2]), np.zeros(3), random)
    first.to_csv(tmp_path / "cfps2018famecon.csv", index=False)
    second.to_csv(tmp_path / "cfps2020famecon.csv", index=False)
    found = IMPORTERS["cfps"].read(tmp_path).columns
    later = found.date("as_of_date") == np.datetime64("2020-07-01")
    size = dict(
        zip(found.text("household_id")[later], found.number("household_size")[later], strict=True)
    )
    assert size == {"cfps-1": 2, "cfps-2": 3, "cfps-7": 1}
