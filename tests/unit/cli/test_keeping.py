import json
import shutil
import sqlite3
from dataclasses import replace

import pytest
from builders import AS_OF, a_household
from stores import a_store, tamper
from terminal import do

from riskmodel.assessment import Assessment
from riskmodel.cli import keeping, main
from riskmodel.errors import AuditTamperedError, ReplayError
from riskmodel.parameters.pack import SHIPPED
from riskmodel.registry.champion import move_pointer, read_pointer

NAME = "return-to-poverty-12m"


@pytest.fixture
def state(champions, tmp_path, monkeypatch):
    folder = tmp_path / "state"
    shutil.copytree(champions, folder / "champions")
    monkeypatch.setenv("RISKMODEL_STATE", str(folder))
    return folder


@pytest.fixture
def assessed(state, tmp_path):
    path = tmp_path / "household.json"
    path.write_text(json.dumps({"as_of_date": AS_OF, "household": a_household()}))
    return Assessment.model_validate_json(do("assess", path, "--json"))


def test_an_assessment_is_made_again_to_the_last_bit(assessed):
    assert "the same to the last bit" in do("replay", assessed.assessment_id)


def test_a_version_that_is_no_longer_the_champion_still_answers(state, assessed):
    pointer = read_pointer(state / "champions", NAME)
    move_pointer(state / "champions", pointer.model_copy(update={"artifact_sha256": "0" * 64}))
    assert "the same to the last bit" in do("replay", assessed.assessment_id)


def test_a_version_that_is_not_at_hand_is_named(state, assessed):
    shutil.rmtree(state / "champions")
    with pytest.raises(ReplayError, match=f"version 1 of {NAME} is not at hand"):
        do("replay", assessed.assessment_id)


def test_another_rule_pack_is_named(assessed, tmp_path, monkeypatch):
    county = tmp_path / "county"
    county.mkdir()
    shipped = (SHIPPED / "monitoring_line.toml").read_text(encoding="utf-8")
    assert "value = 6000" in shipped
    own = shipped.replace("value = 6000", "value = 6001")
    (county / "monitoring_line.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("RISKMODEL_PARAMETERS", str(county))
    with pytest.raises(ReplayError, match=r"rule pack .* is not at hand"):
        do("replay", assessed.assessment_id)


def test_what_differs_is_pointed_at_without_its_value(assessed):
    place = keeping.place()
    with a_store(place) as store:
        stored = store.fetch(assessed.assessment_id)
    changed = json.loads(stored.given.message)
    changed["risk"]["percentile"] = 1.25
    altered = replace(stored.given, message=json.dumps(changed).encode())
    tamper(place, f"UPDATE assessments SET message = X'{altered.packed.hex()}'")  # noqa: S608
    with pytest.raises(ReplayError) as told:
        do("replay", assessed.assessment_id)
    assert "at 1 places: /risk/percentile" in str(told.value)
    assert "1.25" not in str(told.value)


def test_the_log_is_verified_and_tampering_is_an_error_with_its_own_code(
    state, assessed, monkeypatch, capsys
):
    assert "2 entries and 1 assessments are as they were" in do("audit", "verify")
    tamper(keeping.place(), "UPDATE assessments SET household_id = 'x'")
    with pytest.raises(AuditTamperedError):
        do("audit", "verify")
    monkeypatch.setattr("sys.argv", ["riskmodel", "audit", "verify"])
    with pytest.raises(SystemExit) as stopped:
        main.app()
    assert stopped.value.code == 14
    told = capsys.readouterr()
    assert "not as it was given" in told.out
    assert "Traceback" not in told.err


def test_a_backup_is_made_and_restored_from_the_terminal(state, assessed, tmp_path):
    assert "layout" in do("database", "upgrade")
    assert "is anchored" in do("audit", "anchor")
    assert "assessments and 2 entries" in do("database", "backup", tmp_path / "backup")
    shutil.rmtree(state / "database")
    assert "restored: 1 assessments" in do("database", "restore", tmp_path / "backup")
    assert "the same to the last bit" in do("replay", assessed.assessment_id)


def test_the_database_goes_back_a_layout_and_up_again_from_the_terminal(state, assessed):
    by = ("--by", "Wang Fang", "--because", "the release before is put back")
    before = do("database", "upgrade").split()[-1]
    earlier = f"{int(before) - 1:04}"
    assert f"is now in layout {earlier}" in do("database", "downgrade", earlier, *by)
    assert f"is now in layout {before}" in do("database", "upgrade")
    assert "the same to the last bit" in do("replay", assessed.assessment_id)


def test_without_storage_nothing_is_kept(state, tmp_path, monkeypatch):
    monkeypatch.setenv("RISKMODEL_STORAGE", "false")
    path = tmp_path / "household.json"
    path.write_text(json.dumps({"as_of_date": AS_OF, "household": a_household()}))
    assert Assessment.model_validate_json(do("assess", path, "--json")).household_id == "h-1"
    assert not (state / "database").exists()
    assert sqlite3.sqlite_version_info >= (3, 27)  # what VACUUM INTO needs
