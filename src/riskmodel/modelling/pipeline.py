"""From a panel and a definition to an evaluated model, step by step."""

from dataclasses import dataclass, replace

from riskmodel.errors import DataError
from riskmodel.modelling.backtest import MODEL, FittedBlock, Progress, backtest
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.assemble import evaluate
from riskmodel.modelling.evaluation.results import Evaluation
from riskmodel.modelling.fitting import Learn, background, learn_here
from riskmodel.modelling.leaks import refuse_leaks, refuse_too_good, suspects_of
from riskmodel.modelling.model import RiskModel
from riskmodel.modelling.prepared import Floats, Prepared, prepare
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.modelling.splits import Block
from riskmodel.schema.panel import Panel


@dataclass(frozen=True)
class Trained:
    """What a training run made."""

    model: RiskModel
    background: Floats
    """Training rows drawn for the explanation's background, shape (rows, features)."""
    evaluation: Evaluation
    prepared: Prepared
    newest: list[FittedBlock]
    """Every fold of the newest origin; the first is the one that serves."""

    @property
    def served(self) -> FittedBlock:
        """The fold whose model serves."""
        return self.newest[0]


def run(
    panel: Panel,
    definition: ModelDefinition,
    panel_sha256: str,
    progress: Progress,
    rule: RuleFindings | None = None,
) -> Trained:
    """Train, calibrate and judge on every block; the newest block's first fold is the model.

    The model that is returned is the one that was tested: it is not fitted again on more rows.
    `rule` is what the county's rule found in each row, as a rival. Raises LeakageError for a
    panel or a model that is too good to be true.
    """
    return train(prepare(panel, definition, rule), panel_sha256, progress)


def train(
    prepared: Prepared,
    panel_sha256: str,
    progress: Progress,
    learn: Learn = learn_here,
) -> Trained:
    """The same of a panel that is made ready; `learn` grows the trees."""
    _look_for_leaks(prepared, progress)
    block = served_block(prepared)
    fitted = backtest(prepared, progress, learn)
    newest = [one for one in fitted if one.block.origin == block.origin]
    progress("judging with resampled villages", 0, 1)
    evaluation = evaluate(prepared, fitted, panel_sha256)
    progress("judging with resampled villages", 1, 1)
    refuse_too_good(evaluation.headline.scores[MODEL].auc.value)
    drawn = background(prepared, block)
    return Trained(newest[0].model, drawn, evaluation, prepared, newest)


def fit_newest(prepared: Prepared, progress: Progress) -> list[FittedBlock]:
    """Every fold of the newest origin, as `run` fits it; the first is the one that serves."""
    origin = served_block(prepared).origin
    newest = [block for block in prepared.blocks if block.origin == origin]
    return backtest(replace(prepared, blocks=newest), progress)


def served_block(prepared: Prepared) -> Block:
    """The block whose model serves: the newest origin's first fold; raises DataError."""
    newest = [block for block in prepared.blocks if block.origin == prepared.blocks[-1].origin]
    if newest[0].fold != 0:
        message = "the newest origin has no first fold: give the panel more villages"
        raise DataError(message)
    return newest[0]


def _look_for_leaks(prepared: Prepared, progress: Progress) -> None:
    progress("looking for leaks", 0, 1)
    names = tuple(feature.name for feature in prepared.features)
    refuse_leaks(
        suspects_of(
            prepared.panel,
            names,
            prepared.X,
            prepared.labels,
            prepared.definition.label,
            prepared.village,
        )
    )
    progress("looking for leaks", 1, 1)
