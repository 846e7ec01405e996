import datetime
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from riskmodel.access.budgets import Budgets, Limits, Spent
from riskmodel.errors import StorageUnavailableError

CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=CHINA)
LIMITS = Limits(household=3, total=10)


@pytest.fixture
def counted(tmp_path):
    """Counters of one folder, at a moment that a test sets."""
    at, made = [NOON], []

    def another():
        made.append(Budgets(tmp_path, lambda: at[0]))
        return made[-1]

    another.at = at
    yield another
    for one in made:
        one.close()


def spend(budgets, *households, caller="key", limits=LIMITS):
    return budgets.spend(caller, households, limits)


def test_one_household_is_asked_about_as_often_as_is_allowed_and_no_more(counted):
    budgets = counted()
    assert [spend(budgets, "a") for _ in range(3)] == [Spent()] * 3
    over = spend(budgets, "a")
    assert (over.households, over.total, over.first) == ({"a"}, False, True)
    assert over.retry_seconds == 12 * 3600
    assert spend(budgets, "a").first is False
    assert spend(budgets, "b") == spend(budgets, "a", caller="another") == Spent()


def test_the_caller_has_a_budget_that_is_spent_whole_or_not_at_all(counted):
    budgets = counted()
    assert spend(budgets, *"abcdefgh") == Spent()
    found = spend(budgets, *"ijk")
    assert (found.total, found.first) == (True, True)
    assert spend(budgets, *"ij") == Spent()
    assert spend(budgets, "k").total


def test_of_many_only_those_over_their_budget_are_not_counted(counted):
    budgets = counted()
    found = spend(budgets, "a", "a", "a", "a", "b")
    assert found.households == {"a"}
    assert spend(budgets, "a", "a", "a") == Spent()
    assert spend(budgets, "b", "b") == Spent()
    assert spend(budgets, "b").households == {"b"}


def test_rows_without_a_household_never_pay_for_others(counted):
    budgets = counted()
    with pytest.raises(ValueError, match="count them from 0"):
        budgets.spend("key", ["a"] * 3, LIMITS, -3)
    assert spend(budgets, *"abcdefgh") == Spent()
    assert spend(budgets, *"ijk").total


def test_counts_outlive_the_process_and_are_one_for_all_processes(counted, tmp_path):
    first, second = counted(), counted()
    assert spend(first, "a", "a") == Spent()
    assert spend(second, "a") == Spent()
    assert spend(first, "a").households == {"a"}
    first.close()
    assert spend(counted(), "a").households == {"a"}


def test_not_one_more_is_let_through_however_many_ask_at_once(counted):
    budgets = [counted() for _ in range(4)]
    limits = Limits(household=50, total=1000)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: budgets[n % 4].spend("key", ["a"], limits), range(120)))
    assert sum(not one.households for one in found) == 50
    assert sum(one.first for one in found) == 1


def test_a_kill_forgets_nothing(tmp_path):
    program = (
        "import os,sys,pathlib\n"
        "from riskmodel.access.budgets import Budgets, Limits\n"
        "b = Budgets(pathlib.Path(sys.argv[1]))\n"
        "[b.spend('key', ['a'], Limits(3, 10)) for _ in range(3)]\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode == -9
    budgets = Budgets(tmp_path)
    assert spend(budgets, "a").households == {"a"}
    budgets.close()


def test_a_day_of_china_begins_anew_and_older_files_go(counted, tmp_path):
    budgets = counted()
    spend(budgets, "a", "a", "a")
    counted.at[0] = datetime.datetime(2026, 3, 1, 15, 59, tzinfo=datetime.UTC)
    assert spend(budgets, "a").retry_seconds == 60
    counted.at[0] = datetime.datetime(2026, 3, 1, 16, 0, tzinfo=datetime.UTC)
    assert spend(budgets, "a") == Spent()
    counted.at[0] = NOON + datetime.timedelta(days=2)
    assert spend(budgets, "a") == Spent()
    assert {path.name[:10] for path in tmp_path.iterdir()} == {"2026-03-02", "2026-03-03"}


def test_the_files_name_no_household_and_no_caller(counted, tmp_path):
    spend(counted(), "marked-household", caller="marked-caller")
    assert b"marked" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_spoilt_file_begins_anew_and_says_so(counted, tmp_path, caplog):
    (tmp_path / "2026-03-01.sqlite3").write_bytes(b"no database " * 1000)
    assert spend(counted(), "a") == Spent()
    assert "damaged" in caplog.text


def test_what_cannot_be_counted_is_not_let_through(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailableError, match="cannot be counted"):
        spend(Budgets(tmp_path / "file"), "a")
