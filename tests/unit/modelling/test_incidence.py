from dataclasses import replace

import numpy as np
import pytest
from panels import LINE, a_drawn_panel, a_panel

from riskmodel.modelling.backtest import backtest
from riskmodel.modelling.definition import Cohort, Label
from riskmodel.modelling.evaluation.cohort import CohortOfTest, cohort_under_test
from riskmodel.modelling.evaluation.incidence import cumulative_incidence
from riskmodel.modelling.evaluation.pool import pools
from riskmodel.modelling.labels import label_panel
from riskmodel.modelling.model import Band
from riskmodel.modelling.prepared import prepare

POOR, FINE = LINE - 1, LINE + 1
WAVES = {
    "falls": [FINE, POOR, FINE],
    "falls-later": [FINE, FINE, POOR],
    "stays": [FINE, FINE, FINE],
    "dies": [FINE, None, None],
    "dies-later": [FINE, FINE, None],
    "lost": [FINE, None, None],
}
LEFT = {("dies", 2020): "died", ("dies-later", 2021): "moved"}


def followed():
    rows = [
        LEFT.get((household, 2020 + place))
        for household, waves in WAVES.items()
        for place, welfare in enumerate(waves)
        if welfare is not None
    ]
    return a_panel(WAVES, exit_reason=rows)


def outcomes(exits):
    panel = followed()
    label = Label(outcome="below_line", horizon_months=12, exits=exits)
    first = panel.columns.date("as_of_date") == np.datetime64("2020-12-31")
    ids = panel.columns.text("household_id")[first]
    cohort = Cohort(not_poor=True, not_monitored=False)
    held = label_panel(panel, cohort, label).outcome[first]
    return dict(zip(ids, held, strict=True))


def test_an_exit_is_unknown_or_it_competes_and_a_loss_is_always_unknown():
    unknown, competing = outcomes("unknown"), outcomes("compete")
    assert np.isnan(unknown["dies"])
    assert competing["dies"] == 0
    assert np.isnan(competing["lost"])
    for household in ("falls", "stays", "falls-later"):
        assert unknown[household] == competing[household]


def test_cumulative_incidence_by_hand(trained, monkeypatch):
    """Six households: five known after a year (1 fell, 1 died), three of them after two."""
    panel = followed()
    label = Label(outcome="below_line", horizon_months=12)
    definition = trained.prepared.definition.model_copy(update={"label": label})
    prepared = replace(
        trained.prepared,
        panel=panel,
        definition=definition,
        village=np.arange(panel.rows),
        weight=np.ones(panel.rows),
    )
    places = np.flatnonzero(panel.columns.date("as_of_date") == np.datetime64("2020-12-31"))
    cohort = CohortOfTest(
        places, np.full(6, "observed"), np.full(6, 0.5), np.full(6, Band.HIGH.value)
    )
    monkeypatch.setattr(
        "riskmodel.modelling.evaluation.incidence.cohort_under_test", lambda *_: cohort
    )
    pool = pools(trained.prepared, [trained.served])[0]
    first, second = cumulative_incidence(prepared, pool)
    assert (first.months, first.at_risk, first.fell, first.left) == (12, 5, 1, 1)
    assert first.cumulative.value == pytest.approx(1 / 5)
    assert (second.months, second.at_risk, second.fell, second.left) == (24, 3, 1, 1)
    assert second.cumulative.value == pytest.approx(1 / 5 + (3 / 5) * (1 / 3))
    assert second.without_exits == pytest.approx(1 - (4 / 5) * (2 / 3))
    assert second.without_exits > second.cumulative.value


def test_the_higher_band_falls_sooner_and_no_share_ever_shrinks(trained):
    by_band = {}
    for one in trained.evaluation.incidence:
        by_band.setdefault(one.band, []).append(one.cumulative.value)
    assert by_band["high"][0] > by_band["ordinary"][0]
    for values in by_band.values():
        assert values == sorted(values)


def test_competing_exits_make_the_risk_set_larger(definition):
    panel = a_drawn_panel()
    columns = panel.columns
    newest = columns.date("as_of_date") == np.datetime64("2023-12-31")
    gone = columns.text("household_id")[newest][::10]
    stays = ~(
        np.isin(columns.text("household_id"), gone)
        & (columns.date("as_of_date") > np.datetime64("2023-12-31"))
    )
    died = float(columns.fields["exit_reason"].codes.index("died"))
    reason = np.where(np.isin(columns.text("household_id"), gone) & newest, died, np.nan)
    held = panel.take(stays)
    held = replace(held, columns=held.columns.with_column("exit_reason", reason[stays]))
    competing = definition.label.model_copy(update={"exits": "compete"})
    rows = [
        prepare(held, definition.model_copy(update={"label": label})).labels.usable.sum()
        for label in (definition.label, competing)
    ]
    assert rows[1] > rows[0]


@pytest.mark.slow
def test_the_cohort_holds_those_who_left_and_the_pool_does_not(definition):
    panel = a_drawn_panel()
    ids, days = panel.columns.text("household_id"), panel.columns.date("as_of_date")
    oldest = np.datetime64("2022-12-31")
    gone = np.isin(ids, ids[days == oldest][::7])
    kept = panel.take(~(gone & (days > oldest)))
    died = float(panel.columns.fields["exit_reason"].codes.index("died"))
    ids, days = kept.columns.text("household_id"), kept.columns.date("as_of_date")
    last = np.isin(ids, np.unique(ids[days == oldest][::7])) & (days == oldest)
    columns = kept.columns.with_column("exit_reason", np.where(last, died, np.nan))
    prepared = prepare(replace(kept, columns=columns), definition)
    fitted = backtest(prepared, lambda *_: None)
    pool = next(one for one in pools(prepared, fitted) if one.day == oldest)
    cohort = cohort_under_test(prepared, pool)
    assert set(pool.places) < set(cohort.places)
    assert (cohort.follow_up == "died").sum() > 20
    assert sum(one.left for one in cumulative_incidence(prepared, pool) if one.months == 12) > 20
