"""Fit a registered version again from its record, and compare the bytes."""

from dataclasses import dataclass

from riskmodel.errors import DataError
from riskmodel.modelling.artifact import Artifact, model_files
from riskmodel.modelling.fitting import background, fit_block
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.provenance import panel_digest
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
