"""Of any files, at most one value is in force in an area on a day, and it is the right one."""

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmodel.errors import ConfigurationError
from riskmodel.parameters import Parameters, situation

FIRST = datetime.date(2024, 1, 1)
AREAS = ("CN", "53", "5304", "530423", "62")
HEAD = 'name_zh = "线"\nname_en = "line"\ndescription = "a line"\nunit = "yuan"\n'
PLACES = (("53", "530423"), ("53", "530402"), ("53", ""), ("62", "620102"), ("", ""))
DAYS = [FIRST + datetime.timedelta(days=offset) for offset in range(0, 60, 3)]

spans = st.tuples(st.integers(0, 50), st.integers(0, 20) | st.none())
entries = st.lists(st.tuples(st.sampled_from(AREAS), spans), min_size=1, max_size=8)


def text(numbered) -> str:
    lines = []
    for number, (area, (begin, length)) in numbered:
        first = FIRST + datetime.timedelta(days=begin)
        last = "" if length is None else f", to = {first + datetime.timedelta(days=length)}"
        lines.append(
            f'{{ area = "{area}", from = {first}{last}, value = {number}, confidence = "U", '
            'source = "test" }'
        )
    return HEAD + f"value = [{', '.join(lines)}]\n"


def covering(numbered, areas, day):
    """The numbers of the entries in force on a day, by area."""
    offset = (day - FIRST).days
    return {
        area: [
            number
            for number, (held, (begin, length)) in numbered
            if held == area and begin <= offset and (length is None or offset <= begin + length)
        ]
        for area in areas
    }


def overlapping(numbered) -> bool:
    days = [FIRST + datetime.timedelta(days=offset) for offset in range(72)]
    return any(len(found) > 1 for day in days for found in covering(numbered, AREAS, day).values())


@settings(max_examples=settings.default.max_examples * 10 // 3)
@given(entries, entries)
def test_one_value_is_in_force_of_the_last_folder_in_the_most_specific_area(first, second):
    folders = [list(enumerate(first, 1)), list(enumerate(second, 101))]
    with TemporaryDirectory() as where:
        paths = [Path(where, name) for name in ("shipped", "own")]
        for path, numbered in zip(paths, folders, strict=True):
            path.mkdir()
            (path / "line.toml").write_text(text(numbered), encoding="utf-8")
        try:
            parameters = Parameters.load(*paths)
        except ConfigurationError:
            assert any(overlapping(numbered) for numbered in folders)
            return
    assert not any(overlapping(numbered) for numbered in folders)
    for province, county in PLACES:
        for day in DAYS:
            here = situation(np.datetime64(day), province, county)
            by_folder = [covering(numbered, here.areas, day) for numbered in folders]
            right = [
                held[area][0] for area in here.areas for held in by_folder[::-1] if held[area]
            ]
            found = parameters.found("line", here)
            assert getattr(found, "value", None) == (right[0] if right else None)
