"""The example for Spark in docs/cluster.md, run over what `mapInArrow` promises of its batches."""

import re
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
from batches import digests, write_input

from riskmodel.scale import Batch, run_batch

PAGE = Path(__file__).parents[3] / "docs" / "cluster.md"


class StandIn:
    """A session and its frame, by Spark's names: tasks in any order, each of Arrow batches."""

    def createDataFrame(self, rows, schema):
        (name, kind) = schema.split()
        assert kind == "binary"
        self.rows = pa.table({name: [row[0] for row in rows]})
        return self

    def repartition(self, tasks):
        assert tasks == self.rows.num_rows
        return self

    def mapInArrow(self, function, schema):
        (name, kind) = schema.split()
        assert kind == "binary"
        tasks = [self.rows.slice(place, 1) for place in reversed(range(self.rows.num_rows))]
        made = [pa.Table.from_batches(function(iter(task.to_batches()))) for task in tasks]
        return Collected([one for table in made for one in table[name].to_pylist()])


class Collected:
    """What the driver iterates over."""

    def __init__(self, outcomes):
        self.outcomes = outcomes

    def toLocalIterator(self):
        return (SimpleNamespace(outcome=one) for one in self.outcomes)


def test_the_example_makes_the_bytes_of_one_machine(desk, tmp_path):
    (example,) = re.findall(r"```python\n(import pickle\n.*?)```", PAGE.read_text(), re.DOTALL)
    named = {}
    exec(example, named)  # noqa: S102 - the page's own text
    write_input(tmp_path / "in", 3, 20, 0.1)
    alone = Batch(tmp_path / "in", tmp_path / "alone", desk)
    spread = Batch(tmp_path / "in", tmp_path / "spread", desk)
    run_batch(alone)
    run_batch(spread, engine=named["on_spark"](StandIn()))
    assert digests(spread.out) == digests(alone.out)
