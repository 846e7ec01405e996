"""Fill the page: figures from the evaluation, pictures inside it, no address anywhere."""

import base64
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.card import score_name, shown
from riskmodel.modelling.evaluation.gate import AGAINST, reasons_to_refuse
from riskmodel.modelling.evaluation.pictures import UNWEIGHTED, Picture, pictures
from riskmodel.modelling.evaluation.results import Evaluation, Figure
from riskmodel.modelling.robustness.results import (
    FIRST_REASON_TARGET,
    LIST_OVERLAP_TARGET,
    Robustness,
)

TOO_FEW = "too few to say"
MOST_MANIPULABLE = 15
"""Fields shown of those that a household could tell otherwise."""


def evaluation_page(
    definition: ModelDefinition,
    evaluation: Evaluation,
    robustness: Robustness | None = None,
    drawn: Iterable[Picture] | None = None,
) -> str:
    """The page as HTML; without `robustness` it says how to have those figures.

    `drawn` are the evaluation's pictures where they are drawn already: it takes seconds.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": _inline, "signed": _signed, "score": score_name, "percent": _percent,
        "cell": _cell, "signed_cell": _signed_cell,
    }  # fmt: skip
    inside = {
        name: (caption, Markup(base64.b64encode(content).decode()))  # noqa: S704 - our own base64
        for name, caption, content in (pictures(evaluation) if drawn is None else drawn)
    }
    return environment.get_template("page.html.jinja").render(
        definition=definition,
        evaluation=evaluation,
        headline=evaluation.headline,
        robustness=robustness,
        pictures=inside,
        unweighted=UNWEIGHTED,
        refusals=reasons_to_refuse(evaluation),
        plain_refusals=reasons_to_refuse(evaluation.unweighted) if evaluation.unweighted else [],
        against=AGAINST,
        most_manipulable=MOST_MANIPULABLE,
        list_overlap_target=LIST_OVERLAP_TARGET,
        first_reason_target=FIRST_REASON_TARGET,
    )


def _inline(figure: Figure | None) -> str:
    return TOO_FEW if figure is None else shown(figure)


def _signed(figure: Figure) -> str:
    value, low, high = (_minus(f"{held:+.3f}") for held in (figure.value, figure.low, figure.high))
    return f"{value} ({low} to {high})"


def _cell(figure: Figure | None, digits: int = 3) -> Markup:
    """The figure with its interval small below it."""
    return _stacked(figure, f".{digits}f")


def _signed_cell(figure: Figure | None, digits: int = 3) -> Markup:
    return _stacked(figure, f"+.{digits}f")


def _stacked(figure: Figure | None, form: str) -> Markup:
    if figure is None:
        return Markup("<small>{}</small>").format(TOO_FEW)
    value, low, high = (
        _minus(f"{held:{form}}") for held in (figure.value, figure.low, figure.high)
    )
    return Markup("{}<small>{} … {}</small>").format(value, low, high)


def _minus(figure: str) -> str:
    """With a minus as long as the plus; an end that rounds to nothing keeps the side it is on."""
    return figure.replace("-", "−")


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"
