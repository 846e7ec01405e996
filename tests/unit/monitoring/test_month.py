import datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from panels import a_drawn_panel

from riskmodel.errors import DataError
from riskmodel.modelling.model import Distribution
from riskmodel.monitoring.audit import audit_sample
from riskmodel.monitoring.drift import count_feature, stability_index
from riskmodel.monitoring.month import month, score_panel
from riskmodel.monitoring.outcomes import (
    import_outcomes,
    known_outcomes,
    read_outcomes,
)
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import read_champion
from riskmodel.schema.panel import Panel

NAME = "return-to-poverty-12m"


@pytest.fixture(scope="module")
def served(champions):
    return read_champion(champions, NAME)


def a_month(seed=1):
    """The newest wave of the panel that the small model learnt from, or of another draw."""
    panel = a_drawn_panel(seed=seed)
    days = panel.columns.date("as_of_date")
    return panel.take(days == days.max())


def changed(panel, **columns):
    held = panel.columns
    for name, values in columns.items():
        held = held.with_column(name, values)
    return Panel(held, panel.local, panel.notes)


def look(served, panel, store=None):
    return month(served, panel, Parameters.shipped(), store)


def keep(folder, panel, outcome, at_random=None):
    """A file of outcomes, for every row whose outcome is known."""
    columns = panel.columns
    rows = np.flatnonzero(~np.isnan(outcome))
    drawn = np.zeros(panel.rows, bool) if at_random is None else at_random
    table = pa.table(
        {
            "household_id": columns.text("household_id")[rows],
            "as_of_date": columns.date("as_of_date")[rows].astype(object),
            "fell_back": outcome[rows] == 1,
            "drawn_at_random": drawn[rows],
        }
    )
    pq.write_table(table, folder / "given.parquet")
    import_outcomes(folder / "kept.parquet", read_outcomes(folder / "given.parquet"))
    return folder / "kept.parquet"


def test_a_month_like_the_training_raises_no_alarm_of_its_scores(served):
    found = look(served, a_month())
    assert found.score_stability_index < 0.25
    assert not {"other_unit", "more_missing"} & {a.code for a in found.alarms}
    assert sum(share.now for share in found.dimensions) == pytest.approx(1)
    assert sum(share.now for share in found.bands) == pytest.approx(1)
    assert found.outcomes is None
    assert len(found.blind_en) == len(found.blind_zh) == 3


def test_incomes_in_another_unit_are_seen_though_they_are_few(served):
    panel = a_month()
    income = panel.columns.number("net_income_pc")
    slipped = np.where(np.arange(panel.rows) % 20 == 0, income / 10_000, income)
    found = look(served, changed(panel, net_income_pc=slipped))
    income_drift = next(f for f in found.features if f.feature == "net_income_pc_to_line")
    assert income_drift.other_unit == pytest.approx(0.05, abs=0.01)
    assert income_drift.stability_index < 0.25, "the index alone would not have told"
    assert "other_unit" in {alarm.code for alarm in found.alarms}


def test_a_column_that_goes_missing_and_incomes_that_fall_are_seen(served):
    panel = a_month()
    sick = panel.columns.number("serious_illness_members")
    gone = np.where(np.arange(panel.rows) % 3 == 0, np.nan, sick)
    income = panel.columns.number("net_income_pc") * 0.6
    found = look(served, changed(panel, serious_illness_members=gone, net_income_pc=income))
    codes = {alarm.code for alarm in found.alarms}
    assert {"more_missing", "feature_moved", "score_moved"} <= codes
    assert found.mean_probability.now > found.mean_probability.then


def test_outcomes_are_set_beside_the_scores(served, tmp_path):
    panel = a_drawn_panel(villages=99, households=40, years=2)
    first = panel.columns.date("as_of_date") == panel.columns.date("as_of_date").min()
    now, later = panel.take(first), panel.take(~first)
    assert (now.columns.text("household_id") == later.columns.text("household_id")).all()
    line = later.columns.number("monitoring_line")
    fell = (later.columns.number("measured_welfare_pc") < line).astype(float)
    store = keep(tmp_path, now, fell, np.arange(now.rows) % 30 == 0)
    seen = look(served, now, store).outcomes
    assert seen.rows <= now.rows
    assert seen.events >= 100
    assert seen.auc.value > 0.65
    assert seen.auc.low < seen.auc.value < seen.auc.high
    assert 0.08 < seen.recall.value < 1
    assert seen.audit.visited > 50
    assert seen.audit.rate.value == pytest.approx(seen.audit.fell / seen.audit.visited)


