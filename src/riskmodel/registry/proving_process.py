"""The process in which a version proves itself: one job in, one proof out."""

import sys

from riskmodel.errors import ModelError
from riskmodel.explanation.contributions import Explainer
from riskmodel.modelling.artifact import Artifact, load_artifact
from riskmodel.registry.champion import explainer_of, kept_explainer
from riskmodel.registry.golden import require_golden
from riskmodel.registry.pointer import replace_file
from riskmodel.registry.proving import Job, Proof


def main() -> None:
    """Read a job, and say how it came out."""
    job = Job.model_validate_json(sys.stdin.read())
    try:
        proof = _proved(job)
    except (ModelError, ValueError, KeyError, IndexError, MemoryError) as error:
        text = str(error) if isinstance(error, ModelError) else f"{type(error).__name__} in a file"
        proof = Proof(refused=text, kind=type(error).__name__)
    sys.stdout.write(proof.model_dump_json())


def _proved(job: Job) -> Proof:
    artifact = load_artifact(job.folder, job.artifact_sha256)
    explainer = _explainer(job, artifact)
    require_golden(artifact, explainer)
    tables = explainer.tables_to_bytes() if job.makes_tables else None
    if tables is not None:
        replace_file(job.tables, tables)
    return Proof(tables=tables is not None)


def _explainer(job: Job, artifact: Artifact) -> Explainer:
    """That which would serve: of the kept tables, where they are those of the promotion."""
    if job.makes_tables:
        return explainer_of(artifact)
    return kept_explainer(job.tables, job.tables_sha256, artifact) or explainer_of(artifact)


if __name__ == "__main__":
    main()
