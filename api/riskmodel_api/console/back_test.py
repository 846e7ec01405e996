"""What became of the households of each cell of the matrix in the back-test of the champion."""

from collections import Counter
from functools import lru_cache

from riskmodel.assessment.answer import agreement
from riskmodel.errors import SchemaMismatchError
from riskmodel.modelling.evaluation.results import parse_evaluation
from riskmodel.registry.champion import ServedModel
from riskmodel.shares import Share

_FIRES = "fires"


def back_test(served: ServedModel | None) -> dict[str, Share]:
    """By agreement of rule and model the share found poor later, of villages it had not seen.

    Empty where no champion serves, or where its evaluation has none of it.
    """
    if served is None:
        return {}
    try:
        return _cells(served.artifact.files["evaluation.json"])
    except SchemaMismatchError:
        return {}


@lru_cache(maxsize=2)
def _cells(content: bytes) -> dict[str, Share]:
    beside = parse_evaluation(content).beside_rule
    rows, events = Counter[str](), Counter[str]()
    for cell in beside.cells if beside else ():
        name = agreement(rule_fires=cell.rule == _FIRES, band=cell.band)
        if name is not None:
            rows[name] += cell.rows
            events[name] += cell.events
    return {name: Share.counted(events[name], number) for name, number in rows.items()}
