"""The change table of CONTRIBUTING.md, tried out: each change is made in a copy, there alone.

A row says which files a change touches; here the change is made in just these, and a process of
its own finds it everywhere that is derived from them.
"""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = {
    cells[1].strip(): cells[2]
    for line in TABLE.splitlines()
    if line.startswith("| ") and len(cells := line.split("|")) == 5
}
HOMES = ("src/riskmodel", "api/riskmodel_api", ".")
NEW_FIELD = '    yes_no(None, ("tried_field", "试用字段", "tried field"), POLICY),\n'
NEW_LINE = """\
  { area = "53", from = 2031-01-01, value = 9999, confidence = "U", source = "tried [S10]" },
]"""
NEW_SETTING = '    tried: int = Field(7, ge=1, description="tried setting")\n    host: str'
NEW_ERROR = 'class TriedError(DataError):\n    """Tried."""\n\n\nclass ChangeError('
NEW_SURVEY = '    "tried": Importer(read_tried, "tried survey", "试用调查"),\n}\n'
NEW_IMPORTER = """from riskmodel.sources.surveys.cfps import read_cfps as read_tried

__all__ = ["read_tried"]
"""
NEW_IMPORT = "from riskmodel.sources.surveys.tried import read_tried\n\n\n@dataclass"
NEW_COMMAND = '''"""A command that is tried."""


def tried() -> None:
    """Tried command."""
'''

# Row of the table: file below its home, what stands there, what is put in its place.
CHANGES = {
    "add a household field": [
        ("schema/auxiliary.py", "_PROCEDURE = (\n", "_PROCEDURE = (\n" + NEW_FIELD),
    ],
    "change a threshold from a date": [("parameters/values/monitoring_line.toml", "]", NEW_LINE)],
    "add a setting": [("settings.py", "    host: str", NEW_SETTING)],
    "add an error": [("errors.py", "class ChangeError(", NEW_ERROR)],
    "add a survey": [
        ("sources/surveys/tried.py", None, NEW_IMPORTER),
        ("sources/surveys/__init__.py", "\n\n@dataclass", NEW_IMPORT),
        ("sources/surveys/__init__.py", "}\n", NEW_SURVEY),
    ],
    "add a command": [
        ("cli/tried.py", None, NEW_COMMAND),
        ("cli/main.py", "    demo.demo,\n", "    demo.demo,\n    tried.tried,\n"),
        ("cli/main.py", "    studying,\n", "    studying,\n    tried,\n"),
    ],
    "add a model": [("models/tried.toml", None, "return-to-poverty-12m.toml")],
}
FOUND = {
    "add a household field": """
from riskmodel.schema.dictionary import data_dictionary
from riskmodel.eligibility import RULES_READING
from riskmodel.schema.household import FIELDS
from riskmodel.schema.purposes import purposes_page
from riskmodel.schema.record import read_record
record = read_record({"household_id": "h-1", "tried_field": True})
assert record.tried_field is True
assert "tried_field" in data_dictionary(RULES_READING)
""",
    "change a threshold from a date": """
import numpy as np
from riskmodel.parameters import Parameters
day = np.datetime64("2031-06-30")
assert Parameters.shipped().value_on("monitoring_line", day, "53", "530423").value == 9999
""",
    "add a setting": """
from riskmodel.settings import Settings, settings_page
assert Settings().tried == 7
assert "| `RISKMODEL_TRIED` | `7` | tried setting |" in settings_page()
""",
    "add an error": """
from riskmodel.cli.main import exit_code
from riskmodel.errors import TriedError
assert exit_code(TriedError("x")) == 11
""",
    "add a survey": """
from riskmodel.sources.surveys import IMPORTERS
assert IMPORTERS["tried"].name_zh == "试用调查"
""",
    "add a command": """
from typer.testing import CliRunner
from riskmodel.cli.main import commands
assert "Tried command." in CliRunner().invoke(commands, ["tried", "--help"]).output
""",
    "add a model": """
from pathlib import Path
from riskmodel.modelling.definition import read_definition
assert read_definition(Path("models/tried.toml"))
""",
}


def named(row):
    """Paths and patterns that a row of the table names."""
    return re.findall(r"`([\w/<>.-]+\.(?:py|toml)|[\w/<>-]+/)`", ROWS[row])


@pytest.mark.parametrize("row", ROWS)
def test_every_file_that_a_row_names_is_there(row):
    for one in named(row):
        pattern = re.sub(r"<\w+>|NN", "*", one).rstrip("/")
        homes = [ROOT / home for home in ("src", "api", "models", "tests", "benchmarks")]
        assert (ROOT / pattern).exists() or any(
            any(home.rglob(pattern.removeprefix(f"{home.name}/"))) for home in homes
        ), one


@pytest.mark.parametrize("row", CHANGES)
def test_a_change_touches_no_file_but_those_of_its_row(row):
    said = [re.sub(r"<\w+>", "*", one) for one in named(row)]
    if "`auxiliary.py`" in ROWS[row]:
        said.append("schema/auxiliary.py")
    for file, _, _ in CHANGES[row]:
        in_one_line = file.endswith("__init__.py") and "one line in `" in ROWS[row]
        assert in_one_line or any(fnmatch(file, one) for one in said), file


@pytest.mark.slow
def test_what_was_changed_in_those_files_alone_is_found_everywhere(tmp_path):
    for folder in ("src", "api", "models"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for changes in CHANGES.values():
        for file, before, after in changes:
            make(tmp_path, file, before, after)
    told = subprocess.run(
        [sys.executable, "-c", "".join(FOUND.values())],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}/src{os.pathsep}{tmp_path}/api"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def make(copy, file, before, after):
    home = next(home for home in HOMES if (copy / home / Path(file).parent).is_dir())
    place = copy / home / file
    if before is None:
        is_copy = file.endswith(".toml")
        place.write_text((place.parent / after).read_text() if is_copy else after)
        return
    text = place.read_text(encoding="utf-8")
    at = text.rindex(before)
    place.write_text(text[:at] + after + text[at + len(before) :], encoding="utf-8")
