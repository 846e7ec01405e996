import datetime

import pytest

from riskmodel.errors import ArtifactTamperedError, ConfigurationError
from riskmodel.registry.history import (
    FILE,
    Act,
    Record,
    append_record,
    live_on,
    open_proposal,
    person,
    read_history,
)

MODEL = "return-to-poverty-12m"
START = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


def record(act, version="1", days=0, by="Li Na"):
    return Record(
        at=START + datetime.timedelta(days=days), act=act, model=MODEL, version=version,
        artifact_sha256="0" * 64, by=by, reason="it holds up", proposed_by="Wang Fang", gate=[],
        previous_sha256="",
    )  # fmt: skip


@pytest.fixture
def history(tmp_path):
    for one in (
        record(Act.PROPOSED, "1", 0), record(Act.PROMOTED, "1", 1), record(Act.PROPOSED, "2", 9),
        record(Act.STOPPED, "2", 10), record(Act.FORCED, "2", 11),
    ):  # fmt: skip
        append_record(tmp_path, one)
    return tmp_path


@pytest.mark.parametrize(
    ("day", "version"), [(0, None), (1, "1"), (10, "1"), (11, "2"), (99, "2")]
)
def test_it_says_what_was_live_on_a_day(history, day, version):
    found = live_on(read_history(history, MODEL), START + datetime.timedelta(days=day))
    assert (found.version if found else None) == version


def test_a_stopped_proposal_is_still_open_and_a_settled_one_is_not(history):
    records = read_history(history, MODEL)
    assert open_proposal(records[:4], "2").act is Act.PROPOSED
    assert open_proposal(records, "2") is None
    assert open_proposal(records, "1") is None
    assert open_proposal(records, "3") is None


@pytest.mark.parametrize("line", [0, 2, 3])
def test_a_line_that_was_altered_or_taken_out_is_found(history, line):
    path = history / MODEL / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    altered = [*lines[:line], lines[line].replace(b"Li Na", b"Wu Di"), *lines[line + 1 :]]
    for content in (altered, lines[:line] + lines[line + 1 :]):
        path.write_bytes(b"".join(content))
        with pytest.raises(ArtifactTamperedError, match="not as it was written"):
            read_history(history, MODEL)
        before = path.read_bytes()
        with pytest.raises(ArtifactTamperedError):
            append_record(history, record(Act.PROPOSED, "3"))
        assert path.read_bytes() == before


def test_a_half_written_line_is_found(history):
    path = history / MODEL / FILE
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ArtifactTamperedError):
        read_history(history, MODEL)


@pytest.mark.parametrize(("name", "reason"), [("", "because"), ("  ", "because"), ("Li Na", "")])
def test_nobody_acts_without_a_name_and_a_reason(name, reason):
    with pytest.raises(ConfigurationError, match="2 to 500 characters"):
        person(name, reason)
