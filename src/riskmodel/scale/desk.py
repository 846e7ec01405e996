"""The champion and the parameters of a batch, read once in each process."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from threading import Lock

from riskmodel.assessment import Assessor
from riskmodel.eligibility import rule_pack
from riskmodel.errors import ConfigurationError
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import read_champion, read_version
from riskmodel.scale.asked import Desk, Versions
from riskmodel.schema.record import HouseholdRecord
from riskmodel.signing import read_public_key


def current_versions(desk: Desk) -> Versions:
    """What the champion and the parameters are now; raises what `read_champion` raises."""
    assessor = _read(desk)
    versions = _versions_of(assessor)
    _KEPT.clear()
    _KEPT[desk, versions] = assessor
    return versions


def open_desk(desk: Desk, versions: Versions) -> Assessor:
    """The assessor of these versions, though another may have been promoted since.

    Raises ConfigurationError where parameters or release are not those that the batch began with,
    and what `read_version` raises.
    """
    with _OPENING:
        if (desk, versions) not in _KEPT:
            assessor = _opened(desk, versions)
            _KEPT.clear()
            _KEPT[desk, versions] = assessor
        return _KEPT[desk, versions]


_KEPT: dict[tuple[Desk, Versions], Assessor] = {}
"""The last one that this process opened: its tables are large."""
_OPENING = Lock()


def _opened(desk: Desk, versions: Versions) -> Assessor:
    assessor = _read(desk)
    if assessor.require_model().artifact_sha256 != versions.artifact_sha256:
        model = read_version(
            desk.champions, desk.model, versions.version, versions.artifact_sha256
        )
        assessor = Assessor(assessor.parameters, model)
    if _versions_of(assessor) != versions:
        message = (
            "the parameters or the release are not those that this batch began with: go on with "
            "those, or begin anew in another output folder"
        )
        raise ConfigurationError(message)
    return assessor


def _read(desk: Desk) -> Assessor:
    key = read_public_key(desk.public_key)
    model = read_champion(desk.champions, desk.model, key)
    return Assessor(Parameters.of_office(desk.parameters), model)


def _versions_of(assessor: Assessor) -> Versions:
    model = assessor.require_model()
    return Versions(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        rule_pack=rule_pack(assessor.parameters),
        schema_sha256=record_sha256(),
        riskmodel=version("riskmodel"),
    )


@cache
def record_sha256() -> str:
    """The digest of what a household record may hold."""
    content = json.dumps(HouseholdRecord.model_json_schema(), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
