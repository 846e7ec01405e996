"""What all workers of a run share: the first to ask makes it, the others wait and read it."""

import fcntl
import io
import pickle
from collections.abc import Callable
from pathlib import Path

import cloudpickle

from riskmodel.modelling.features import FEATURE_BY_NAME, Feature
from riskmodel.modelling.pipeline import Trained


def made_once(place: Path, make: Callable[[Path], object]) -> Path:
    """The file or folder that `make` makes at the path it is given; at `place` it is whole."""
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = place.with_suffix(".unfinished")
            make(unfinished)
            unfinished.rename(place)
    return place


class _Writer(cloudpickle.Pickler):
    """Rivals are closures, which plain pickle refuses; features are the catalogue's own."""

    def persistent_id(self, obj: object) -> str | None:
        return obj.name if isinstance(obj, Feature) else None


class _Reader(pickle.Unpickler):
    def persistent_load(self, pid: str) -> Feature:
        return FEATURE_BY_NAME[pid]


def keep(trained: Trained, place: Path) -> None:
    """Write a training with all that it made to a file."""
    content = io.BytesIO()
    _Writer(content).dump(trained)
    place.write_bytes(content.getvalue())


def kept(place: Path) -> Trained:
    """The training that a file of this run holds."""
    found = _Reader(io.BytesIO(place.read_bytes())).load()
    assert isinstance(found, Trained)
    return found
