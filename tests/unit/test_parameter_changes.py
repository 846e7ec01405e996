import numpy as np
import pytest

from riskmodel.errors import ChangeError
from riskmodel.parameters import Change, Parameters

DAY = np.datetime64("2025-06-30")


def value(*changes, name="monitoring_line", county="530423", day=DAY):
    changed = Parameters.shipped().changed(*(Change.parse(text) for text in changes))
    return changed.on(name, np.array([day]), np.array([county[:2]]), np.array([county])).values[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line=+5%", 8_700 * 1.05),
        ("line=-5%", 8_700 * 0.95),
        ("monitoring_line=+300", 9_000),
        ("line=-300", 8_400),
        ("line=9000", 9_000),
        ("line@53=9000", 9_000),
        ("line@5304=9000", 9_000),
        ("line@530423=9000", 9_000),
        ("line@CN=9000", 9_000),
        ("line@62=9000", 8_700),
        ("line@530424=9000", 8_700),
        ("line=+0%", 8_700),
    ],
)
def test_a_change_holds_in_its_area(text, expected):
    assert value(text) == pytest.approx(expected)


def test_changes_happen_in_their_order():
    assert value("line=+100", "line=+10%") == pytest.approx(8_800 * 1.1)
    assert value("line=+10%", "line=+100") == pytest.approx(8_700 * 1.1 + 100)


def test_a_line_set_by_dibao_follows_the_dibao_standard():
    at = {"county": "350526", "day": np.datetime64("2024-06-30")}
    assert value(**at) == 19_560
    assert value("dibao_year=+10%", **at) == pytest.approx(19_560 * 1.1)


def test_where_nothing_is_in_force_only_setting_makes_a_value():
    assert np.isnan(value("line=+5%", county="520102"))
    assert value("line=9000", county="520102") == 9_000


def test_what_was_changed_from_what_is_said_in_the_source():
    changed = Parameters.shipped().changed(Change.parse("line=+5%"))
    found = changed.value_on("monitoring_line", DAY, "53", "530423")
    assert "line=+5%, from 8,700" in found.source
    assert changed.version == Parameters.shipped().version + "+simulated line=+5%"


@pytest.mark.parametrize(
    "text",
    ["", "line", "line=", "=5", "line=5%", "line=nan", "line=+inf%", "line=1e400", "line@5=1",
     "line=+5 %", "line=+5%%", "LINE=5", "line=-101%", "line=9999999999", "line=٥", "line=+5%\n"],
)  # fmt: skip
def test_a_change_that_cannot_be_read_says_what_would_be(text):
    with pytest.raises(ChangeError, match=r"write|more than 100"):
        Change.parse(text)


def test_an_unknown_parameter_is_refused_by_name():
    with pytest.raises(ChangeError, match="no parameter is called 'lime'"):
        Parameters.shipped().changed(Change.parse("lime=5"))
