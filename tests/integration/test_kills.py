import random

from kills import LONGEST_SECONDS, kill_once, lost

KILLS = 8


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path):
    moments = random.Random()  # noqa: S311 - no secret
    acknowledged = []
    for run in range(KILLS):
        acknowledged += kill_once(tmp_path, run, moments.uniform(0, LONGEST_SECONDS))
    assert len(acknowledged) >= KILLS
    assert lost(tmp_path, acknowledged) == []
