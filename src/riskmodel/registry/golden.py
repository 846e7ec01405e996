"""Golden vectors: rows with the figures of the training, which a version must still give.

A file can be whole and yet score otherwise: another release of LightGBM, of the tree tables or of
the processor's arithmetic would. Whoever loads a version asks these rows first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from riskmodel.errors import ArtifactTamperedError, CandidateRefusedError
from riskmodel.explanation.contributions import Contributions, Explainer, Method
from riskmodel.explanation.trees import FEW_ROWS
from riskmodel.modelling.artifact import Artifact
from riskmodel.modelling.model import RiskModel

Floats = NDArray[np.float64]

FILE = "golden.json"
TOLERANCE = 1e-9
"""Of probabilities and contributions: exponentials and sums may differ by the processor."""
_DRAWN = FEW_ROWS + 4  # more than go through one by one, so that both ways are asked


class Golden(BaseModel):
    """Feature rows, a gap as null, and the figures of each; all by row, contributions by feature.

    `raw_score` and `contributions` are in log-odds before calibration.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method
    base_value: float
    rows: Sequence[Sequence[float | None]]
    raw_score: Sequence[float]
    probability: Sequence[float]
    contributions: Sequence[Sequence[float]]


def golden_vectors(model: RiskModel, background: Floats) -> str:
    """The golden vectors of a fitted model as JSON, drawn from its `background`.

    Rows from the lowest score to the highest, one of which nothing is known, and each feature's
    smallest and largest value.
    """
    explainer = Explainer.of(model.booster, background, model.fits.count)
    X = _rows(model, background)
    found = model.predict(X)
    explained = explainer.explain(X)
    return Golden(
        method=explainer.method,
        base_value=float(explained.base_value[0]),
        rows=[[None if np.isnan(value) else value for value in row] for row in X.tolist()],
        raw_score=found.raw_score.tolist(),
        probability=found.probability.tolist(),
        contributions=explained.values.tolist(),
    ).model_dump_json()


def _rows(model: RiskModel, background: Floats) -> Floats:
    order = np.argsort(model.predict(background).raw_score, kind="stable")
    drawn = background[order[np.linspace(0, len(order) - 1, _DRAWN).astype(int)]]
    unknown = np.full((1, background.shape[1]), np.nan)
    ends = np.vstack([np.fmin.reduce(background), np.fmax.reduce(background)])
    return np.vstack([drawn, unknown, ends])


def require_golden(artifact: Artifact, explainer: Explainer) -> None:
    """Raise CandidateRefusedError where a loaded version gives other figures than at training.

    Raw scores to the last bit: from LightGBM, from the tables, in a block and alone. The rest
    within `TOLERANCE`.
    """
    golden = _read(artifact)
    if golden.method != explainer.method:
        message = f"it explains by {explainer.method} and not, as at training, by {golden.method}"
        raise CandidateRefusedError(message)
    X = np.array(golden.rows, dtype=np.float64)
    found = artifact.model.predict(X)
    _require_bits("LightGBM's raw scores", found.raw_score, golden.raw_score)
    _require_near("probabilities", found.probability, golden.probability)
    _require_explained(explainer.explain(X), golden)
    for row in range(len(X)):
        alone = slice(row, row + 1)
        one = golden.model_copy(
            update={
                "raw_score": golden.raw_score[alone],
                "contributions": golden.contributions[alone],
            }
        )
        _require_explained(explainer.explain(X[alone]), one)


def _read(artifact: Artifact) -> Golden:
    try:
        golden = Golden.model_validate_json(artifact.files[FILE])
    except ValidationError as error:
        message = f"{FILE} of {artifact.manifest.name} cannot be read: train it again"
        raise ArtifactTamperedError(message) from error
    width = len(artifact.model.features)
    lengths = {
        len(golden.rows), len(golden.raw_score), len(golden.probability),
        len(golden.contributions),
    }  # fmt: skip
    widths = {len(row) for row in (*golden.rows, *golden.contributions)}
    if len(lengths) != 1 or widths != {width}:
        message = f"{FILE} of {artifact.manifest.name} is of another shape: train it again"
        raise ArtifactTamperedError(message)
    return golden


def _require_explained(found: Contributions, golden: Golden) -> None:
    _require_bits("raw scores beside the explanation", found.raw_score, golden.raw_score)
    _require_near("contributions", found.values, golden.contributions)
    _require_near("base value", found.base_value, [golden.base_value] * len(found.base_value))


def _require_bits(name: str, found: Floats, expected: Sequence[float]) -> None:
    if found.tobytes() != np.array(expected, dtype=np.float64).tobytes():
        _refuse(name)


def _require_near(
    name: str, found: Floats, expected: Sequence[float] | Sequence[Sequence[float]]
) -> None:
    if not np.allclose(found, np.array(expected), rtol=0, atol=TOLERANCE):
        _refuse(name)


def _refuse(name: str) -> None:
    message = f"its {name} of the golden vectors are not those of the training: train it again"
    raise CandidateRefusedError(message)
