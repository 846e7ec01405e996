"""The model card: what the model is for, how it did, and what it must not be used for."""

from riskmodel.markdown import table
from riskmodel.modelling.backtest import MODEL
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.results import Evaluation, Figure
from riskmodel.modelling.rivals import RIVALS

_NAMES = {MODEL: "LightGBM"} | {rival.name: rival.label_en for rival in RIVALS}


def score_name(name: str) -> str:
    """The name of a score as a reader knows it."""
    return _NAMES.get(name, name)


def shown(figure: Figure) -> str:
    """A figure with its interval."""
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def model_card(definition: ModelDefinition, evaluation: Evaluation) -> str:
    """The card as Markdown."""
    about = definition.model
    parts = [
        f"# {about.title_en} ({about.title_zh})",
        about.purpose,
        "The score informs; a named person decides, always. A low score never lowers the priority "
        "of a household already helped.",
        f"**What the probability is of.** {evaluation.estimand}",
        *_warnings(evaluation),
        _data(evaluation),
        _learner(definition),
        *_figures(evaluation),
        "## What became of the cohort\n\n" + _attrition(evaluation),
    ]
    if evaluation.unweighted:
        parts += ["# The same figures without survey weights", *_figures(evaluation.unweighted)]
    return "\n\n".join(parts) + "\n"


def _figures(evaluation: Evaluation) -> list[str]:
    """All that survey weights bear on."""
    return [
        "## Figures on the newest origin\n\n" + rivals_table(evaluation),
        _compared(evaluation),
        _recommendation(evaluation),
        _calibration(evaluation),
        _certainty(evaluation),
        "## Groups\n\n" + groups_table(evaluation),
        "## Origins\n\n" + _origins(evaluation),
    ]


def model_summary(definition: ModelDefinition, evaluation: Evaluation) -> str:
    """The card's first page as Markdown: short enough for a registry's field of 5,000 letters."""
    about = definition.model
    parts = [
        f"**{about.title_en}** ({about.title_zh})",
        evaluation.estimand,
        *_warnings(evaluation),
        rivals_table(evaluation),
        _recommendation(evaluation),
        about_weights(evaluation),
    ]
    return "\n\n".join(parts)[:5000]


def about_weights(evaluation: Evaluation) -> str:
    """Whether the figures are weighted, and what the headline is without weights."""
    plain = evaluation.unweighted
    if plain is None:
        return "Figures are unweighted: the panel has no survey weights."
    own = plain.headline.scores[MODEL]
    return (
        "Figures are weighted by the survey's weights. Without them LightGBM has an AUC of "
        f"{shown(own.auc)} and an average precision of {shown(own.average_precision)}, and "
        f"{score_name(plain.recommendation.score)} would be recommended."
    )


def _warnings(evaluation: Evaluation) -> list[str]:
    return [f"> **Mind:** {warning}" for warning in evaluation.warnings]


def _data(evaluation: Evaluation) -> str:
    headline = evaluation.headline
    source = ", ".join(f"{key}: {value}" for key, value in sorted(evaluation.panel.items()))
    future = "a later year and " if evaluation.future_year else ""
    unseen = "unseen villages" if evaluation.unseen_villages else "unseen households"
    return (
        f"## Data\n\nPanel: {source} (SHA-256 {evaluation.panel_sha256[:12]}). Trained on "
        f"{headline.training_rows:,} household-waves with {headline.training_events:,} events; "
        f"tested on {future}{unseen}: {headline.rows:,} households in {headline.villages:,} "
        f"villages on {headline.origin}, {headline.events:,} events, base rate "
        f"{headline.base_rate:.1%}. Intervals are 95 %, by resampling villages. "
        f"{_weights(evaluation)}"
    )


def _weights(evaluation: Evaluation) -> str:
    if not evaluation.weighted:
        return "Figures are unweighted: the panel has no survey weights."
    return (
        "Figures are weighted by the survey's weights, whose design effect (Kish) is "
        f"{evaluation.headline.design_effect:.2f}; the same without them stand at the end."
    )