def test_a_recall_does_not_rise_because_visits_follow_the_score(served, tmp_path):
    """Of the upper band all outcomes are known, of the others one in four: it is that of all."""
    panel = a_drawn_panel(villages=99, households=80, years=1, seed=3)
    scores = score_panel(served, panel, Parameters.shipped())
    random = np.random.default_rng(0)
    fell = (random.random(panel.rows) < np.nan_to_num(scores.probability)).astype(float)
    visited = (scores.band == "high") | (random.random(panel.rows) < 0.25)
    seen = look(served, panel, keep(tmp_path, panel, np.where(visited, fell, np.nan))).outcomes
    recall = fell[scores.band == "high"].sum() / fell.sum()
    assert seen.recall.low < recall < seen.recall.high
    assert seen.recall.value == pytest.approx(recall, abs=0.06)
    assert fell[visited & (scores.band == "high")].sum() / fell[visited].sum() > recall + 0.15
    assert seen.rows < seen.scored == panel.rows - np.isnan(scores.probability).sum()


def test_without_an_outcome_of_a_band_nothing_is_said_of_all(served, tmp_path):
    panel = a_drawn_panel(villages=99, households=40, years=1, seed=3)
    scores = score_panel(served, panel, Parameters.shipped())
    fell = np.where(scores.band == "high", np.arange(panel.rows) % 2, np.nan)
    seen = look(served, panel, keep(tmp_path, panel, fell)).outcomes
    assert seen.events >= 100
    assert (seen.auc, seen.recall) == (None, None)
    assert seen.observed_over_expected is not None


def test_few_outcomes_are_too_few_to_say(served, tmp_path):
    panel = a_month()
    outcome = np.full(panel.rows, np.nan)
    outcome[:40] = np.arange(40) % 2
    seen = look(served, panel, keep(tmp_path, panel, outcome)).outcomes
    assert (seen.events, seen.auc, seen.observed_over_expected) == (20, None, None)


def test_twice_as_many_falls_as_expected_are_an_alarm(served, tmp_path):
    panel = a_drawn_panel(villages=99, households=60, years=1, seed=3)
    scores = score_panel(served, panel, Parameters.shipped())
    random = np.random.default_rng(0)
    known = ~np.isnan(scores.probability)
    chance = np.where(known, np.minimum(2 * scores.probability, 1), 0)
    outcome = np.where(known, (random.random(panel.rows) < chance).astype(float), np.nan)
    found = look(served, panel, keep(tmp_path, panel, outcome))
    assert found.outcomes.observed_over_expected.value == pytest.approx(2, abs=0.3)
    assert "miscalibrated" in {alarm.code for alarm in found.alarms}


def test_the_index_by_hand_and_of_a_feature_that_has_not_moved():
    assert stability_index(np.array([0.5, 0.5]), np.array([0.5, 0.5])) == 0
    assert stability_index(np.array([0.5, 0.5]), np.array([0.75, 0.25])) == pytest.approx(
        0.25 * np.log(1.5) - 0.25 * np.log(0.5)
    )
    held = Distribution(
        edges=[1.0], shares=[0.5, 0.5], missing=0, smallest=0.5, largest=2.0, median=1.0,
        answers=[], answer_shares=[],
    )  # fmt: skip
    assert count_feature(held, np.array([0.5, 1.5, np.nan])).index(held) == 0
    assert count_feature(held, np.array([np.nan])).index(held) == 0
    counted = count_feature(held, np.array([1.0, 0.001, 0.01, 1e4, -5.0]))
    assert counted.other_unit == pytest.approx(2 / 4)


def households(count):
    return np.array([f"h{number}" for number in range(count)])


def test_a_draw_is_the_same_whatever_the_order_and_another_with_another_seed():
    ids = households(2_000)
    band = np.where(np.arange(2_000) < 160, "high", "ordinary").astype("U9")
    band[160:200] = ""
    drawn = audit_sample(ids, band, 0.03, "2026-03")
    assert drawn.sum() == round(0.03 * 1_800)
    assert not drawn[:200].any()
    order = np.random.default_rng(0).permutation(2_000)
    again = audit_sample(ids[order], band[order], 0.03, "2026-03")
    assert set(ids[order][again]) == set(ids[drawn])
    other = audit_sample(ids, band, 0.03, "2026-04")
    assert set(ids[other]) != set(ids[drawn])


def test_a_draw_is_fair():
    """Over many seeds every household is drawn about as often as any other."""
    ids, band = households(200), np.full(200, "see_first")
    times = sum(audit_sample(ids, band, 0.05, str(seed)).astype(int) for seed in range(400))
    assert times.sum() == 400 * 10
    assert times.min() >= 5
    assert times.max() <= 40


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2])
def test_a_draw_is_of_two_to_five_per_cent(share):
    with pytest.raises(DataError, match="between 2% and 5%"):
        audit_sample(households(10), np.full(10, "ordinary"), share, "x")


