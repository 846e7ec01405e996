"""Rows are counted before they are read: never fewer than the readers then give."""

import pytest

from riskmodel.scale import counting
from riskmodel.scale.counting import count_rows, household_ids
from riskmodel.scale.readers import read_rows
from riskmodel.scale.sources import find_sources

HEAD = "household_id,as_of_date"
ROWS = [f"h-{number},2021-06-30" for number in range(50)]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_a_csv_has_as_many_rows_as_are_read(tmp_path, monkeypatch, block, end, closed):
    monkeypatch.setattr(counting, "_BLOCK", block)
    path = tmp_path / "input.csv"
    path.write_bytes(end.join([HEAD, *ROWS, *([""] if closed else [])]).encode())
    sources = find_sources(path)
    read = sum(rows.table.num_rows for rows in read_rows(sources[0]))
    assert count_rows(sources) == read == len(list(household_ids(sources))) == len(ROWS)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_json_lines_end_at_line_feeds_alone(tmp_path, end):
    path = tmp_path / "input.ndjson"
    one = '{"household_id": "h-1",\r"as_of_date": "2021-06-30"}'
    path.write_bytes(f"{one}\n{one}{end}".encode())
    assert count_rows(find_sources(path)) == 2
