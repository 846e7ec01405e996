"""Runs and versions in MLflow; the only module that imports it.

Nothing here is on the serving path. Pickle loading and telemetry are switched off before MLflow
is imported, since it reads both from the environment.
"""

import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] = "false"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["DO_NOT_TRACK"] = "true"
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"

import lightgbm
import mlflow
import mlflow.lightgbm
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.data.dataset_source import DatasetSource
from mlflow.data.meta_dataset import MetaDataset
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from mlflow.models.model import ModelInfo

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError, PromotionRefusedError
from riskmodel.modelling.artifact import verify, write_artifact
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.card import model_card
from riskmodel.modelling.evaluation.gate import reasons_to_refuse
from riskmodel.modelling.evaluation.pictures import pictures
from riskmodel.modelling.evaluation.results import Evaluation
from riskmodel.modelling.pipeline import Trained
from riskmodel.registry.champion import install_champion

logging.getLogger("mlflow").setLevel(logging.WARNING)

CHAMPION = "champion"
ARTIFACT_FOLDER = "artifact"
_SHA256_TAG = "artifact_sha256"


@dataclass(frozen=True)
class Version:
    """One registered version as a list shows it."""

    name: str
    number: str
    aliases: tuple[str, ...]
    artifact_sha256: str
    run_id: str
    auc: float | None