def _learner(definition: ModelDefinition) -> str:
    held = definition.learner
    mean = (
        f"the mean of {held.fits} fits of {held.trees} trees each, which differ in seed alone"
        if held.fits > 1
        else f"a single fit of {held.trees} trees"
    )
    weighed = "with" if held.weights == "survey" else "without"
    return (
        f"Learner: LightGBM, {mean}; at most {held.leaves} leaves a tree, {held.depth} deep; "
        f"fitted {weighed} the survey's weights, and calibrated with them."
    )


def rivals_table(evaluation: Evaluation) -> str:
    """Every score on the newest origin, side by side, as a Markdown table."""
    scores = evaluation.headline.scores
    capacities = list(next(iter(scores.values())).recall)
    head = ["score", "AUC", "average precision", *(f"recall at {k} %" for k in capacities)]
    rows = [
        [
            score_name(name),
            shown(ranked.auc),
            shown(ranked.average_precision),
            *(f"{ranked.recall[k].value:.2f}" for k in capacities),
        ]
        for name, ranked in scores.items()
    ]
    return table(head, rows)


def _compared(evaluation: Evaluation) -> str:
    rows = [
        [score_name(c.rival), shown(c.auc), shown(c.average_precision), c.verdict]
        for c in evaluation.compared
    ]
    head = ["LightGBM minus", "AUC", "average precision", "LightGBM"]
    return "## Against each rival, paired\n\n" + table(head, rows)


def _recommendation(evaluation: Evaluation) -> str:
    found = evaluation.recommendation
    told = f"**Recommended: {score_name(found.score)}**, since {found.why}."
    return "\n\n".join([told, *scores_not_there(evaluation)])


def scores_not_there(evaluation: Evaluation) -> list[str]:
    """A sentence for each score that the model could not be set beside, and why."""
    return [f"No {score_name(name)}: {why}." for name, why in evaluation.absent.items()]


def _certainty(evaluation: Evaluation) -> str:
    held = evaluation.certainty
    rows = [
        [band.replace("_", " "), f"{share:.0%}", shown(held.rate[band])]
        for band, share in held.share.items()
        if band in held.rate
    ]
    return (
        "## How sure\n\nOf those who fell back, the share that was called ordinary: "
        f"{shown(held.called_low)}, to be at most {held.miss_at_most:.2f}.\n\n"
        + table(["band", "households", "fell back"], rows)
    )


def groups_table(evaluation: Evaluation) -> str:
    """Every group of households with its figures, as a Markdown table."""
    rows = [
        [
            group.label_en,
            f"{group.rows:,}",
            f"{group.events:,}",
            *(
                "too few to say" if figure is None else shown(figure)
                for figure in (
                    group.auc,
                    group.observed_over_expected,
                    group.exclusion_error,
                    group.exclusion_ratio,
                )
            ),
        ]
        for group in evaluation.groups
    ]
    head = ["group", "households", "events", "AUC", "observed over expected", "exclusion error",
            "over that of the others"]  # fmt: skip
    return table(head, rows)


def _calibration(evaluation: Evaluation) -> str:
    held = evaluation.calibration
    rows = [[f"{b.rows:,}", f"{b.predicted:.3f}", shown(b.observed)] for b in held.bins]
    return (
        f"## Calibration\n\nObserved over expected {shown(held.observed_over_expected)}; slope "
        f"{shown(held.slope)}; Brier score {held.brier:.4f} against {held.brier_of_base_rate:.4f} "
        f"for the base rate alone.\n\n" + table(["households", "predicted", "observed"], rows)
    )


def _origins(evaluation: Evaluation) -> str:
    rows = [
        [str(block.origin), f"{block.events:,}", *(shown(r.auc) for r in block.scores.values())]
        for block in evaluation.blocks
    ]
    names = [f"AUC, {score_name(name)}" for name in evaluation.headline.scores]
    return table(["origin", "events", *names], rows)


def _attrition(evaluation: Evaluation) -> str:
    reasons = sorted({reason for wave in evaluation.attrition for reason in wave.follow_up})
    rows = [
        [
            str(wave.as_of_date),
            f"{wave.cohort:,}",
            *(f"{wave.follow_up.get(reason, 0):,}" for reason in reasons),
            f"{wave.events:,}",
        ]
        for wave in evaluation.attrition
    ]
    return table(["index date", "cohort", *reasons, "events"], rows)
