"""The versions of models at one MLflow address."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import mlflow
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError
from riskmodel.modelling.artifact import FILES, MANIFEST, Artifact, load_artifact, verify
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.card import model_summary
from riskmodel.modelling.evaluation.results import Evaluation, parse_evaluation
from riskmodel.modelling.pipeline import Trained
from riskmodel.modelling.robustness.results import Robustness
from riskmodel.modelling.tuning import Search, Tried
from riskmodel.registry import promotion
from riskmodel.registry.history import Person, Record
from riskmodel.registry.pointer import Role
from riskmodel.registry.promotion import Candidate
from riskmodel.registry.tracking import plain_model
from riskmodel.registry.tracking.fetching import asking, fetch
from riskmodel.registry.tracking.runs import (
    ARTIFACT_FOLDER,
    EVALUATION_FOLDER,
    LOOKS,
    log_training,
    robustness_figures,
    run_name,
)
from riskmodel.registry.tracking.searches import search_run

_SHA256_TAG = "artifact_sha256"
_LOGGED_MODEL = "models:/"
_ARTIFACT_FILES = frozenset({*FILES, MANIFEST})


@dataclass(frozen=True)
class Version:
    """One registered version as a list shows it."""

    name: str
    number: str
    aliases: tuple[str, ...]
    artifact_sha256: str
    run_id: str
    auc: float | None
    gate: str
    """`passes` or `refuses`, as of its registration."""


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
        definition, evaluation = trained.model.definition, trained.evaluation
        name = definition.model.name
        with (
            mlflow.start_run(
                experiment_id=self._experiment(name), run_name=run_name(evaluation)
            ) as run,
            tempfile.TemporaryDirectory() as scratch,
        ):
            digest, logged = log_training(trained, definition_text, code_version, Path(scratch))
            self._ensure_model(definition)
            created = self._client.create_model_version(
                name,
                logged.model_uri,
                run.info.run_id,
                tags={_SHA256_TAG: digest, "recommended": evaluation.recommendation.score},
                description=model_summary(definition, evaluation),
                model_id=logged.model_id,
            )
        return self.version(name, str(created.version))

    def times_opened(self, name: str, panel_sha256: str) -> int:
        """How often a model's trainings, evaluations and comparisons saw a panel's test rows."""
        experiment = self._client.get_experiment_by_name(name)
        if experiment is None:
            return 0
        looked = f"params.panel_sha256 = '{panel_sha256}' and tags.definition = '{name}'"
        runs = self._client.search_runs([experiment.experiment_id], looked, max_results=1000)
        return sum(int(run.data.metrics.get(LOOKS, 1)) for run in runs)

    def count_look(self, version: Version) -> None:
        """Count one more look at the test rows of the panel that a version was trained on."""
        before = self._client.get_run(version.run_id).data.metrics.get(LOOKS, 1)
        self._client.log_metric(version.run_id, LOOKS, before + 1, step=int(before))

    def version(self, name: str, number_or_alias: str) -> Version:
        """One version, by number or alias; raises ModelNotFoundError."""
        by_number = number_or_alias.isdigit()
        find = (
            self._client.get_model_version
            if by_number
            else (self._client.get_model_version_by_alias)
        )
        absent = f"{name} has no version {number_or_alias}: `riskmodel versions` lists them"
        with asking(absent):
            found = find(name, number_or_alias)
            aliases = self._client.get_registered_model(name).aliases
            number = str(found.version)
            run_id = found.run_id or ""
            data = self._client.get_run(run_id).data
            return Version(
                name=name,
                number=number,
                aliases=tuple(sorted(a for a, held in aliases.items() if str(held) == number)),
                artifact_sha256=found.tags.get(_SHA256_TAG, ""),
                run_id=run_id,
                auc=data.metrics.get("auc"),
                gate=data.tags.get("gate", ""),
            )

    def versions(self, name: str) -> list[Version]:
        """Every version of a model, newest first."""
        with asking(f"there is no model {name}"):
            found = self._client.search_model_versions(f"name = '{name}'")
            numbers = sorted((int(version.version) for version in found), reverse=True)
        return [self.version(name, str(number)) for number in numbers]

    def files(self, version: Version) -> dict[str, bytes]:
        """The verified files of a version, by name."""
        with self._fetched(version) as folder:
            return verify(folder, version.artifact_sha256)[1]

    def artifact(self, version: Version) -> Artifact:
        """A version as it would serve; raises what `load_artifact` raises."""
        with self._fetched(version) as folder:
            return load_artifact(folder, version.artifact_sha256)

    def card(self, version: Version) -> str:
        """The model card that a version was registered with, as Markdown."""
        return self.files(version)["card.md"].decode()

    def evaluation(self, version: Version) -> Evaluation:
        """The evaluation that a version was registered with."""
        return parse_evaluation(self.files(version)["evaluation.json"])

    def add_to_evaluation(
        self, version: Version, files: dict[str, str], tried: Robustness
    ) -> None:
        """Log texts beside the evaluation of a version's run, and the figures of its refits."""
        for name, content in files.items():
            self._client.log_text(version.run_id, content, f"{EVALUATION_FOLDER}/{name}")
        for name, value in robustness_figures(tried).items():
            self._client.log_metric(version.run_id, name, value)

    @contextmanager
    def search(
        self, definition: ModelDefinition, budget: dict[str, float]
    ) -> Iterator[tuple[Callable[[Tried], None], Callable[[Search], None]]]:
        """One run for a search; yields what logs everything tried, and what logs the end."""
        name = definition.model.name
        with search_run(self._experiment(name), name, budget) as logs:
            yield logs

    def propose(self, version: Version, champions: Path, by: Person) -> Record:
        """Put a version forward for promotion by somebody else."""
        with self._candidate(version) as candidate:
            record = promotion.propose(candidate, champions, by)
        self._tag(version, record)
        return record

    def refuse(self, version: Version, champions: Path, by: Person) -> Record:
        """Turn a proposed version down; raises PromotionRefusedError where it is not proposed."""
        with self._candidate(version) as candidate:
            record = promotion.refuse(candidate, champions, by)
        self._tag(version, record)
        return record

    def promote(
        self,
        version: Version,
        champions: Path,
        by: Person,
        *,
        forced: bool = False,
        key: Ed25519PrivateKey | None = None,
    ) -> Record:
        """Make a version the champion, in the folder that serving reads and in the registry.

        Raises what `promotion.promote` raises; then nothing has moved.
        """
        with self._candidate(version) as candidate:
            self._require_plain_model(version, candidate)
            record = promotion.promote(candidate, champions, by, forced=forced, key=key)
        self._tag(version, record)
        self._client.set_registered_model_alias(version.name, Role.CHAMPION, version.number)
        return record

    def shadow(
        self,
        version: Version,
        champions: Path,
        by: Person,
        key: Ed25519PrivateKey | None = None,
    ) -> Record:
        """Make a version the challenger, in the folder and in the registry."""
        with self._candidate(version) as candidate:
            self._require_plain_model(version, candidate)
            record = promotion.shadow(candidate, champions, by, key)
        self._tag(version, record)
        self._client.set_registered_model_alias(version.name, Role.CHALLENGER, version.number)
        return record

    def _tag(self, version: Version, record: Record) -> None:
        named = {f"{record.act}_by": record.by, f"{record.act}_because": record.reason}
        for key, value in named.items():
            self._client.set_model_version_tag(version.name, version.number, key, value)

    @contextmanager
    def _candidate(self, version: Version) -> Iterator[Candidate]:
        with self._fetched(version) as folder:
            _, files = verify(folder, version.artifact_sha256)
            evaluation = parse_evaluation(files["evaluation.json"])
            yield Candidate(version, evaluation, folder)

    @contextmanager
    def _fetched(self, version: Version) -> Iterator[Path]:
        if not version.artifact_sha256:
            message = f"version {version.number} has no {_SHA256_TAG} tag: train it again"
            raise ArtifactTamperedError(message)
        absent = f"the artefact of version {version.number} cannot be fetched"
        with tempfile.TemporaryDirectory() as scratch:
            with asking(absent):
                location = self._client.get_run(version.run_id).info.artifact_uri
                held = _fetch(f"{location}/{ARTIFACT_FOLDER}", _ARTIFACT_FILES, scratch)
            yield held

    def _require_plain_model(self, version: Version, candidate: Candidate) -> None:
        """What researchers load under the alias are the verified trees, and nothing that runs."""
        absent = f"the model of version {version.number} cannot be fetched"
        with tempfile.TemporaryDirectory() as scratch:
            with asking(absent):
                source = self._client.get_model_version(version.name, version.number).source or ""
                if not source.startswith(_LOGGED_MODEL):
                    message = f"version {version.number} points to a folder outside MLflow's own"
                    raise ArtifactTamperedError(message)
                logged = self._client.get_logged_model(source.removeprefix(_LOGGED_MODEL))
                held = _fetch(logged.artifact_location, plain_model.FILES, scratch)
            _, files = verify(candidate.folder, version.artifact_sha256)
            plain_model.require_plain_model(held, files["model.txt"])

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


def _fetch(location: str, allowed: frozenset[str], scratch: str) -> Path:
    try:
        return fetch(location, allowed, Path(scratch))
    except OSError as error:
        message = "a file of the version cannot be fetched"
        raise ModelNotFoundError(message) from error
