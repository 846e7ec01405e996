"""Row 9: bad requests are refused, and every answer is one that the OpenAPI document has.

Long form, with the champion of RISKMODEL_STATE: `PYTHONPATH=tests python -m
reliability.row09_requests 280`, cases for each operation and kind.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import schemathesis
from callers import GENEROUS, bearer, make_keys
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reliability.scorecard import Row
from riskmodel_api.app import create_app
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from riskmodel.access.keeping import Grant
from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessor, assessor_from
from riskmodel.settings import Settings

load_all_checks()
DOCUMENTED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    ]
)
LONG = {"cases": 280}
_IN_PATHS = {"rule": "R00", "name": "another", "version": "999"}
MODES = tuple(schemathesis.GenerationMode)


@dataclass
class Tried:
    """How often each status was answered, and what was not as documented."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tried") -> None:
        """Count those of another operation too."""
        self.statuses += other.statuses
        self.failures += other.failures

    @property
    def server_errors(self) -> int:
        """Answers with a status of 500 or more."""
        return sum(count for status, count in self.statuses.items() if status >= 500)


def operations_of(document: Any) -> dict[str, Any]:
    """The operations of a document by method and path."""
    return {one.label: one for one in (result.ok() for result in document.get_all_operations())}


def try_operation(
    operation: Any, mode: Any, cases: int, headers: Mapping[str, str] | None = None
) -> Tried:
    """Send valid or invalid requests to one operation; `headers` say who asks."""
    tried = Tried()

    @settings(
        max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(_cases(operation, mode))
    def try_one(case: Any) -> None:
        response = case.call(headers=headers)
        tried.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=DOCUMENTED)
        except (AssertionError, FailureGroup) as error:
            told = f"{operation.label} answered {HTTPStatus(response.status_code)}"
            tried.failures[f"{told}: {type(error).__name__}"] += 1

    try_one()
    return tried


def _cases(operation: Any, mode: Any) -> Any:
    can_be_wrong = any(
        "pattern" in str(one.definition) or "enum" in str(one.definition)
        for one in operation.iter_parameters()
    )
    if mode is schemathesis.GenerationMode.NEGATIVE and not (operation.body or can_be_wrong):
        return st.just(operation.Case(path_parameters=_IN_PATHS))
    return operation.as_strategy(generation_mode=mode)


def let_in(folder: Path) -> tuple[Settings, dict[str, str]]:
    """Settings, and the headers of a caller who may do everything and ask as fast as they like.

    So that cases reach the routes and not only the door.
    """
    held = Settings(state=folder, wrong_keys_per_minute=1_000_000, **GENEROUS)
    (token,) = make_keys(held, Grant("row 9", [one.value for one in Scope], ["CN"]))
    return held, bearer(token)


def measure(assessor: Assessor, folder: Path, cases: int) -> Row:
    """Try every operation, `cases` times with valid and as often with invalid requests."""
    held, headers = let_in(folder)
    app = create_app(held, assessor)
    tried = Tried()
    with TestClient(app):
        document = schemathesis.openapi.from_asgi("/openapi.json", app)
        operations = operations_of(document)
        for operation in operations.values():
            for mode in MODES:
                tried.add(try_operation(operation, mode, cases, headers))
    total, failed = tried.statuses.total(), tried.failures.total()
    statuses = ", ".join(
        f"{status}: {count:,}" for status, count in sorted(tried.statuses.items())
    )
    figure = (
        f"{total:,} cases over {len(operations)} operations ({statuses}); "
        f"{tried.server_errors} x 5xx, {failed} not as documented"
    )
    if failed:
        figure += f" ({'; '.join(sorted(tried.failures)[:5])})"
    return Row(
        9,
        "Bad requests are 4xx",
        "5,000 generated cases over all routes: 0 x 5xx, 0 undocumented",
        figure,
        met=not failed and not tried.server_errors,
    )


def main() -> int:
    """Print the row; 1 where the promise is not kept."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else LONG["cases"]
    held = Settings()
    assessor = assessor_from(held.champions, held.model_name, held.parameters)
    with tempfile.TemporaryDirectory() as folder:
        row = measure(assessor, Path(folder), cases)
    sys.stdout.write(f"{row}\n")
    return 0 if row.met else 1


if __name__ == "__main__":
    sys.exit(main())
