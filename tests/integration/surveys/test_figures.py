"""The figures that each survey's own description gives, found again in the panel."""

import numpy as np
import pandas as pd
import pytest

from riskmodel.modelling.definition import Cohort, Label
from riskmodel.modelling.labels import is_poor, label_panel
from riskmodel.schema.quality import CHECKS, CheckKind, data_quality
from riskmodel.sources.surveys import IMPORTERS

EVERYONE = Cohort(not_poor=False, not_monitored=False)
NOT_POOR = Cohort(not_poor=True, not_monitored=False)
WITHIN_A_YEAR = Label(outcome="below_line", horizon_months=12)
WITHIN_TWO_YEARS = Label(outcome="below_line", horizon_months=24)


def keyed(panel, values):
    keys = pd.MultiIndex.from_arrays(
        [panel.columns.text("household_id"), panel.columns.date("as_of_date")]
    )
    return pd.Series(values, index=keys)


def on(panel, day):
    return panel.columns.date("as_of_date") == np.datetime64(day)


def rate(values, rows, weight=None):
    return float(np.average(values[rows], weights=None if weight is None else weight[rows]))


def test_uganda_is_poor_exactly_where_the_file_says_so(uganda, uganda_file):
    table = pd.read_csv(uganda_file)
    ids = table["household_id"].map(lambda number: str(number).zfill(12))
    years = pd.to_datetime((table["year"] + 1).astype(str) + "-01-01")
    poor = keyed(uganda, is_poor(uganda.columns, "below_line").is_true)
    found = poor.reindex(pd.MultiIndex.from_arrays([ids, years.astype("datetime64[s]")]))
    assert len(table) == uganda.rows == 3 * 2_157
    assert (found.to_numpy(dtype=bool) == (table["poor"] == 1).to_numpy()).all()


def test_uganda_has_the_national_rate_of_the_first_wave(uganda):
    people = uganda.columns.number("weight") * uganda.local["local_household_size"]
    poor = is_poor(uganda.columns, "below_line").is_true
    weighted = on(uganda, "2010-01-01") & ~np.isnan(people)
    assert rate(poor, weighted, people) == pytest.approx(0.245, abs=0.001)


def test_uganda_has_the_falls_that_a_first_look_found(uganda):
    labels = label_panel(uganda, NOT_POOR, WITHIN_A_YEAR)
    second = labels.usable & on(uganda, "2011-01-01")
    assert int(second.sum()) == 1_725
    assert int(labels.outcome[second].sum()) == 241
    assert rate(labels.outcome, second) == pytest.approx(0.140, abs=0.0005)


@pytest.mark.parametrize(("day", "share"), [("2010-01-01", 0.47), ("2011-01-01", 0.43)])
def test_of_the_poor_in_uganda_the_share_that_stays_poor_is_the_files(uganda, day, share):
    labels = label_panel(uganda, EVERYONE, WITHIN_A_YEAR)
    poor = is_poor(uganda.columns, "below_line").is_true
    assert rate(labels.outcome, labels.usable & poor & on(uganda, day)) == pytest.approx(
        share, abs=0.01
    )


def test_uganda_counts_whole_households_only(uganda):
    size, local = uganda.columns.number("household_size"), uganda.local
    people = local["local_children_u15"] + local["local_adults_15_59"] + local["local_elderly_60"]
    known = ~np.isnan(size)
    assert (size[known] == people[known]).all()
    assert 0.6 < known.mean() < 0.7


def test_progresa_is_poor_exactly_where_the_file_says_so(progresa, progresa_file):
    table = pd.read_csv(progresa_file).dropna(subset="poor_99")
    ids = table["hhid"].map(lambda number: str(number).zfill(6))
    poor = keyed(progresa, is_poor(progresa.columns, "below_line").is_true)
    day = np.full(len(table), np.datetime64("1999-11-01", "s"))
    found = poor.reindex(pd.MultiIndex.from_arrays([ids, day]))
    assert (found.to_numpy(dtype=bool) == (table["poor_99"] == 1).to_numpy()).all()


