"""A challenger is scored aside and compared, and nothing of it touches an answer."""

import datetime
import json
import logging
import re
import shutil
import time

import numpy as np
import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from reliability.row03_swaps import forged, killing
from riskmodel_api.app import create_app
from terminal import do
from versions import NAME

from riskmodel.assessment import Assessor
from riskmodel.errors import ModelNotFoundError
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import move_pointer, place_version, read_placed_version
from riskmodel.registry.pointer import Role, read_pointer
from riskmodel.settings import Settings
from riskmodel.shadow import Shadow, Shadowing, sender
from riskmodel.shadow.report import compare
from riskmodel.shadow.scores import Scored, ShadowScore, read_scores

PATIENCE = 60


@pytest.fixture
def state(champions, older_version, tmp_path):
    """A state folder with a champion and another version as its challenger."""
    shutil.copytree(champions, tmp_path / "champions")
    challenger = place_version(tmp_path / "champions", NAME, "2", *older_version, Role.CHALLENGER)
    move_pointer(tmp_path / "champions", challenger)
    return tmp_path


def scored_beside(state, count=1):
    """What is kept, once there is that much of it."""
    until = time.monotonic() + PATIENCE
    while True:
        found = list(read_scores(state / "shadow", NAME))
        if len(found) >= count:
            return found
        assert time.monotonic() < until, "nothing was scored aside"
        time.sleep(0.1)


def asked(client, **changes):
    body = {"as_of_date": AS_OF, "household": a_household(**changes)}
    return client.post("/v1/assessments", json=body)


def test_a_challenger_is_scored_aside_and_the_answer_is_the_champions(state):
    with TestClient(create_app(Settings(state=state, shadow=True))) as client:
        answers = [asked(client).json(), asked(client, net_income_pc=None).json()]
        found = scored_beside(state, count=2)
    challenger = read_pointer(state / "champions", NAME, Role.CHALLENGER)
    other = Assessor(Parameters.shipped(), read_placed_version(state / "champions", challenger))
    with TestClient(create_app(Settings(state=state / "x"), other)) as client:
        others = [asked(client).json(), asked(client, net_income_pc=None).json()]
    for kept, answer, beside in zip(found, answers, others, strict=True):
        assert answer["risk"]["version"] == "1"
        assert kept.assessment_id == answer["assessment_id"]
        for side, message in ((kept.champion, answer), (kept.challenger, beside)):
            assert side.model_dump() == {
                name: message["risk"][name] for name in Scored.model_fields
            }
    assert found[0].champion.probability != found[0].challenger.probability
    assert found[1].challenger.probability is None
    lines = "".join(path.read_text() for path in (state / "shadow" / NAME).iterdir())
    assert "h-1" not in lines


def test_a_challenger_is_not_asked_about_a_household_that_declined(state):
    with TestClient(create_app(Settings(state=state, shadow=True))) as client:
        named = {"by": "Wang Fang", "words": "told at the door"}
        client.post("/v1/opt-outs", json={"household_id": "d-1", **named})
        asked(client, household_id="d-1")
        body = {"as_of_date": AS_OF, "households": [
            a_household(household_id=one) for one in ("d-1", "h-2")
        ]}  # fmt: skip
        client.post("/v1/assessments/batch", json=body)
        last = asked(client, household_id="h-3").json()["assessment_id"]
        found = scored_beside(state, count=2)
    assert len(found) == 2
    assert found[-1].assessment_id == last


def test_a_challenger_that_ends_its_process_costs_no_answer(state, caplog):
    champions = state / "champions"
    bad = forged(champions, read_pointer(champions, NAME, Role.CHALLENGER), "3", killing)
    move_pointer(champions, bad.model_copy(update={"role": Role.CHALLENGER}))
    settings = Settings(state=state, shadow=True, champion_poll_seconds=0.05)
    with (
        caplog.at_level(logging.WARNING, logger="riskmodel.shadow"),
        TestClient(create_app(settings)) as client,
    ):
        until = time.monotonic() + PATIENCE
        while "the challenger's process" not in caplog.text:
            assert asked(client).status_code == 200
            assert time.monotonic() < until
            time.sleep(0.05)
        assert asked(client).json()["risk"]["version"] == "1"


