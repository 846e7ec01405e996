"""The file of a case (案卷): all that it rests on, in one canonical text with one digest."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from pydantic_core import from_json, to_jsonable_python

from riskmodel.casework.case import Case, StepTaken
from riskmodel.storage.assessments import Stored
from riskmodel.storage.canonical import canonical, digest

FORMAT = "riskmodel-case-file-1"


@dataclass(frozen=True)
class CaseFile:
    """A case with its steps and the one assessment that it opened on.

    The record that was assessed is not repeated: `assessment_sha256` is the digest of record and
    answer that the audit log holds.
    """

    case: Case
    steps: Sequence[StepTaken]
    stored: Stored

    @property
    def versions(self) -> dict[str, str]:
        """What the assessment was made with."""
        held: dict[str, str] = from_json(self.stored.given.versions)
        return held

    @cached_property
    def text(self) -> str:
        """Canonical JSON: sorted names, no spaces, the same in either language of the page."""
        content: dict[str, Any] = {
            "format": FORMAT,
            "case": asdict(self.case),
            "steps": [step._asdict() for step in self.steps],
            "assessment": from_json(self.stored.given.message),
            "assessment_sha256": self.stored.given.sha256,
            "given_at": self.stored.given_at,
            "asked_by": self.stored.asked_by,
            "versions": self.versions,
        }
        return canonical(to_jsonable_python(content))

    @cached_property
    def sha256(self) -> str:
        """The digest of the text in UTF-8, byte by byte what `sha256sum` gives of it."""
        return digest(self.text)
