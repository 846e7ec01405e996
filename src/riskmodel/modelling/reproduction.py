"""Fit a registered version again from its record, and compare the bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from riskmodel.errors import DataError, ReproductionError
from riskmodel.modelling.artifact import Artifact, model_files
from riskmodel.modelling.backtest import FittedBlock, Progress
from riskmodel.modelling.evaluation.results import Evaluation, parse_evaluation
from riskmodel.modelling.fitting import background, fit_block
from riskmodel.modelling.pipeline import fit_newest, run, served_block
from riskmodel.modelling.prepared import Prepared, prepare
from riskmodel.modelling.provenance import code_version, panel_digest
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.schema.panel import Panel


@dataclass(frozen=True)
class Reproduction:
    """Which files of a version came out the same, byte by byte.

    `model.txt` holds the trees, `serving.json` the calibration and the reference, `background.csv`
    the sample for explanations. The code version is that of the registration.
    """

    same: dict[str, bool]
    code_version: str

    @property
    def succeeded(self) -> bool:
        """Whether every file is the same."""
        return all(self.same.values())


def refuse_other_panel(artifact: Artifact, panel: Panel) -> None:
    """Raise DataError for a panel that is not the one the version was trained on."""
    found = panel_digest(panel)
    if found != artifact.manifest.panel_sha256:
        message = (
            f"the panel is not the one that {artifact.manifest.name} was trained on: its digest "
            f"is {found[:16]}, the version's is {artifact.manifest.panel_sha256[:16]}"
        )
        raise DataError(message)


def reproduce(artifact: Artifact, panel: Panel) -> Reproduction:
    """Train the served model again from the recorded definition, data and seed.

    Raises DataError for another panel.
    """
    refuse_other_panel(artifact, panel)
    prepared = prepare(panel, artifact.model.definition)
    block = served_block(prepared)
    again = model_files(fit_block(prepared, block), background(prepared, block))
    return Reproduction(
        same={name: artifact.files[name] == content for name, content in again.items()},
        code_version=artifact.manifest.code_version,
    )


@dataclass(frozen=True)
class Judged:
    """A version judged again: its evaluation, and its newest origin to refit from.

    `newest` holds every fold of the newest origin, the one that serves first.
    """

    evaluation: Evaluation
    prepared: Prepared
    newest: list[FittedBlock]


def judge_again(
    artifact: Artifact, panel: Panel, rule: Callable[[], RuleFindings | None], progress: Progress
) -> Judged:
    """Judge a version again; from its record where the same code wrote that.

    The same code, panel and definition give the same figures, so only the newest origin is then
    fitted again, and the rule beside it is that of the office's parameters of then. `rule` runs
    the rules, where they are asked. Raises DataError for another panel and ReproductionError
    where the trees come out otherwise.
    """
    refuse_other_panel(artifact, panel)
    definition = artifact.model.definition
    if is_of_this_code(artifact):
        prepared = prepare(panel, definition)
        newest = fit_newest(prepared, progress)
        judged = Judged(parse_evaluation(artifact.files["evaluation.json"]), prepared, newest)
    else:
        progress("running the rules", 0, 1)
        findings = rule()
        progress("running the rules", 1, 1)
        again = run(panel, definition, artifact.manifest.panel_sha256, progress, findings)
        judged = Judged(again.evaluation, again.prepared, again.newest)
    if judged.newest[0].model.booster.model_to_string().encode() != artifact.files["model.txt"]:
        raise other_trees(artifact.manifest.code_version)
    return judged


def is_of_this_code(artifact: Artifact) -> bool:
    """Whether this code trained the version; never said of a checkout with changes of its own."""
    current = code_version()
    return artifact.manifest.code_version == current and not current.endswith("-dirty")


def other_trees(code_version: str) -> ReproductionError:
    """What to say where training again does not give the trees that were registered."""
    return ReproductionError(
        f"training again gives other trees than those registered by {code_version}: check that "
        "version out, with the packages of its lock, to reproduce it"
    )