def test_what_is_offered_too_fast_is_left_out_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(Shadow, "_run", lambda _: None)
    monkeypatch.setattr(sender, "MOST_WAITING", 2)
    shadow = Shadow(Shadowing(tmp_path, NAME, tmp_path))
    shadow.offer([{}] * 5, ["{}"] * 5)
    assert (len(shadow._waiting), shadow._dropped) == (2, 3)
    shadow.close()


def a_score(number, champion, challenger, **changes):
    """One household by both, with a band that follows the figure."""

    def side(version, probability):
        known = probability is not None
        band = ("high" if probability > 0.5 else "ordinary") if known else None
        return Scored(version=version, artifact_sha256="0", probability=probability, band=band)

    fields = {
        "at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        "assessment_id": str(number),
        "champion": side("1", champion),
        "challenger": side("2", challenger),
        "milliseconds": 2.0,
    }
    return ShadowScore(**(fields | changes))


def test_a_report_counts_each_household_once_and_says_where_they_part():
    pairs = [(0.1, 0.2), (0.3, 0.2), (0.6, 0.7), (0.9, 0.4), (None, 0.1)]
    scores = [a_score(number, *pair) for number, pair in enumerate(pairs)]
    (found,) = compare([*scores, a_score(0, 0.1, 0.2, dropped_before=3)])
    assert (found.households, found.both_scored, found.dropped) == (5, 4, 3)
    assert found.mean_difference == pytest.approx(-0.1)
    assert found.difference["100%"] == pytest.approx(0.5)
    assert found.bands == {
        "high": {"high": 1, "ordinary": 1},
        "not_scored": {"ordinary": 1},
        "ordinary": {"ordinary": 2},
    }
    assert found.same_listed == 0.5
    # Ranks 1 2 3 4 and 1.5 1.5 4 3, by hand.
    assert found.rank_correlation == pytest.approx(
        np.corrcoef([1, 2, 3, 4], [1.5, 1.5, 4, 3])[0, 1]
    )


def test_each_pair_of_versions_has_its_own_report_and_a_broken_line_is_left_out(tmp_path):
    one = a_score(1, 0.1, 0.2)
    later = one.model_copy(update={"champion": one.champion.model_copy(update={"version": "3"})})
    folder = tmp_path / NAME
    folder.mkdir()
    text = f"{one.model_dump_json()}\n{later.model_dump_json()}\n"
    (folder / "2026-01-01.1.jsonl").write_text(text + json.dumps({"at": 1})[:5])
    found = compare(read_scores(tmp_path, NAME))
    assert [(one.champion, one.challenger) for one in found] == [("1", "2"), ("3", "2")]
    assert found[0].rank_correlation is None


def test_the_command_prints_what_both_made_of_the_same_households(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    assert "nothing was scored aside" in do("shadow", "report", "--model", NAME)
    folder = Settings().shadow_folder / NAME
    folder.mkdir(parents=True)
    pairs = [(0.1, 0.2), (0.6, 0.7), (0.9, 0.4)]
    lines = [a_score(number, *pair).model_dump_json() for number, pair in enumerate(pairs)]
    (folder / "2026-01-01.1.jsonl").write_text("\n".join(lines) + "\n")
    told = do("shadow", "report", "--model", NAME)
    assert "champion 1, challenger 2" in told
    assert re.search(r"both scored\W+3\b", told)
    assert re.search(r"high\W+1\W+1\b", told)
    (report,) = compare(read_scores(Settings().shadow_folder, NAME))
    assert json.loads(do("shadow", "report", "--model", NAME, "--json")) == report.model_dump()


def test_a_challenger_that_is_stopped_is_none_any_more(state, monkeypatch):
    monkeypatch.setenv("RISKMODEL_STATE", str(state))
    assert read_pointer(state / "champions", NAME, Role.CHALLENGER).version == "2"
    for _ in range(2):  # also where there is none
        assert "has no challenger" in do("shadow", "stop", "--model", NAME)
        with pytest.raises(ModelNotFoundError):
            read_pointer(state / "champions", NAME, Role.CHALLENGER)
    assert read_pointer(state / "champions", NAME).version == "1"
