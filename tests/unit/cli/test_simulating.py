import csv
import json
import re
import sys

import pytest
from reforms import KINDS, a_reform_panel
from rich.console import Console
from typer.testing import CliRunner

from riskmodel.cli.language import Language
from riskmodel.cli.main import commands
from riskmodel.cli.simulation_files import table_rows, write_files
from riskmodel.cli.simulation_picture import picture
from riskmodel.cli.simulation_tables import simulation_tables
from riskmodel.errors import ConfigurationError
from riskmodel.parameters import Change, Parameters
from riskmodel.schema.panel import write_panel
from riskmodel.simulation.panel import simulate_panel

runner = CliRunner()


@pytest.fixture(scope="module")
def simulation():
    changes = [Change.parse("line=+5%")]
    return simulate_panel(a_reform_panel(), Parameters.shipped(), changes, None, 3_000)


@pytest.fixture
def panel(tmp_path):
    path = tmp_path / "panel.parquet"
    write_panel(a_reform_panel(), path)
    return path


def printed(simulation, language, capsys) -> str:
    Console(width=140).print(simulation_tables(simulation, language))
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.EN, ["34 Anhui", "Yearly cost in yuan: (0 − 0) × 3,000 = 0", "too few to say"]),
        (Language.ZH, ["34 安徽", "年度费用(元): (0 − 0) × 3,000 = 0", "样本过少", "核实线索"]),
    ],
)
def test_the_tables_say_it_in_both_languages(simulation, language, told, capsys):
    shown = printed(simulation, language, capsys)
    for text in (*told, "24 (24)", "50.0%", "-33.33"):
        assert text in shown


def test_a_figure_that_is_hidden_is_not_read_as_markup(capsys):
    panel = a_reform_panel(villages=2, each=1)
    changes = [Change.parse("line=+5%")]
    found = simulate_panel(panel, Parameters.shipped(), changes, None, 3_000)
    shown = printed(found, Language.EN, capsys)
    assert re.search(r"34 Anhui +│ <5 ", shown)
    assert "2 (2)" not in shown


def test_the_command_prints_and_writes(panel, tmp_path):
    out = tmp_path / "reform"
    arguments = ["--change", "line=+5%", "--measure-cost", "3000", "--out", str(out)]
    found = runner.invoke(commands, ["rules", "simulate", "--panel", str(panel), *arguments])
    assert found.exit_code == 0, found.output
    assert "Reform simulation: line=+5%" in found.output
    assert sorted(path.name for path in out.iterdir()) == [
        "picture.svg",
        "result.json",
        "table.csv",
    ]


def test_the_files_hold_provinces_and_no_village_or_household(simulation, tmp_path):
    result, table, drawn = write_files(simulation, tmp_path)
    assert json.loads(result.read_bytes())["crossings"][0]["entering"]["households"] == 24
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows if row["table"] == "by_province"} == {"34"}
    for path in (result, table, drawn):
        text = path.read_text(encoding="utf-8")
        assert "340123101" not in text
        assert not any(f"{kind}-" in text for kind in KINDS)


def test_the_table_holds_every_rate_with_its_interval(simulation):
    rows = [row for row in table_rows(simulation) if row["table"] == "exclusion_error"]
    held = {(row["group"], row["measure"]): row.get("share") for row in rows}
    assert held["pointed_to", "unweighted change"] == pytest.approx(-1 / 3)
    assert len(held) == 12


def test_the_same_simulation_gives_the_same_picture(simulation):
    drawn = picture(simulation)
    assert drawn.startswith(b"<?xml")
    assert drawn == picture(simulation)


def test_without_matplotlib_the_other_files_are_written(simulation, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "riskmodel.cli.simulation_picture")
    with pytest.raises(ConfigurationError, match="install the extra `train`"):
        write_files(simulation, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result.json", "table.csv"]
