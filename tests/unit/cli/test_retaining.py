import json
import shutil

import pytest
from builders import AS_OF, a_household
from terminal import do

from riskmodel.assessment import Assessment
from riskmodel.errors import AssessmentDeletedError, ConfigurationError

WHO = ("--by", "Wang Fang", "--because", "the household withdrew")


@pytest.fixture
def assessed(champions, tmp_path, monkeypatch):
    """The ids of an assessment each of two households."""
    folder = tmp_path / "state"
    shutil.copytree(champions, folder / "champions")
    monkeypatch.setenv("RISKMODEL_STATE", str(folder))
    path, ids = tmp_path / "household.json", []
    for name in ("h-1", "h-2"):
        question = {"as_of_date": AS_OF, "household": a_household(household_id=name)}
        path.write_text(json.dumps(question))
        told = do("assess", path, "--json")
        ids.append(Assessment.model_validate_json(told).assessment_id)
    return ids


def test_a_household_is_forgotten_from_the_terminal_and_the_log_verifies(assessed):
    assert "1 assessments would be deleted" in do("household", "forget", "h-1", *WHO, "--dry-run")
    assert "2 assessments are as they were" in do("audit", "verify")
    assert "1 assessments are deleted" in do("household", "forget", "h-1", *WHO)
    told = do("audit", "verify")
    assert "1 assessments are as they were" in told
    assert "1 assessments were deleted by order; 0 keys, people," in told
    assert "as the log says; 4 entries are anchored" in told
    with pytest.raises(AssessmentDeletedError, match="deleted by order on"):
        do("replay", assessed[0])
    assert "the same to the last bit" in do("replay", assessed[1])


def test_what_is_younger_than_its_time_stays(assessed):
    assert "0 assessments are deleted" in do("retention", "apply", "--older-than", "30", *WHO)
    assert "2 assessments are as they were" in do("audit", "verify")


def test_nothing_is_deleted_without_a_reason(assessed):
    with pytest.raises(ConfigurationError, match="reason"):
        do("household", "forget", "h-1", "--by", "Wang Fang", "--because", "")
