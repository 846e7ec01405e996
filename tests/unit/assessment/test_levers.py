import datetime
import hashlib

import pytest
from builders import AS_OF, a_household

from riskmodel.assessment import read_levers, try_levers
from riskmodel.errors import ArtifactTamperedError, ConfigurationError, SchemaError
from riskmodel.registry.levers_asked import forget_households, household_hmac, read_asked

PERSON = {"by": "Wang Fang", "because": "to prepare the visit"}


def question(household, **more):
    return read_levers({"as_of_date": AS_OF, "household": household, **PERSON, **more})


def kept(folder):
    return read_asked(folder, datetime.datetime.now(datetime.UTC).date())


def test_each_measure_is_said_beside_the_score_as_an_association(assessor, tmp_path):
    found = try_levers(assessor, question(a_household(housing_grade="D")), tmp_path)
    assert found.association_not_effect is True
    said = {one.field: one for one in found.levers}
    housing = said["housing_grade"]
    assert housing.difference == pytest.approx(housing.raw_score - found.raw_score)
    assert housing.en.endswith("an association")
    assert housing.zh.endswith("仅为相关")
    assert "D" in housing.en
    assert "in place already" in said["water_safe"].en
    assert "已具备" in said["water_safe"].zh
    for one in found.levers:
        assert not any(word in one.en for word in ("because", "effect", "reduce", "help"))


def test_who_asked_is_kept_with_the_household_unread(assessor, tmp_path):
    try_levers(assessor, question(a_household(), lever="water_safe"), tmp_path)
    try_levers(assessor, question(a_household(household_id="h-2")), tmp_path)
    first, second = kept(tmp_path)
    assert (first.by, first.reason) == ("Wang Fang", "to prepare the visit")
    assert first.levers == ["water_safe"]
    assert len(second.levers) > 1
    now = datetime.datetime.now(datetime.UTC)
    assert first.household_hmac == household_hmac(tmp_path, "h-1", now) != second.household_hmac
    assert first.artifact_sha256 == assessor.model.artifact_sha256
    assert second.previous_sha256 != first.previous_sha256
    (file,) = tmp_path.glob("*.jsonl")
    assert b"h-2" not in file.read_bytes()


def test_nobody_finds_a_household_by_trying_ids_out(assessor, tmp_path):
    for folder in (tmp_path / "here", tmp_path / "elsewhere"):
        try_levers(assessor, question(a_household(), lever="water_safe"), folder)
    marks = {kept(tmp_path / name)[0].household_hmac for name in ("here", "elsewhere")}
    assert len(marks) == 2
    guesses = (hashlib.sha256(b"h-1"), hashlib.sha1(b"h-1"), hashlib.md5(b"h-1"))  # noqa: S324
    assert not marks & {guess.hexdigest() for guess in guesses}
    (key,) = (tmp_path / "here").glob("*.key")
    assert key.stat().st_mode & 0o077 == 0


def test_once_a_months_key_is_gone_nobody_can_say_whom_a_question_was_about(assessor, tmp_path):
    try_levers(assessor, question(a_household(), lever="water_safe"), tmp_path)
    now = datetime.datetime.now(datetime.UTC)
    (asked,) = kept(tmp_path)
    assert forget_households(tmp_path, now.date()) == []
    assert forget_households(tmp_path, now.date() + datetime.timedelta(days=31)) == [
        f"{now:%Y-%m}"
    ]
    assert kept(tmp_path) == [asked]
    assert household_hmac(tmp_path, "h-1", now) != asked.household_hmac


def test_a_household_that_is_not_scored_is_kept_too_and_nothing_is_tried(assessor, tmp_path):
    found = try_levers(assessor, question(a_household(net_income_pc=None)), tmp_path)
    assert not found.scored
    assert found.levers == []
    assert found.not_scored
    assert len(kept(tmp_path)) == 1


def test_a_refused_field_is_not_tried_and_not_kept(assessor, tmp_path):
    with pytest.raises(SchemaError, match="declared by the household"):
        try_levers(assessor, question(a_household(), lever="wage_income"), tmp_path)
    assert kept(tmp_path) == []


def test_what_cannot_be_kept_is_not_answered(assessor, tmp_path):
    blocked = tmp_path / "levers"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        try_levers(assessor, question(a_household()), blocked)


def test_an_altered_record_stops_further_questions(assessor, tmp_path):
    for _ in range(2):
        try_levers(assessor, question(a_household()), tmp_path)
    (file,) = tmp_path.glob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b"Wang Fang", b"Li Na", 1))
    with pytest.raises(ArtifactTamperedError, match="not as it was written"):
        try_levers(assessor, question(a_household()), tmp_path)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"by": ""}, "by"),
        ({"by": " L "}, "by"),
        ({"by": 7}, "by"),
        ({"because": None}, "because"),
        ({"because": "x" * 501}, "because"),
        ({"because": "a\nb"}, "because"),
        ({"lever": 3}, "lever"),
        ({"who": "me"}, "who"),
    ],
)
def test_nobody_asks_without_a_name_and_a_reason(more, field):
    with pytest.raises(SchemaError) as refused:
        question(a_household(), **more)
    assert [one.field for one in refused.value.violations] == [field]
