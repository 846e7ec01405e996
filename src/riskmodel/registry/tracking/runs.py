"""What one training leaves in MLflow: parameters, figures, pictures, data, artefact, trees."""

from pathlib import Path

import lightgbm
import mlflow
import mlflow.lightgbm
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.data.dataset_source import DatasetSource
from mlflow.data.meta_dataset import MetaDataset
from mlflow.models import infer_signature
from mlflow.models.model import ModelInfo

from riskmodel.modelling.artifact import write_artifact
from riskmodel.modelling.backtest import MODEL
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.card import model_card, model_summary
from riskmodel.modelling.evaluation.gate import reasons_to_refuse
from riskmodel.modelling.evaluation.pictures import pictures
from riskmodel.modelling.evaluation.results import Evaluation
from riskmodel.modelling.pipeline import Trained
from riskmodel.modelling.report import evaluation_page
from riskmodel.modelling.robustness.results import Robustness
from riskmodel.registry.golden import golden_vectors

ARTIFACT_FOLDER = "artifact"
EVALUATION_FOLDER = "evaluation"
LOOKS = "looks_at_test_rows"
"""The figure of a run that counts who has seen its test rows: the training is the first look."""
_NOTE = "mlflow.note.content"


def run_name(evaluation: Evaluation) -> str:
    """The name of a run as a list shows it: which panel, and the newest origin."""
    return f"{evaluation.panel.get('name', 'panel')}, origin {evaluation.headline.origin}"


def log_training(
    trained: Trained, definition_text: str, code_version: str, scratch: Path
) -> tuple[str, ModelInfo]:
    """Log everything to the run that is open; returns the artefact's SHA-256 and the trees."""
    definition, evaluation = trained.model.definition, trained.evaluation
    mlflow.set_tags(_tags(definition, evaluation, code_version))
    digest = _log_artifact(trained, definition_text, code_version, scratch)
    _log_parameters(definition, evaluation, code_version)
    _log_figures(evaluation)
    _log_dataset(evaluation)
    drawn = list(pictures(evaluation))
    page = evaluation_page(definition, evaluation, drawn=drawn)
    mlflow.log_text(page, f"{EVALUATION_FOLDER}/evaluation.html")
    for name, _, content in drawn:
        (scratch / name).write_bytes(content)
        mlflow.log_artifact(str(scratch / name), "pictures")
    return digest, _log_booster(trained)


def _tags(
    definition: ModelDefinition, evaluation: Evaluation, code_version: str
) -> dict[str, str]:
    refused = reasons_to_refuse(evaluation)
    return {
        "definition": definition.model.name,
        "panel": evaluation.panel.get("name", "panel"),
        "synthetic": evaluation.panel.get("synthetic", "false"),
        "code_version": code_version,
        "gate": "refuses" if refused else "passes",
        "recommended": evaluation.recommendation.score,
        _NOTE: model_summary(definition, evaluation),
    }


def _log_artifact(trained: Trained, definition_text: str, code_version: str, scratch: Path) -> str:
    definition, evaluation = trained.model.definition, trained.evaluation
    texts = {
        "definition.toml": definition_text,
        "golden.json": golden_vectors(trained.model, trained.background),
        "evaluation.json": evaluation.model_dump_json(indent=1),
        "card.md": model_card(definition, evaluation),
        "panel_sha256": evaluation.panel_sha256,
        "code_version": code_version,
    }
    folder = scratch / ARTIFACT_FOLDER
    digest = write_artifact(trained.model, trained.background, texts, folder)
    mlflow.log_artifacts(str(folder), ARTIFACT_FOLDER)
    return digest


def _log_parameters(
    definition: ModelDefinition, evaluation: Evaluation, code_version: str
) -> None:
    parts = definition.model_dump(exclude={"model", "features", "review"}, exclude_none=True)
    for part, held in parts.items():
        mlflow.log_params({f"{part}.{key}": value for key, value in held.items()})
    mlflow.log_params({"panel_sha256": evaluation.panel_sha256, "code_version": code_version})


def _log_figures(evaluation: Evaluation) -> None:
    """The headline's figures; where the panel has survey weights, those without them too."""
    mlflow.log_metrics(_figures(evaluation) | {LOOKS: 1})
    if evaluation.unweighted:
        plain = _figures(evaluation.unweighted)
        mlflow.log_metrics({f"unweighted.{name}": value for name, value in plain.items()})


def _figures(evaluation: Evaluation) -> dict[str, float]:
    held = evaluation.calibration
    found = {
        "observed_over_expected": held.observed_over_expected.value,
        "calibration_slope": held.slope.value,
        "brier": held.brier,
        "called_low": evaluation.certainty.called_low.value,
        "design_effect": evaluation.headline.design_effect,
    }
    for name, ranked in evaluation.headline.scores.items():
        prefix = "" if name == MODEL else f"{name}."
        found |= {
            f"{prefix}auc": ranked.auc.value,
            f"{prefix}average_precision": ranked.average_precision.value,
            **{f"{prefix}recall_at_{k}": f.value for k, f in ranked.recall.items()},
        }
    return found


def robustness_figures(tried: Robustness) -> dict[str, float]:
    """The refits that a list of runs is to be sorted by, each below its own name."""
    found = {
        "random_row_auc": tried.optimism.random_row_auc,
        "other_seeds.list_overlap": tried.other_seeds.list_overlap,
        "other_seeds.first_reason": tried.other_seeds.first_reason,
        "other_villages.list_overlap": tried.other_villages.list_overlap,
        "other_villages.first_reason": tried.other_villages.first_reason,
        "refitted.auc_over_logistic": tried.refitted.auc.value,
        "refitted.auc_over_logistic_low": tried.refitted.auc.low,
    }
    if tried.weighting:
        held = tried.weighting
        for prefix, pair in (("", held.weighted), ("unweighted.", held.counted_once)):
            name = f"{prefix}weights_in_fit"
            found[f"{name}.auc"] = pair.auc.difference.value
            found[f"{name}.average_precision"] = pair.average_precision.difference.value
    return {f"robustness.{name}": value for name, value in found.items()}


def _log_dataset(evaluation: Evaluation) -> None:
    source: DatasetSource = CodeDatasetSource(tags=dict(evaluation.panel))
    name = evaluation.panel.get("name", "panel")
    mlflow.log_input(
        MetaDataset(  # type: ignore[abstract]
            source, name=name, digest=evaluation.panel_sha256[:36]
        ),
        "training",
    )


def _log_booster(trained: Trained) -> ModelInfo:
    booster = trained.model.booster
    sample = trained.background[:5]
    logged: ModelInfo = mlflow.lightgbm.log_model(
        booster,
        name="model",
        signature=infer_signature(sample, booster.predict(sample)),
        pip_requirements=[f"lightgbm=={lightgbm.__version__}"],
    )
    return logged
