"""Every score of an evaluation side by side, on a terminal."""

from rich import box
from rich.table import Table

from riskmodel.modelling.backtest import MODEL
from riskmodel.modelling.evaluation.card import about_weights, score_name
from riskmodel.modelling.evaluation.results import Evaluation, Figure

_CAPACITY = "10"
"""The one that a terminal of 80 columns has room for; the card has them all."""


def scores_table(evaluation: Evaluation) -> Table:
    """AUC with its interval, average precision, recall, and the model's lead over each rival."""
    headline = evaluation.headline
    capacity = min(headline.scores[MODEL].recall, key=lambda k: abs(float(k) - float(_CAPACITY)))
    compared = {one.rival: one for one in evaluation.compared}
    found = evaluation.recommendation
    table = Table(
        title=f"{headline.events:,} of {headline.rows:,} households fell, {headline.origin}",
        caption=f"recommended: {score_name(found.score)}, since {found.why}. "
        + about_weights(evaluation),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", no_wrap=True)
    table.add_column("AUC", no_wrap=True)
    for head in ("average precision", f"recall at {capacity} %"):
        table.add_column(head, width=9)
    table.add_column(f"{score_name(MODEL)}'s AUC", no_wrap=True)
    for name, ranked in headline.scores.items():
        one = compared.get(name)
        table.add_row(
            score_name(name),
            _stacked(ranked.auc, ".3f"),
            f"{ranked.average_precision.value:.3f}",
            f"{ranked.recall[capacity].value:.2f}",
            f"{one.verdict}: {_stacked(one.auc, '+.3f')}" if one else "",
        )
    return table


def _stacked(figure: Figure, form: str) -> str:
    return f"{figure.value:{form}}\n{figure.low:{form}}…{figure.high:{form}}"
