import datetime

import pytest
from typer.testing import CliRunner

from riskmodel.cli.main import app, commands
from riskmodel.parameters import SHIPPED
from riskmodel.parameters.lint import lint

ON = datetime.date(2025, 6, 30)
HEAD = 'name_zh = "线"\nname_en = "line"\ndescription = "a line"\nunit = "yuan"\n'


def entry(**changes):
    given = {
        "area": '"53"',
        "from": "2025-01-01",
        "to": "2025-12-31",
        "value": "8700",
        "confidence": '"B"',
        "source": '"a notice [S26]"',
    }
    kept = {key: value for key, value in (given | changes).items() if value is not None}
    return "{ " + ", ".join(f"{key} = {value}" for key, value in kept.items()) + " }"


def problems(folder, *entries, head=HEAD):
    text = head + "value = [\n" + ",\n".join(entries) + ",\n]\n"
    (folder / "a_line.toml").write_text(text, encoding="utf-8")
    return [(one.severity, one.entry, one.what) for one in lint(folder, on=ON)]


def test_a_file_with_nothing_wrong_gives_nothing(tmp_path):
    assert problems(tmp_path, entry()) == []


def test_a_gap_between_two_values_is_told(tmp_path):
    later = entry(**{"from": "2025-03-01"})
    found = problems(tmp_path, entry(**{"from": "2024-01-01", "to": "2024-12-31"}), later)
    assert found == [("warning", 2, "nothing is in force from 2025-01-01 to 2025-02-28")]


def test_a_value_that_has_ended_is_told(tmp_path):
    ended = entry(to="2025-06-29")
    assert problems(tmp_path, ended) == [("warning", 1, "nothing is in force after 2025-06-29")]
    assert problems(tmp_path, entry(to="2025-06-30")) == []
    assert problems(tmp_path, entry(to=None)) == []


@pytest.mark.parametrize(
    ("value", "told"), [("10875", None), ("10876", "+25%"), ("6525", None), ("6524", "-25%")]
)
def test_a_jump_of_more_than_a_quarter_within_a_year_is_told(value, told, tmp_path):
    before = entry(**{"from": "2024-01-01", "to": "2024-12-31"})
    found = problems(tmp_path, before, entry(value=value))
    assert found == ([] if told is None else [("warning", 2, f"{told} within a year")])


def test_an_overlap_is_an_error_in_one_area_only(tmp_path):
    found = problems(tmp_path, entry(), entry(**{"from": "2025-12-31", "to": "2026-12-31"}))
    assert ("error", 2, "in force on the same days as entry 1") in found
    assert problems(tmp_path, entry(), entry(area='"62"')) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"source": '""'}, "source: String should have at least 1 character"),
        ({"source": None}, "source: Field required"),
        ({"confidence": '"Z"'}, "confidence: Input should be 'A', 'B', 'C' or 'U'"),
        ({"dibao_multiple": "2.0"}, "Value error, give either value or dibao_multiple"),
        ({"to": "2024-01-01"}, "Value error, `to` lies before `from`"),
    ],
)
def test_what_the_loader_would_refuse_is_an_error(changes, what, tmp_path):
    assert problems(tmp_path, entry(**changes)) == [("error", 1, what)]


def test_everything_is_told_at_once(tmp_path):
    (tmp_path / "broken.toml").write_text("x", encoding="utf-8")
    bad = entry(source='"nowhere [S999]"'), entry(confidence='"Z"')
    found = problems(tmp_path, *bad, head='colour = "red"\n')
    assert [what for _, _, what in found if "TOML" not in what] == [
        "unknown key colour",
        "no name_zh",
        "no name_en",
        "no description",
        "no unit",
        "source tag S999 is not resolved",
        "confidence: Input should be 'A', 'B', 'C' or 'U'",
    ]
    assert len(found) == 8


def test_a_later_folder_is_read_with_the_shipped_one(tmp_path):
    (tmp_path / "monitoring_line.toml").write_text(
        "value = [" + entry(**{"from": "2026-01-01", "to": "2026-12-31", "value": "20000"}) + "]",
        encoding="utf-8",
    )
    own = [one for one in lint(SHIPPED, tmp_path, on=ON) if one.file == "monitoring_line.toml"]
    assert any(one.what == "+130% within a year" for one in own)


def test_the_shipped_values_have_no_error():
    assert {one.severity for one in lint(SHIPPED, on=ON)} == {"warning"}


def test_the_command_tells_warnings_and_ends_well():
    found = CliRunner().invoke(commands, ["rules", "lint", "--on", "2025-06-30"])
    assert found.exit_code == 0
    assert "warning: monitoring_line.toml" in found.output
    assert "no errors" in found.output


def test_an_error_ends_the_command_with_its_exit_code(tmp_path, monkeypatch, capsys):
    (tmp_path / "broken.toml").write_text("x", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["riskmodel", "rules", "lint", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        app()
    assert ended.value.code == 10
    assert "error: broken.toml: not TOML" in capsys.readouterr().out
