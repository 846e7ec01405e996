"""Golden vectors: households with the figures of the training, which a version must still give.

A file can be whole and yet score otherwise: other code that makes features of a record would, as
would another release of LightGBM, of the tree tables or of the processor's arithmetic. Whoever
loads a version asks these households first, from the record to the figures of the message; what a
message says in words is the release's own.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from riskmodel.errors import ArtifactTamperedError, CandidateRefusedError, SchemaError
from riskmodel.explanation.contributions import Contributions, Explainer, Method
from riskmodel.explanation.trees import FEW_ROWS
from riskmodel.modelling.artifact import Artifact
from riskmodel.modelling.features import AnyFeature, Feature, feature_matrix
from riskmodel.modelling.model import RiskModel
from riskmodel.registry.golden_households import example_households, example_lines
from riskmodel.schema.record import columns_from_records, read_record

Floats = NDArray[np.float64]

FILE = "golden.json"
TOLERANCE = 1e-9
"""Of probabilities and contributions: exponentials and sums may differ by the processor."""
_DRAWN = FEW_ROWS + 4  # more than go through one by one, so that both ways are asked


class Golden(BaseModel):
    """Feature rows, a gap as null, and the figures of each; all by row, contributions by feature.

    `raw_score` and `contributions` are in log-odds before calibration. The last rows are made of
    `households`, records as a caller sends them, by their `lines`, yuan a head and year; there are
    none for a model that reads columns of its own panel.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method
    base_value: float
    households: Sequence[dict[str, Any]]
    lines: Sequence[float | None]
    rows: Sequence[Sequence[float | None]]
    raw_score: Sequence[float]
    probability: Sequence[float]
    percentile: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    band: Sequence[str]
    contributions: Sequence[Sequence[float]]


def golden_vectors(model: RiskModel, background: Floats) -> str:
    """The golden vectors of a fitted model as JSON, drawn from its `background`.

    Rows from the lowest score to the highest, one of which nothing is known, each feature's
    smallest and largest value, and rows of household records.
    """
    explainer = Explainer.of(model.booster, background, model.fits.count)
    households, lines = _households(model.features)
    X = np.vstack([_rows(model, background), *_of_records(model.features, households, lines)])
    found = model.predict(X)
    low, high = model.uncertainty.interval(found.raw_score, found.probability)
    explained = explainer.explain(X)
    return Golden(
        method=explainer.method,
        base_value=float(explained.base_value[0]),
        households=households,
        lines=lines,
        rows=[[None if np.isnan(value) else value for value in row] for row in X.tolist()],
        raw_score=found.raw_score.tolist(),
        probability=found.probability.tolist(),
        percentile=np.asarray(model.percentile(found.probability)).tolist(),
        low=np.asarray(low).tolist(),
        high=np.asarray(high).tolist(),
        band=np.asarray(model.band(found)).tolist(),
        contributions=explained.values.tolist(),
    ).model_dump_json()


def _households(
    features: Sequence[AnyFeature],
) -> tuple[list[dict[str, Any]], list[float | None]]:
    """Records and lines for a model of the catalogue's features; none for any other."""
    known = [feature for feature in features if isinstance(feature, Feature)]
    if len(known) < len(features):
        return [], []
    return example_households(known), example_lines()


def _of_records(
    features: Sequence[AnyFeature],
    households: Sequence[dict[str, Any]],
    lines: Sequence[float | None],
) -> list[Floats]:
    """The feature rows of records, all at once and each alone: nothing where there are none.

    Raises SchemaError for a record that this release does not accept.
    """
    if not households:
        return []
    known = [feature for feature in features if isinstance(feature, Feature)]
    records = [read_record(one) for one in households]
    line = np.array(lines, dtype=np.float64)
    found = feature_matrix(columns_from_records(records), line, known)
    alone = [
        feature_matrix(columns_from_records([record]), line[row : row + 1], known)
        for row, record in enumerate(records)
    ]
    _require_bits("features of a record alone", np.vstack(alone), found)
    return [found]


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
    model = artifact.model
    _require_features(model.features, golden, X)
    found = model.predict(X)
    _require_bits("LightGBM's raw scores", found.raw_score, golden.raw_score)
    _require_near("probabilities", found.probability, golden.probability)
    _require_near("percentiles", model.percentile(found.probability), golden.percentile)
    low, high = model.uncertainty.interval(found.raw_score, found.probability)
    _require_near("intervals", np.array([low, high]), [golden.low, golden.high])
    if np.asarray(model.band(found)).tolist() != list(golden.band):
        _refuse("bands")
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


def _require_features(features: Sequence[AnyFeature], golden: Golden, X: Floats) -> None:
    """Raise CandidateRefusedError where a record gives other features than at training."""
    if bool(golden.households) != bool(_households(features)[0]):
        _refuse("household records")
    try:
        made = _of_records(features, golden.households, golden.lines)
    except SchemaError as error:
        message = "its golden vectors hold records that this release refuses: train it again"
        raise CandidateRefusedError(message) from error
    for rows in made:
        _require_bits("features", rows, X[-len(rows) :])


def _read(artifact: Artifact) -> Golden:
    try:
        golden = Golden.model_validate_json(artifact.files[FILE])
    except ValidationError as error:
        message = f"{FILE} of {artifact.manifest.name} cannot be read: train it again"
        raise ArtifactTamperedError(message) from error
    width = len(artifact.model.features)
    lengths = {
        len(golden.rows), len(golden.raw_score), len(golden.probability), len(golden.percentile),
        len(golden.low), len(golden.high), len(golden.band), len(golden.contributions),
    }  # fmt: skip
    widths = {len(row) for row in (*golden.rows, *golden.contributions)}
    records = {len(golden.households), len(golden.lines)}
    fits = len(records) == 1 and len(golden.households) < len(golden.rows)
    if len(lengths) != 1 or widths != {width} or not fits:
        message = f"{FILE} of {artifact.manifest.name} is of another shape: train it again"
        raise ArtifactTamperedError(message)
    return golden


def _require_explained(found: Contributions, golden: Golden) -> None:
    _require_bits("raw scores beside the explanation", found.raw_score, golden.raw_score)
    _require_near("contributions", found.values, golden.contributions)
    _require_near("base value", found.base_value, [golden.base_value] * len(found.base_value))


def _require_bits(name: str, found: Floats, expected: Sequence[float] | Floats) -> None:
    if found.tobytes() != np.array(expected, dtype=np.float64).tobytes():
        _refuse(name)


def _require_near(
    name: str, found: Any, expected: Sequence[float] | Sequence[Sequence[float]]
) -> None:
    if not np.allclose(found, np.array(expected), rtol=0, atol=TOLERANCE, equal_nan=True):
        _refuse(name)


def _refuse(name: str) -> None:
    message = f"its {name} of the golden vectors are not those of the training: train it again"
    raise CandidateRefusedError(message)
