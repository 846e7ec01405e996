"""One score everywhere, and none for what is wrong: short forms of rows 12, 13, 19 and 20."""

import pytest
from reliability import row12_one_score, row13_wrong_input, row19_same_model, row20_mlflow


def test_training_batch_and_service_give_one_score(trained):
    row = row12_one_score.measure(200, (trained.model, trained.background))
    assert row.met, row.figure


def test_no_wrong_record_is_scored_in_silence(assessor):
    row = row13_wrong_input.measure(assessor, 150)
    assert row.met, row.figure


def test_the_same_data_gives_the_same_trees():
    row = row19_same_model.measure(processes=False)
    assert row.met, row.figure


@pytest.mark.slow
def test_a_tracking_server_that_resets_or_lies_does_not_touch_serving():
    row = row20_mlflow.measure(("resets", "sends other JSON"), requests=5)
    assert row.met, row.figure
