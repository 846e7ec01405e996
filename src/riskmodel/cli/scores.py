"""Every score of an evaluation side by side, on a terminal."""

from rich.table import Table

from riskmodel.modelling.evaluation.card import score_name
from riskmodel.modelling.evaluation.gate import AGAINST
from riskmodel.modelling.evaluation.results import Evaluation, Figure


def scores_table(evaluation: Evaluation) -> Table:
    """AUC and average precision with their intervals, recall by capacity, and the comparison."""
    headline = evaluation.headline
    capacities = list(next(iter(headline.scores.values())).recall)
    table = Table(
        "", "AUC", "average precision", *(f"at {capacity} %" for capacity in capacities),
        title=f"{headline.events:,} of {headline.rows:,} households fell, {headline.origin}; "
        "recall at capacity",
    )  # fmt: skip
    for name, ranked in headline.scores.items():
        recall = (f"{ranked.recall[capacity].value:.2f}" for capacity in capacities)
        precision = _with_interval(ranked.average_precision)
        table.add_row(score_name(name), _with_interval(ranked.auc), precision, *recall)
    table.add_section()
    for one in evaluation.compared:
        recall = (f"{one.recall[capacity].value:+.2f}" for capacity in capacities)
        precision = _with_interval(one.average_precision, "+.3f")
        label = f"LightGBM {AGAINST[one.verdict]} {score_name(one.rival)}"
        table.add_row(label, _with_interval(one.auc, "+.3f"), precision, *recall)
    return table


def _with_interval(figure: Figure, form: str = ".3f") -> str:
    return f"{figure.value:{form}}\n{figure.low:{form}} … {figure.high:{form}}"
