"""What is tried again and again while the service is up."""

import datetime
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel

from riskmodel.assessment import Assessor
from riskmodel.assessment.unasked import nobody
from riskmodel.errors import StorageUnavailableError
from riskmodel.modelling.artifact import verify
from riskmodel.registry.pointer import folder_of
from riskmodel_api.operation.watchdog import Check, UnfitError

_MEBIBYTE = 1_048_576


def scores_as_before(
    serving: Callable[[], Assessor], record: BaseModel, day: datetime.date
) -> Check:
    """A known household is assessed in the same words as when the model was first seen."""
    known: list[object] = [None, None]

    def check() -> None:
        assessor = serving()
        if assessor.model is None:
            return
        # Whoever has its id may decline scoring: that says nothing of the model.
        found = replace(assessor, household_declined=nobody).assess_records([record], day)[0]
        if known[0] is not assessor:
            known[:] = [assessor, found]
        elif found != known[1]:
            message = "a known household is no longer assessed as it was"
            raise UnfitError(message)

    return check


def champion_is_whole(serving: Callable[[], Assessor], champions: Path) -> Check:
    """What serves lies on disk, where the next start would read it, as it was promoted.

    It is read again where a time, size or number of one of its files is another than before. What
    is offered in its place is looked at before it is taken up, and makes nobody unfit.
    """
    seen: list[object] = [None]

    def check() -> None:
        model = serving().model
        if model is None:
            return
        folder = champions / model.name / folder_of(model.version, model.artifact_sha256)
        looks = [_look(path) for path in (folder, *sorted(folder.glob("*")))]
        if looks != seen[0]:
            verify(folder, model.artifact_sha256)
            seen[0] = looks

    return check


def disk_has_room(folder: Path, least_mebibytes: int) -> Check:
    """The disk that answers are recorded on is not about to be full."""

    def check() -> None:
        place = folder if folder.exists() else folder.parent
        if place.exists() and shutil.disk_usage(place).free < least_mebibytes * _MEBIBYTE:
            message = f"the disk of the database has less than {least_mebibytes} MiB left"
            raise StorageUnavailableError(message)

    return check


def _look(path: Path) -> tuple[str, int, int, int, int]:
    found = path.stat()
    return path.name, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
