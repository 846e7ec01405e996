"""A version judged again: from its record where the same code wrote that, else anew."""

from dataclasses import replace

import numpy as np
import pytest
from panels import a_drawn_panel

from riskmodel.errors import DataError, ReproductionError
from riskmodel.modelling import reproduction
from riskmodel.modelling.artifact import load_artifact
from riskmodel.modelling.fitting import with_learner
from riskmodel.modelling.reproduction import is_of_this_code, judge_again


@pytest.fixture
def version(artifact):
    return load_artifact(*artifact)


def no_rule():
    return None


def quietly(*_):
    return None


def never(*_):
    pytest.fail("the whole was judged anew")


def test_the_code_that_trained_takes_its_own_record(version, trained, monkeypatch):
    monkeypatch.setattr(reproduction, "code_version", lambda: "test")
    monkeypatch.setattr(reproduction, "run", never)
    again = judge_again(version, a_drawn_panel(), never, quietly)
    assert again.evaluation == trained.evaluation
    assert len(again.newest) == len(trained.newest)
    for one, other in zip(again.newest, trained.newest, strict=True):
        for name, score in other.own_day.scores.items():
            assert np.array_equal(one.own_day.scores[name], score), name


@pytest.mark.parametrize("code", ["another", "test-dirty"])
def test_other_code_judges_anew(version, trained, monkeypatch, code):
    asked = []
    monkeypatch.setattr(reproduction, "code_version", lambda: code)
    monkeypatch.setattr(reproduction, "run", lambda *told: asked.append(told) or trained)
    again = judge_again(version, a_drawn_panel(), no_rule, quietly)
    assert again.newest is trained.newest
    assert len(asked) == 1


def test_a_record_of_a_checkout_with_changes_is_never_taken(version, monkeypatch):
    """Two checkouts that both say dirty need not be the same code."""
    held = version.manifest.model_copy(update={"code_version": "test-dirty"})
    monkeypatch.setattr(reproduction, "code_version", lambda: "test-dirty")
    assert not is_of_this_code(replace(version, manifest=held))


def test_another_panel_is_not_judged(version):
    with pytest.raises(DataError, match="not the one"):
        judge_again(version, a_drawn_panel(seed=2), never, quietly)


def test_trees_that_come_out_otherwise_are_not_judged(version, trained, monkeypatch):
    monkeypatch.setattr(reproduction, "code_version", lambda: "test")
    monkeypatch.setattr(
        reproduction, "prepare", lambda *_: with_learner(trained.prepared, seed=99)
    )
    with pytest.raises(ReproductionError, match="other trees"):
        judge_again(version, a_drawn_panel(), never, quietly)