class Registry:
    """Runs and versions at one MLflow address.

    `state` is a local folder for the default store: SQLite for records, files for artefacts. An
    address given as `tracking_uri` is used instead.
    """

    def __init__(self, state: Path, tracking_uri: str = "") -> None:
        self._files = (state / "mlflow-artifacts").absolute()
        if not tracking_uri:
            state.mkdir(parents=True, exist_ok=True)
            tracking_uri = f"sqlite:///{(state / 'mlflow.db').absolute()}"
        self.tracking_uri = tracking_uri
        mlflow.set_tracking_uri(tracking_uri)
        self._client = mlflow.MlflowClient(tracking_uri)

    def register(self, trained: Trained, definition_text: str, code_version: str) -> Version:
        """Log one run with all that it made, and register its model as a new version."""
        definition = trained.model.definition
        name = definition.model.name
        with (
            mlflow.start_run(experiment_id=self._experiment(name)) as run,
            tempfile.TemporaryDirectory() as scratch,
        ):
            digest = _log_artifact(trained, definition_text, code_version, Path(scratch))
            _log_figures(definition, trained.evaluation, code_version)
            logged = _log_booster(trained)
            self._ensure_model(definition)
            created = self._client.create_model_version(
                name,
                logged.model_uri,
                run.info.run_id,
                tags={_SHA256_TAG: digest},
                description=model_card(definition, trained.evaluation),
                model_id=logged.model_id,
            )
        return self.version(name, str(created.version))

    def version(self, name: str, number_or_alias: str) -> Version:
        """One version, by number or alias; raises ModelNotFoundError."""
        by_number = number_or_alias.isdigit()
        find = (
            self._client.get_model_version
            if by_number
            else (self._client.get_model_version_by_alias)
        )
        try:
            found = find(name, number_or_alias)
            aliases = self._client.get_registered_model(name).aliases
        except MlflowException as error:
            message = f"{name} has no version {number_or_alias}: `riskmodel versions` lists them"
            raise ModelNotFoundError(message) from error
        number = str(found.version)
        run_id = found.run_id or ""
        metrics = self._client.get_run(run_id).data.metrics
        return Version(
            name=name,
            number=number,
            aliases=tuple(sorted(a for a, held in aliases.items() if str(held) == number)),
            artifact_sha256=found.tags.get(_SHA256_TAG, ""),
            run_id=run_id,
            auc=metrics.get("auc"),
        )

    def versions(self, name: str) -> list[Version]:
        """Every version of a model, newest first."""
        found = self._client.search_model_versions(f"name = '{name}'")
        numbers = sorted((int(version.version) for version in found), reverse=True)
        return [self.version(name, str(number)) for number in numbers]

    def files(self, version: Version) -> dict[str, bytes]:
        """The verified files of a version, by name."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = self._download(version, Path(scratch))
            return verify(folder, version.artifact_sha256)[1]

    def card(self, version: Version) -> str:
        """The model card that a version was registered with, as Markdown."""
        return self.files(version)["card.md"].decode()

    def evaluation(self, version: Version) -> Evaluation:
        """The evaluation that a version was registered with."""
        return Evaluation.model_validate_json(self.files(version)["evaluation.json"])

    def promote(self, version: Version, champions: Path, forced_because: str = "") -> None:
        """Make a version the champion, in the registry and in the folder that serving reads.

        Raises PromotionRefusedError where its evaluation speaks against it and no reason to force
        it is given; a reason is kept as a tag of the version.
        """
        refused = reasons_to_refuse(self.evaluation(version))
        if refused and not forced_because:
            message = f"version {version.number} is refused: {'; '.join(refused)}"
            raise PromotionRefusedError(message)
        with tempfile.TemporaryDirectory() as scratch:
            folder = self._download(version, Path(scratch))
            install_champion(
                champions, version.name, version.number, folder, version.artifact_sha256
            )
        if refused:
            self._client.set_model_version_tag(
                version.name, version.number, "forced_because", forced_because
            )
        self._client.set_registered_model_alias(version.name, CHAMPION, version.number)

    def _download(self, version: Version, scratch: Path) -> Path:
        if not version.artifact_sha256:
            message = f"version {version.number} has no {_SHA256_TAG} tag: train it again"
            raise ArtifactTamperedError(message)
        try:
            held = self._client.download_artifacts(version.run_id, ARTIFACT_FOLDER, str(scratch))
        except (MlflowException, OSError) as error:
            message = f"the artefact of version {version.number} cannot be fetched"
            raise ModelNotFoundError(message) from error
        return Path(held)

    def _experiment(self, name: str) -> str:
        found = self._client.get_experiment_by_name(name)
        if found:
            return str(found.experiment_id)
        local = self.tracking_uri.startswith("sqlite:")
        place = (self._files / name).as_uri() if local else None
        return str(self._client.create_experiment(name, artifact_location=place))

    def _ensure_model(self, definition: ModelDefinition) -> None:
        name = definition.model.name
        if not self._client.search_registered_models(f"name = '{name}'"):
            self._client.create_registered_model(name, description=definition.model.purpose)


def _log_artifact(trained: Trained, definition_text: str, code_version: str, scratch: Path) -> str:
    definition, evaluation = trained.model.definition, trained.evaluation
    texts = {
        "definition.toml": definition_text,
        "evaluation.json": evaluation.model_dump_json(indent=1),
        "card.md": model_card(definition, evaluation),
        "panel_sha256": evaluation.panel_sha256,
        "code_version": code_version,
    }
    folder = scratch / ARTIFACT_FOLDER
    digest = write_artifact(trained.model, trained.background, texts, folder)
    mlflow.log_artifacts(str(folder), ARTIFACT_FOLDER)
    for name, content in pictures(evaluation).items():
        (scratch / name).write_bytes(content)
        mlflow.log_artifact(str(scratch / name), "pictures")
    return digest


def _log_figures(definition: ModelDefinition, evaluation: Evaluation, code_version: str) -> None:
    for part, held in definition.model_dump(exclude={"model", "features", "review"}).items():
        mlflow.log_params({f"{part}.{key}": value for key, value in held.items()})
    mlflow.log_params({"panel_sha256": evaluation.panel_sha256, "code_version": code_version})
    _log_dataset(evaluation)
    for name, ranked in evaluation.headline.scores.items():
        prefix = "" if name == "lightgbm" else f"{name}."
        mlflow.log_metrics(
            {
                f"{prefix}auc": ranked.auc.value,
                f"{prefix}average_precision": ranked.average_precision.value,
                **{f"{prefix}recall_at_{k}": f.value for k, f in ranked.recall.items()},
            }
        )
    held = evaluation.calibration
    mlflow.log_metrics(
        {
            "observed_over_expected": held.observed_over_expected.value,
            "calibration_slope": held.slope.value,
            "brier": held.brier,
        }
    )


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
