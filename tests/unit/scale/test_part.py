"""What a batch writes of a household is what the service would answer."""

import csv
import datetime
import pickle

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import a_wave, spoilt

from riskmodel.assessment import Assessor
from riskmodel.casework.facts import need
from riskmodel.explanation.strongest import strongest
from riskmodel.modelling.features import FEATURE_BY_NAME
from riskmodel.scale import Asked, PartSpec, run_part
from riskmodel.scale.desk import current_versions
from riskmodel.scale.sift import inside
from riskmodel.scale.sources import find_sources
from riskmodel.schema.columns import Columns
from riskmodel.schema.table import read_table

ROWS = 400
DECLINED = frozenset({"b3", "b7"})


def spec_of(given, out, desk, declined=frozenset(), **asked):
    (source,) = find_sources(given)
    return PartSpec(source, out, Asked(**asked), current_versions(desk), desk, declined)


@pytest.fixture(scope="module")
def wave():
    table = a_wave(ROWS)
    # A unit slip and a gap, so that some are not scored.
    income = table["net_income_pc"].to_pylist()
    income[11], income[12] = 1.2, None
    place = table.schema.get_field_index("net_income_pc")
    return table.set_column(place, "net_income_pc", pa.array(income, pa.float64()))


@pytest.fixture(scope="module")
def made(wave, desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("part")
    pq.write_table(wave, folder / "in.parquet")
    spec = spec_of(folder / "in.parquet", folder / "out", desk, DECLINED, contributions=True)
    record = run_part(pickle.loads(pickle.dumps(spec)))  # noqa: S301 - our own
    return record, pq.read_table(folder / "out" / record.output)


@pytest.fixture(scope="module")
def answers(wave, assessor):
    columns = read_table(wave.drop_columns("as_of_date"))
    asking = Assessor(assessor.parameters, assessor.model, DECLINED.__contains__)
    return asking.assess(columns, wave["as_of_date"].to_numpy().astype("datetime64[D]"))


def test_every_figure_of_a_row_is_that_of_the_answer(made, answers):
    record, table = made
    assert record.assessed == record.rows == ROWS
    scored = 0
    for row, answer in zip(table.to_pylist(), answers, strict=True):
        risk, rules = answer.risk, answer.eligibility
        assert row["household_id"] == answer.household_id
        assert row["as_of_date"] == answer.as_of_date
        assert row["proposed_status"] == rules.proposed_status
        assert row["category"] == rules.category
        assert row["rules_met"] == [f.rule for f in rules.findings if f.met]
        assert row["rules_unknown"] == [f.rule for f in rules.findings if f.met is None]
        assert row["agreement"] == answer.agreement
        assert row["data_quality"] == [one.check for one in answer.data_quality]
        assert row["not_scored"] == [one.code for one in risk.not_scored]
        assert row["need"] == need(answer)
        assert (row["probability"], row["band"]) == (risk.probability, risk.band)
        if risk.scored:
            scored += 1
            assert (row["low"], row["high"]) == (risk.interval.low, risk.interval.high)
            assert row["percentile"] == risk.percentile
            same_reasons(row, answer.explanation)
        else:
            assert row["reasons"] == []
            assert row["raw_score"] is row["contribution_net_income_pc_to_line"] is None
    assert scored > ROWS / 2
    assert {answer.risk.scored for answer in answers} == {True, False}


def same_reasons(row, explanation):
    assert row["raw_score"] == explanation.raw_score
    assert row["base_value"] == explanation.base_value
    assert [one["feature"] for one in row["reasons"]] == [one.field for one in explanation.reasons]
    for one, other in zip(row["reasons"], explanation.reasons, strict=True):
        assert one["contribution"] == explanation.contributions[other.field]
        assert one["dimension"] == FEATURE_BY_NAME[other.field].dimension
    for name, value in explanation.contributions.items():
        assert row[f"contribution_{name}"] == value


def test_a_part_says_what_it_was_made_with(made, assessor):
    metadata = made[1].schema.metadata
    assert metadata[b"riskmodel.artifact_sha256"].decode() == assessor.model.artifact_sha256
    assert b"rules " in metadata[b"riskmodel.rule_pack"]
    assert len(metadata[b"riskmodel.schema_sha256"]) == 64


def test_scores_alone_are_the_same_scores(made, wave, desk, tmp_path):
    pq.write_table(wave, tmp_path / "in.parquet")
    spec = spec_of(tmp_path / "in.parquet", tmp_path / "out", desk, DECLINED, score_only=True)
    record = run_part(spec)
    alone = pq.read_table(tmp_path / "out" / record.output)
    assert alone.equals(made[1].select(alone.column_names))


def test_bad_rows_are_told_and_the_others_go_on(desk, wave, tmp_path, caplog):
    table, told = spoilt(wave, 0.1)
    pq.write_table(table, tmp_path / "in.parquet")
    record = run_part(spec_of(tmp_path / "in.parquet", tmp_path / "out", desk))
    assert (record.rows, record.quarantined) == (ROWS, len(told))
    with (tmp_path / "out" / record.quarantine).open() as file:
        rows = list(csv.reader(file))
    assert rows == [["row", "field", "reason"], *[list(map(str, one)) for one in told]]
    assert "nowhere" not in (tmp_path / "out" / record.quarantine).read_text() + caplog.text
    good = np.setdiff1d(np.arange(ROWS), [row - 1 for row, _, _ in told])
    kept = pq.read_table(tmp_path / "out" / record.output)["household_id"].to_pylist()
    assert kept == [f"b{place}" for place in good]


def test_a_part_of_nothing_but_bad_rows_is_whole(desk, tmp_path):
    pq.write_table(spoilt(a_wave(5), 1.0)[0], tmp_path / "in.parquet")
    record = run_part(spec_of(tmp_path / "in.parquet", tmp_path / "out", desk))
    assert (record.assessed, record.quarantined) == (0, 5)
    assert pq.read_table(tmp_path / "out" / record.output).num_rows == 0


def test_one_day_can_be_given_for_all_rows(desk, wave, tmp_path):
    pq.write_table(wave.slice(0, 5).drop_columns("as_of_date"), tmp_path / "in.parquet")
    spec = spec_of(tmp_path / "in.parquet", tmp_path / "out", desk, as_of_date="2021-06-30")
    days = pq.read_table(tmp_path / "out" / run_part(spec).output)["as_of_date"].to_pylist()
    assert days == [datetime.date(2021, 6, 30)] * 5


@pytest.mark.parametrize(
    ("codes", "areas", "expected"),
    [
        (("53", "530423"), ("53",), True),
        (("53", "530423"), ("5304",), True),
        (("53", "530423"), ("530423101",), False),
        (("53", "110101"), ("53",), False),
        (("53", ""), ("530423",), False),
        (("", ""), ("53",), False),
        (("", "530423"), ("51", "53"), True),
        (("", ""), None, True),
    ],
)
def test_a_household_is_inside_as_the_service_decides(codes, areas, expected):
    columns = Columns(
        {"province_code": np.array(codes[:1]), "county_code": np.array(codes[1:])}, 1
    )
    assert inside(columns, areas).tolist() == [expected]


def test_the_strongest_are_those_of_a_stable_sort():
    values = np.random.default_rng(4).integers(-3, 4, (200, 9)) / 2
    found = strongest(values, 5)
    for row, places in zip(values, found, strict=True):
        order = np.argsort(-np.abs(row), kind="stable")[:5]
        expected = [place for place in order if row[place] != 0]
        assert places[places >= 0].tolist() == expected
