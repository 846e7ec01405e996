"""Every locked package has a licence that may be used, or a reason; the bill names it."""

from pathlib import Path

import pytest
from licences import ELSEWHERE, EXCEPTIONS, is_allowed, licence
from reliability.bill_of_materials import bill, read_lock

ROOT = Path(__file__).parents[2]
LOCKED = sorted({one.name for one in read_lock(ROOT / "requirements.lock")})
SERVED = sorted({one.name for one in read_lock(ROOT / "requirements-serving.lock")})
STRONG = {"GPL", "AGPL"}


def test_every_locked_package_has_a_licence_that_may_be_used():
    for name in set(LOCKED) - set(EXCEPTIONS):
        said = licence(name) or ELSEWHERE.get(name)
        assert said is not None, f"{name} is locked and not installed here: ELSEWHERE"
        assert is_allowed(said), f"{name}: {said or 'says nothing'}"


def test_every_exception_is_locked_and_needed():
    for name, reason in EXCEPTIONS.items():
        assert name in LOCKED, f"{name} is not locked any more: take its line away"
        assert not is_allowed(licence(name) or ""), f"{name} needs no exception"
        assert reason


def test_what_is_for_other_machines_is_locked():
    assert set(ELSEWHERE) <= set(LOCKED)


def test_nothing_under_a_strong_copyleft_is_served():
    for name in SERVED:
        said = EXCEPTIONS.get(name) or licence(name) or ""
        assert said.split("-")[0] not in STRONG, name


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND (BSD-3-Clause)", True),
        ("MIT AND GPL-3.0-only", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("", False),
    ],
)
def test_an_expression_is_read_as_it_is_meant(expression, allowed):
    assert is_allowed(expression) is allowed


def test_the_bill_of_what_is_served_names_every_licence_that_is_known():
    named = {one["name"] for one in bill(ROOT / "requirements-serving.lock")["components"]
             if one.get("licenses")}  # fmt: skip
    assert {name for name in SERVED if licence(name)} == named
