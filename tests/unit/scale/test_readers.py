"""The three formats give the same rows, and each tells which rows it could not read."""

import json

import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from batches import a_wave
from builders import AS_OF, a_household

from riskmodel.errors import DataError, SchemaError
from riskmodel.scale import Asked, PartSpec
from riskmodel.scale.readers import read_rows
from riskmodel.scale.sift import sift
from riskmodel.scale.sources import find_sources

ROWS = 60


def read(given, **asked):
    """Ids with their features' fields, and the faults, of all parts of an input."""
    records, faults, left_out = [], [], 0
    for source in find_sources(given):
        spec = PartSpec(source, given, Asked(**asked), None, None)
        for rows in read_rows(source):
            sound = sift(rows, spec)
            columns = sound.columns
            for row in range(columns.rows):
                held = {name: columns.value(name, row) for name in columns.fields}
                records.append({k: v for k, v in held.items() if v is not None})
            faults += [tuple(fault) for fault in sound.faults]
            left_out += sound.quarantined
    return records, faults, left_out


def as_text(value):
    if isinstance(value, list):
        return ";".join(value) or "[]"
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_csv(path, records, names=None):
    names = names or list(dict.fromkeys(name for record in records for name in record))
    lines = [",".join(as_text(record.get(name)) for name in names) for record in records]
    path.write_text("\n".join([",".join(names), *lines]) + "\n", encoding="utf-8")


def write_ndjson(path, records):
    path.write_text("".join(json.dumps(record, default=str) + "\n" for record in records))


def some(count=3, **changes):
    return [
        a_household(household_id=f"h-{place}", **changes) | {"as_of_date": AS_OF}
        for place in range(count)
    ]


def test_every_format_gives_the_same_records(tmp_path):
    wave = a_wave(ROWS)
    pq.write_table(wave, tmp_path / "in.parquet")
    records = [
        {name: value for name, value in one.items() if value is not None}
        for one in wave.to_pylist()
    ]
    write_csv(tmp_path / "in.csv", records)
    write_ndjson(tmp_path / "in.ndjson", records)
    found = [read(tmp_path / f"in.{kind}") for kind in ("parquet", "csv", "ndjson")]
    assert len(found[0][0]) == ROWS
    assert found[0] == found[1] == found[2]


def test_a_known_empty_set_is_not_an_unknown_one(tmp_path):
    records = [one | {"measures": held} for one, held in zip(some(2), ([], None), strict=True)]
    write_csv(tmp_path / "in.csv", records)
    assert [one.get("measures") for one in read(tmp_path / "in.csv")[0]] == [[], None]


def test_a_csv_tells_what_its_cells_cannot_be(tmp_path):
    records = some(5)
    records[1]["head_age"] = "old"
    records[2]["critical_insured"] = "perhaps"
    records[3]["household_size"] = 4.5
    write_csv(tmp_path / "in.csv", records)
    text = (tmp_path / "in.csv").read_text().splitlines()
    text.insert(3, "h-broken,1,2")
    (tmp_path / "in.csv").write_text("\n".join(text) + "\n")
    good, faults, left_out = read(tmp_path / "in.csv")
    assert [one["household_id"] for one in good] == ["h-0", "h-4"]
    assert left_out == 4
    assert faults == [
        (2, "head_age", "wrong_type"),
        (3, "(record)", "wrong_form"),
        (4, "critical_insured", "wrong_type"),
        (5, "household_size", "not_whole"),
    ]


def test_a_csv_tells_of_bytes_that_are_no_utf8(tmp_path):
    write_csv(tmp_path / "in.csv", some(3))
    raw = (tmp_path / "in.csv").read_bytes().replace(b"h-1", "户".encode("gb18030"))
    (tmp_path / "in.csv").write_bytes(raw)
    good, faults, left_out = read(tmp_path / "in.csv")
    assert ([one["household_id"] for one in good], left_out) == (["h-0", "h-2"], 1)
    assert (2, "household_id", "wrong_type") in faults


@pytest.mark.slow
@pytest.mark.parametrize("ends", ["\r", "\r\n"])
def test_a_csv_of_other_line_ends_is_the_same_however_long(tmp_path, ends):
    write_csv(tmp_path / "in.csv", some(7_000))
    text = (tmp_path / "in.csv").read_text()
    assert len(text) > 2**20
    (tmp_path / "other.csv").write_text(text.replace("\n", ends), newline="")
    assert read(tmp_path / "other.csv") == read(tmp_path / "in.csv")


def test_json_lines_tell_which_line_is_wrong_and_where(tmp_path):
    lines = [json.dumps(one) for one in some(40)]
    lines[7] = lines[7][:-20]
    lines[21] = json.dumps(some(1)[0] | {"shoe_size": 44})
    lines[30] = json.dumps(some(1)[0] | {"head_age": "47"})
    lines[31] = "[1, 2]"
    (tmp_path / "in.ndjson").write_text("\n".join(lines) + "\n\n")
    good, faults, left_out = read(tmp_path / "in.ndjson")
    assert (len(good), left_out) == (36, 4)
    assert faults == [
        (8, "(record)", "not_json"),
        (22, "shoe_size", "unknown_field"),
        (31, "head_age", "wrong_type"),
        (32, "(record)", "wrong_type"),
    ]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_column_that_nobody_declared_is_refused(tmp_path, kind):
    table = a_wave(2).append_column("shoe_size", [[44, 45]])
    path = tmp_path / f"in.{kind}"
    write = pq.write_table if kind == "parquet" else pv.write_csv
    write(table.select(["household_id", "as_of_date", "shoe_size"]), path)
    with pytest.raises(SchemaError, match="shoe_size"):
        read(path)


def test_without_a_day_a_file_is_refused(tmp_path):
    pq.write_table(a_wave(2).drop_columns("as_of_date"), tmp_path / "in.parquet")
    with pytest.raises(SchemaError, match="as_of_date: missing"):
        read(tmp_path / "in.parquet")
    assert len(read(tmp_path / "in.parquet", as_of_date="2021-12-31")[0]) == 2


def test_folders_that_name_a_partition_give_its_column(tmp_path):
    wave = a_wave(4).drop_columns(["province_code", "as_of_date"])
    for day in ("2021-06-30", "2021-12-31"):
        folder = tmp_path / f"as_of_date={day}" / "province_code=53"
        folder.mkdir(parents=True)
        pq.write_table(wave, folder / "a.parquet")
    good = read(tmp_path)[0]
    assert len(good) == 8
    assert {one["province_code"] for one in good} == {"53"}
    assert {str(one["as_of_date"]) for one in good} == {"2021-06-30", "2021-12-31"}


def test_a_large_file_is_read_in_parts_of_whole_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr("riskmodel.scale.sources.ROWS_A_PART", 25)
    pq.write_table(a_wave(ROWS), tmp_path / "in.parquet", row_group_size=10)
    sources = find_sources(tmp_path / "in.parquet")
    assert [(one.row_groups, one.first_row) for one in sources] == [
        ((0, 1), 0), ((2, 3), 20), ((4, 5), 40),
    ]  # fmt: skip
    assert [one["household_id"] for one in read(tmp_path)[0]] == [f"b{n}" for n in range(ROWS)]


@pytest.mark.parametrize("name", ["in.parquet", "in.csv", "in.txt"])
def test_what_is_no_table_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(DataError, match=name):
        read(tmp_path / name)
