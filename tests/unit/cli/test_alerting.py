import json

import numpy as np
import pytest
from builders import AS_OF, a_household
from panels import a_drawn_panel
from typer.testing import CliRunner

from riskmodel.cli.main import commands
from riskmodel.errors import AddressRefusedError, ConfigurationError, RecordNotFoundError
from riskmodel.monitoring import month
from riskmodel.schema.panel import write_panel

runner = CliRunner()
NAMED = ("--by", "Wang Fang", "--words", "said so on the visit")
NOBODY = "0" * 32


@pytest.fixture
def state(champions, tmp_path, monkeypatch):
    (tmp_path / "champions").symlink_to(champions)
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    monkeypatch.setenv("RISKMODEL_WEBHOOK_LOOPBACK", "true")
    return tmp_path


def run(*words):
    found = runner.invoke(commands, list(words))
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def assess(tmp_path, **changes):
    path = tmp_path / "household.json"
    path.write_text(json.dumps({"as_of_date": AS_OF, "household": a_household(**changes)}))
    return json.loads(run("assess", str(path), "--json"))


def test_alerts_are_made_shown_and_taken_up_on_the_terminal(state):
    assess(state, dropout_compulsory=True, dropout_reason="other")
    run("alerts", "follow", "--once")
    page = json.loads(run("alerts", "list", "--json"))
    [alert] = page["alerts"]
    assert "too few to say" in run("alerts", "list")
    in_chinese = run("alerts", "list", "--language", "zh")
    assert "类别" in in_chinese
    assert "rule_newly_fires" not in in_chinese
    assert alert["reasons"][0]["zh"] in run(
        "alerts", "show", alert["alert_id"], "--language", "zh"
    ).replace("\n", "")
    assert "Wang Fang" in run("alerts", "acknowledge", alert["alert_id"], *NAMED)
    shown = json.loads(run("alerts", "show", alert["alert_id"], "--json"))
    assert shown["acknowledged"]["words"] == "said so on the visit"
    with pytest.raises(RecordNotFoundError):
        run("alerts", "show", NOBODY)


def test_a_household_declines_and_withdraws_on_the_terminal(state):
    assert assess(state)["risk"]["scored"] is True
    run("opt-outs", "add", "h-1", *NAMED)
    assert assess(state)["risk"]["not_scored"][0]["code"] == "household_declined"
    assert "Wang Fang" in run("opt-outs", "list")
    run("opt-outs", "withdraw", "h-1", "--by", "Li", "--words", "[/]yes")
    assert {"Li", "[/]yes"} <= set(run("opt-outs", "list").split())
    assert assess(state)["risk"]["scored"] is True
    with pytest.raises(RecordNotFoundError):
        run("opt-outs", "withdraw", "h-1", *NAMED)


def test_webhooks_are_added_told_of_and_removed_on_the_terminal(state):
    added = run("webhooks", "add", "http://127.0.0.1:9/hook", "--type", "cn.riskmodel.risk.rose",
                "--type", "cn.riskmodel.rule.newly_fires", "--area", "53")  # fmt: skip
    name, secret = added.split()[0], added.split()[-1]
    assert secret.startswith("whsec_")
    assert run("webhooks", "secret", name).strip() == secret
    assert name[:8] in run("webhooks", "list")
    assess(state, dropout_compulsory=True, dropout_reason="other")
    run("alerts", "follow", "--once")
    assert "waiting" in run("webhooks", "deliveries", "--state", "waiting").replace("\n", "")
    run("webhooks", "remove", name)
    for words in (("remove", name), ("secret", name), ("retry", NOBODY)):
        with pytest.raises(RecordNotFoundError):
            run("webhooks", *words)
    with pytest.raises(AddressRefusedError):
        run("webhooks", "add", "https://169.254.169.254/")
    for words in (
        ("add", "http://127.0.0.1:9/", "--type", "x"),
        ("add", "http://127.0.0.1:9/", "--area", "5304231"),
        ("deliveries", "--state", "x"),
    ):
        with pytest.raises(ConfigurationError):
            run("webhooks", *words)


def test_a_draw_of_visits_runs_no_model_on_a_household_that_declined(state, monkeypatch):
    panel = a_drawn_panel()
    panel = panel.take(np.arange(min(panel.rows, 200)))
    write_panel(panel, state / "month.parquet")
    declined = str(panel.columns.text("household_id")[0])
    run("opt-outs", "add", declined, *NAMED)
    asked = []
    real = month.score

    def seen(served, columns, line):
        asked.extend(columns.text("household_id").tolist())
        return real(served, columns, line)

    monkeypatch.setattr(month, "score", seen)
    out = state / "visits.csv"
    run("visits", "draw", "--records", str(state / "month.parquet"), "--seed", "s",
        "--out", str(out))  # fmt: skip
    assert declined not in asked
    assert asked
    assert out.read_text("utf-8-sig").startswith("household_id")