def test_progresa_has_the_households_and_events_that_the_file_says(progresa):
    labels = label_panel(progresa, EVERYONE, WITHIN_TWO_YEARS)
    assert int(on(progresa, "1997-11-01").sum()) == 16_281
    assert int(on(progresa, "1999-11-01").sum()) == 14_376
    assert int(labels.usable.sum()) == 14_335
    assert int(labels.outcome[labels.usable].sum()) == 3_584


def test_progresa_tells_the_lost_from_those_seen_without_a_measure(progresa):
    labels = label_panel(progresa, EVERYONE, WITHIN_TWO_YEARS)
    fate = labels.follow_up[on(progresa, "1997-11-01")]
    names, counts = np.unique(fate, return_counts=True)
    assert dict(zip(names.tolist(), counts.tolist(), strict=True)) == {
        "observed": 14_335,
        "unmeasured": 14_376 - 14_335,
        "lost": 16_281 - 14_376,
    }


@pytest.mark.parametrize(("treated", "share"), [(0, 0.290), (1, 0.219)])
def test_assistance_hides_risk_in_progresa(progresa, treated, share):
    labels = label_panel(progresa, EVERYONE, WITHIN_TWO_YEARS)
    group = labels.usable & (progresa.local["local_intention_to_treat"] == treated)
    assert rate(labels.outcome, group) == pytest.approx(share, abs=0.0005)


def test_the_programmes_rule_is_its_score_against_its_cut_off(progresa):
    score, cutoff, eligible = (
        progresa.local[f"local_rule_{part}"] for part in ("score", "cutoff", "eligible")
    )
    known = ~np.isnan(eligible)
    assert int(known.sum()) == 6_467
    assert ((score <= cutoff) == eligible)[known].all()


def test_the_record_of_1997_is_the_same_whatever_became_of_1999(progresa, progresa_file, tmp_path):
    table = pd.read_csv(progresa_file)
    later = [name for name in table.columns if name.endswith("_99")]
    assert len(later) == 7
    table[later] = np.random.default_rng(1).uniform(1, 500, (len(table), len(later)))
    changed_file = tmp_path / "panel.csv"
    table.to_csv(changed_file, index=False)
    changed = IMPORTERS["progresa-rural"].read(changed_file)
    before, after = (panel.take(on(panel, "1997-11-01")) for panel in (progresa, changed))
    for name in before.local:
        np.testing.assert_array_equal(before.local[name], after.local[name])
    for name in before.columns.given:
        np.testing.assert_array_equal(before.columns[name], after.columns[name])


def test_the_record_of_1997_holds_nothing_of_1999(progresa):
    assert not [name for name in progresa.local if "99" in name]
    record = on(progresa, "1997-11-01")
    assert np.isnan(progresa.columns.number("measured_welfare_pc")[record]).all()
    for held in progresa.local.values():
        assert np.isnan(held[~record]).all()


def test_the_german_panel_has_its_person_years_and_its_line(german):
    days = german.columns.date("as_of_date")
    assert german.rows == 19_609
    assert np.unique(days.astype("datetime64[Y]").astype(str)).tolist() == [
        "1984", "1985", "1986", "1987", "1988",
    ]  # fmt: skip
    welfare = german.columns.number("measured_welfare_pc")
    for day in np.unique(days):
        assert np.median(welfare[days == day]) == pytest.approx(100 / 0.6)
    assert set(german.columns.text("village_code")) == {""}


@pytest.mark.parametrize("name", ["uganda", "progresa"])
def test_an_imported_record_contradicts_itself_nowhere(name, request):
    columns = request.getfixturevalue(name).columns
    village, province = columns.text("village_code"), columns.text("province_code")
    assert np.strings.startswith(village, province).all()
    assert set(np.strings.str_len(village)) <= {0, 12}
    unknown = np.full(columns.rows, np.nan)
    found = data_quality(columns, unknown, columns.date("as_of_date")).found
    contradictions = [check.id for check in CHECKS if check.kind is CheckKind.CONTRADICTION]
    assert not [check for check in contradictions if found[check].is_true.any()]
