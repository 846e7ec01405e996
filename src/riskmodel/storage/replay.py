"""Make an assessment again from what is kept of it, and compare it bit by bit."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskmodel.assessment import Assessment, Assessor
from riskmodel.assessment.unasked import Unasked
from riskmodel.eligibility import rule_pack
from riskmodel.errors import ModelError, ReplayError, SchemaError
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import read_version
from riskmodel.schema.record import read_record
from riskmodel.storage.assessments import Stored
from riskmodel.storage.canonical import canonical
from riskmodel.storage.recording import versions_of


@dataclass(frozen=True)
class Replayed:
    """The same question asked again; `differences` are JSON Pointers, none where all is equal.

    `other_versions` names what else has another version here than when it was given; the model and
    the rule pack are the same.
    """

    assessment: Assessment
    given_at: datetime.datetime
    differences: list[str]
    other_versions: list[str]


def replay(stored: Stored, champions: Path, parameters: Parameters) -> Replayed:
    """Ask again with the model version and the rule pack that answered.

    Raises ReplayError where one of them is not at hand, or where the record is no longer accepted.
    """
    versions = json.loads(stored.given.versions)
    pack = rule_pack(parameters)
    if pack != versions["rule_pack"]:
        message = (
            f"the rule pack {versions['rule_pack']} is not at hand: here it is {pack}; set "
            "RISKMODEL_PARAMETERS to the folder of that day, or install the release of then"
        )
        raise ReplayError(message)
    try:
        model = read_version(
            champions, versions["model"], versions["version"], versions["artifact_sha256"]
        )
        record = read_record(json.loads(stored.given.asked))
    except ModelError as error:
        message = (
            f"version {versions['version']} of {versions['model']} is not at hand, or not as it "
            f"was: {error}"
        )
        raise ReplayError(message) from error
    except SchemaError as error:
        message = "this release no longer accepts the record: install the release of then"
        raise ReplayError(message) from error
    declined = versions.get("scoring") == Unasked.DECLINED
    assessor = Assessor(parameters, model, lambda _: declined)
    again = assessor.answer_records([record], stored.given.as_of_date)[0]
    now = versions_of(again.made_with)
    return Replayed(
        assessment=again.message(),
        given_at=stored.given_at,
        differences=list(_compared(stored.given.message, again.content)),
        other_versions=[name for name in now if now[name] != versions.get(name)],
    )


def _compared(given: bytes, again: bytes) -> Iterator[str]:
    before, after = json.loads(given), json.loads(again)
    if canonical(before) != canonical(after):
        yield from _differing(before, after, "")


def _differing(before: Any, after: Any, pointer: str) -> Iterator[str]:
    """Where two values differ, as deep as can be told."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            if name in before and name in after:
                yield from _differing(before[name], after[name], f"{pointer}/{name}")
            else:
                yield f"{pointer}/{name}"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differing(one, other, f"{pointer}/{place}")
    elif canonical(before) != canonical(after):
        yield pointer
