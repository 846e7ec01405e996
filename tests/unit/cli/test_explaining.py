import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.cli.main import commands

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "explaining"
runner = CliRunner(env={"COLUMNS": "400"})


def run(*arguments):
    found = runner.invoke(commands, [str(one) for one in arguments])
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_change_is_explained_on_the_terminal(state, language):
    message = ScoreChange.model_validate(
        json.loads(run("change", EXAMPLES / "change.json", "--json"))
    )
    shown = run("change", EXAMPLES / "change.json", "--language", language)
    for line in (
        *getattr(message, language),
        *(getattr(f, language) for f in message.parts.fields),
    ):
        assert line in shown


def test_the_line_of_then_can_be_that_of_another_folder(state, tmp_path):
    """An office whose own line was lower then: the rule pack has its part of the change."""
    own = tmp_path / "parameters-then"
    own.mkdir()
    (own / "monitoring_line.toml").write_text(
        'value = [{ area = "53", from = 2025-01-01, to = 2025-12-31, value = 6000, '
        'confidence = "A", source = "a test" }]\n'
    )
    shown = run("change", EXAMPLES / "change.json", "--json", "--parameters-then", own)
    found = ScoreChange.model_validate(json.loads(shown))
    assert (found.then.line, found.now.line) == (6_000, 8_700)
    assert found.then.rule_pack != found.now.rule_pack
    assert found.parts.rule_pack > 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_missing_answers_are_listed_on_the_terminal(state, language):
    example = EXAMPLES.parent / "household.json"
    message = MissingAnswers.model_validate(json.loads(run("missing-answers", example, "--json")))
    shown = run("missing-answers", example, "--language", language)
    assert message.answers
    for part in (message, *message.answers):
        assert getattr(part, language) in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_measures_are_tried_on_the_terminal_and_kept(state, language):
    household = EXAMPLES.parent / "household.json"
    named = ("levers", household, "--by", "Wang Fang", "--because", "to prepare the visit")
    message = LeversTried.model_validate(json.loads(run(*named, "--json")))
    shown = run(*named, "--language", language)
    assert getattr(message, f"warning_{language}") in shown
    assert message.levers
    for one in message.levers:
        assert getattr(one, language) in shown
    assert len(next((state / "levers").iterdir()).read_text().splitlines()) == 2
    assert runner.invoke(commands, ["levers", str(household)]).exit_code != 0
