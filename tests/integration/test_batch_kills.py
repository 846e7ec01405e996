"""The short form of the scorecard's row on batches: a few kills, and the same bytes."""

from batch_kills import CAPACITY, Run, finish, kill_again_and_again
from batches import digests, write_input
from versions import NAME

from riskmodel.scale import Batch, run_batch
from riskmodel.scale.asked import Desk
from riskmodel.scale.local import in_threads
from riskmodel.scale.summing import write_summary

KILLS = 3
PARTS, ROWS = 10, 300


def test_a_batch_that_is_killed_again_and_again_has_the_bytes_of_an_undisturbed_run(
    champions, tmp_path
):
    bad = write_input(tmp_path / "in", PARTS, ROWS)
    disturbed = Run(tmp_path / "in", tmp_path / "killed", champions, NAME)
    assert kill_again_and_again(disturbed, KILLS, 0.2) == KILLS
    finish(disturbed)
    whole, desk = tmp_path / "whole", Desk(champions, NAME)
    done = run_batch(Batch(tmp_path / "in", whole, desk), engine=in_threads(2))
    write_summary(whole, done, desk, CAPACITY)
    assert digests(disturbed.out) == digests(whole)
    lines = [path.read_text().splitlines() for path in (whole / "quarantine").iterdir()]
    assert sum(len(one) - 1 for one in lines) == bad