HEAD = "household_id,as_of_date,fell_back,drawn_at_random\n"


def test_outcomes_are_kept_once_and_found_again(tmp_path):
    panel = a_month()
    ids = panel.columns.text("household_id")
    source, store = tmp_path / "found.csv", tmp_path / "kept" / "outcomes.parquet"
    source.write_text(HEAD + f"{ids[3]},2024-12-31,true,false\n{ids[5]},2024-12-31,false,true\n")
    first = import_outcomes(store, read_outcomes(source))
    again = import_outcomes(store, read_outcomes(source))
    assert ((first.added, first.known), (again.added, again.known)) == ((2, 0), (0, 2))
    known = known_outcomes(store, panel.columns)
    assert (known.outcome[3], known.outcome[5]) == (1, 0)
    assert np.isnan(np.delete(known.outcome, [3, 5])).all()
    assert known.at_random.nonzero()[0].tolist() == [5]


def test_an_outcome_that_contradicts_another_stops_all_and_names_no_household(tmp_path):
    store = tmp_path / "outcomes.parquet"
    source = tmp_path / "found.csv"
    source.write_text(HEAD + "secret-1,2024-12-31,true,false\n")
    import_outcomes(store, read_outcomes(source))
    before = store.read_bytes()
    source.write_text(HEAD + "new-1,2024-12-31,true,false\nsecret-1,2024-12-31,false,false\n")
    with pytest.raises(DataError, match="row 1 contradicts") as error:
        import_outcomes(store, read_outcomes(source))
    assert "secret" not in str(error.value)
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("household_id,fell_back\nh,true\n", "as_of_date"),
        (HEAD + "h,2024-12-31,,false\n", "row 0 is empty"),
        (HEAD + "h,last year,true,false\n", "a day"),
        (HEAD + "h,2024-12-31,perhaps,false\n", "true or false"),
    ],
)
def test_a_file_of_outcomes_that_cannot_be_read_says_which_column(tmp_path, content, told):
    source = tmp_path / "found.csv"
    source.write_text(content)
    with pytest.raises(DataError, match=told):
        read_outcomes(source)


def test_a_file_without_the_draw_is_of_no_draw(tmp_path):
    source = tmp_path / "found.csv"
    source.write_text("household_id,as_of_date,fell_back\nh,2024-12-31,true\n")
    assert read_outcomes(source)["drawn_at_random"].to_pylist() == [False]


def test_nothing_imported_is_nothing_known(tmp_path):
    assert known_outcomes(tmp_path / "none.parquet", a_month().columns) is None
    with pytest.raises(DataError, match="no file"):
        read_outcomes(tmp_path / "none.csv")


def test_an_id_of_digits_keeps_its_leading_zeros(tmp_path):
    source = tmp_path / "found.csv"
    source.write_text(HEAD + "000123,2024-12-31,true,false\n")
    assert read_outcomes(source)["household_id"].to_pylist() == ["000123"]


def test_outcomes_come_as_parquet_too(tmp_path):
    table = pa.table(
        {
            "household_id": ["h"],
            "as_of_date": [datetime.date(2024, 12, 31)],
            "fell_back": [True],
            "drawn_at_random": [True],
        }
    )
    pq.write_table(table, tmp_path / "found.parquet")
    assert read_outcomes(tmp_path / "found.parquet").num_rows == 1


def test_a_household_without_an_income_is_counted_as_not_scored(served):
    panel = a_month()
    income = np.full(panel.rows, np.nan)
    found = look(served, changed(panel, net_income_pc=income))
    assert found.not_scored == 1
    assert "not_scored" in {alarm.code for alarm in found.alarms}


def test_a_model_expires_after_eighteen_months(served):
    panel = a_month()
    for months, expired in ((6, False), (18, False), (20, True)):
        day = np.datetime64("2024-12-31").astype("M8[M]") + np.timedelta64(months, "M")
        days = np.full(panel.rows, day.astype("M8[D]"))
        found = look(served, changed(panel, as_of_date=days))
        assert found.months_old == months
        assert ("expired" in {alarm.code for alarm in found.alarms}) == expired


def test_households_under_monitoring_are_left_out_and_counted(served):
    panel = a_month()
    codes = panel.columns.fields["monitor_status"].codes
    status = np.where(np.arange(panel.rows) % 4 == 0, codes.index("open"), codes.index("none"))
    found = look(served, changed(panel, monitor_status=status.astype(float)))
    assert found.left_out == panel.rows // 4
    assert found.households == panel.rows - found.left_out
