import datetime
import json

import pytest
from builders import AS_OF, a_household
from rich.console import Console
from typer.main import get_command
from typer.testing import CliRunner

from riskmodel.assessment import Assessment, check_rules, read_question
from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.cli import main
from riskmodel.cli.command_reference import _leaves
from riskmodel.cli.language import Language
from riskmodel.cli.main import commands
from riskmodel.cli.rendering import render, render_rules
from riskmodel.parameters import Parameters
from riskmodel.schema.record import read_record

runner = CliRunner()


@pytest.fixture
def question(tmp_path):
    path = tmp_path / "household.json"
    path.write_text(json.dumps({"as_of_date": AS_OF, "household": a_household()}))
    return path


def printed(assessment, language, capsys) -> str:
    Console(width=120).print(render(assessment, language))
    return capsys.readouterr().out


def test_a_household_is_assessed_on_the_terminal(state, question):
    found = runner.invoke(commands, ["assess", str(question), "--json"])
    assert found.exit_code == 0, found.output
    assert Assessment.model_validate_json(found.output).household_id == "h-1"


def test_the_terminal_says_what_the_message_says_in_both_languages(assessor, capsys):
    as_of, record = read_question({"as_of_date": AS_OF, "household": a_household()})
    found = assessor.assess_records([record], as_of)[0]
    for language in Language:
        shown = printed(found, language, capsys).replace("│", " ")
        flat = "".join(shown.split())
        assert f"{found.risk.probability:.1%}" in flat
        for reason in found.explanation.reasons:
            assert "".join(getattr(reason, language.value).split()) in flat


def test_a_household_that_is_not_scored_is_shown_with_the_reason(assessor, capsys):
    as_of, record = read_question({"as_of_date": AS_OF, "household": {"household_id": "h-2"}})
    found = assessor.assess_records([record], as_of)[0]
    shown = printed(found, Language.EN, capsys)
    assert "not scored" in shown
    assert "see the household first" in " ".join(shown.replace("│", " ").split())
    assert "ordinary" not in shown.split("Risk:")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["assess", "BAD"], 11, "head_age"),
        (["assess", "NOT-JSON"], 11, "not acceptable JSON"),
        (["train", "models/nothing.toml", "--panel", "nothing.parquet"], 10, "models/"),
        (
            ["train", "models/return-to-poverty-12m.toml", "--panel", "no.parquet"],
            11,
            "synthesize",
        ),
        (["import", "chns", "x", "y"], 10, "uganda-lsms"),
    ],
)
def test_an_error_is_one_message_and_an_exit_code(
    state, tmp_path, monkeypatch, capsys, arguments, code, told
):
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"as_of_date": AS_OF, "household": a_household(head_age=5)}))
    not_json = tmp_path / "not.json"
    not_json.write_text("{,}")
    places = {"BAD": str(bad), "NOT-JSON": str(not_json)}
    given = [places.get(argument, argument) for argument in arguments]
    monkeypatch.setattr("sys.argv", ["riskmodel", *given])
    with pytest.raises(SystemExit) as stopped:
        main.app()
    assert stopped.value.code == code
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_no_champion_says_how_to_make_one(tmp_path, question, monkeypatch, capsys):
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path / "empty"))
    monkeypatch.setattr("sys.argv", ["riskmodel", "assess", str(question)])
    with pytest.raises(SystemExit) as stopped:
        main.app()
    assert stopped.value.code == 13
    assert "riskmodel promote" in capsys.readouterr().err


def test_a_synthetic_panel_is_written_whole(tmp_path):
    out = tmp_path / "panels" / "small.parquet"
    found = runner.invoke(commands, ["synthesize", str(out), "--households", "600"])
    assert found.exit_code == 0, found.output
    assert [path.name for path in out.parent.iterdir()] == ["small.parquet"]


def test_a_household_is_checked_on_the_terminal_without_a_model(question, monkeypatch, tmp_path):
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path / "empty"))
    found = runner.invoke(commands, ["rules", "check", str(question), "--json"])
    assert found.exit_code == 0, found.output
    assert RulesChecked.model_validate_json(found.output).household_id == "h-1"


@pytest.mark.parametrize("language", list(Language))
def test_the_terminal_shows_findings_account_conditions_and_help(language, capsys):
    record = read_record(
        a_household(
            net_income_pc=8_000, net_income=32_000, monitor_status="open", uninsured_members=1
        )
    )
    found = check_rules(Parameters.shipped(), datetime.date.fromisoformat(AS_OF), record)
    Console(width=160).print(render_rules(found, language))
    flat = "".join(capsys.readouterr().out.replace("│", " ").split())
    eligibility = found.eligibility
    met = [one for one in eligibility.findings if one.met]
    assert {"R01", "R12"} <= {one.rule for one in met}
    for finding in met:
        assert "".join(getattr(finding, f"sentence_{language.value}").split()) in flat
    for part in (*eligibility.removal, *eligibility.assistance):
        assert "".join(getattr(part, language.value).split()) in flat
    assert "32,000÷4" in flat


def test_procedure_of_which_nothing_is_recorded_is_not_shown(capsys):
    day = datetime.date.fromisoformat(AS_OF)
    for steps, shown in (({}, False), ({"visit_done": True}, True)):
        found = check_rules(Parameters.shipped(), day, read_record(a_household(**steps)))
        Console(width=160).print(render_rules(found, Language.EN))
        assert ("R21" in capsys.readouterr().out) is shown


def test_every_command_about_a_model_takes_the_one_of_the_settings():
    every = [
        option for _, command in _leaves("", get_command(commands)) for option in command.params
    ]
    of_model = [option for option in every if option.name == "model"]
    assert len(of_model) > 12
    assert {one.envvar for one in of_model} == {"RISKMODEL_MODEL_NAME"}
