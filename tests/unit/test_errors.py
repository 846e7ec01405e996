import inspect
import re

from riskmodel import errors
from riskmodel.cli.main import EXIT_CODE, exit_code


def classes() -> dict[str, type]:
    found = inspect.getmembers(errors, inspect.isclass)
    return {name: held for name, held in found if name.endswith("Error")}


def test_the_tree_in_the_docstring_is_the_real_one():
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^([│ ├└─]*)(\w+Error)\b", line)
        if match:
            depth = len(match[1]) // 4
            path[depth:] = [match[2]]
            drawn[match[2]] = path[depth - 1] if depth else "Exception"
    assert drawn == {name: held.__bases__[0].__name__ for name, held in classes().items()}


def test_every_error_has_an_exit_code_of_its_family():
    for held in classes().values():
        if held is not errors.RiskModelError:
            error = held([]) if held is errors.SchemaError else held("x")
            assert exit_code(error) in EXIT_CODE.values()
    assert exit_code(errors.RiskModelError("x")) == 1
