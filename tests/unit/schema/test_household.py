import numpy as np
from hypothesis import given, settings
from strategies import records

from riskmodel.schema.arrow import arrow_schema, arrow_table
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Kind, Privacy
from riskmodel.schema.household import FIELDS, HOUSEHOLD
from riskmodel.schema.record import columns_from_records, read_record
from riskmodel.schema.table import read_table

LEAKS = {
    "monitor_category", "monitor_status", "identified_on", "removed_on", "removal_way", "risk_1",
    "risk_2", "risk_3", "risk_4", "risk_5", "disaster_sub", "no_labour_backstop", "clue_source",
    "clue_date", "dibao_money", "measures", "social_assistance",
}  # fmt: skip


def known_values(columns: Columns, row: int) -> dict[str, object]:
    values = {name: columns.value(name, row) for name in columns.given}
    return {name: value for name, value in values.items() if value is not None}


def test_every_number_of_the_dictionary_is_declared_and_every_name_once():
    assert {field.number for field in HOUSEHOLD} - {None} == set(range(1, 79))
    assert len(FIELDS) == len(HOUSEHOLD)


def test_every_field_says_what_a_reader_needs():
    for field in HOUSEHOLD:
        assert field.name_zh
        assert field.name_en
        measured = field.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
        assert measured == (field.minimum is not None) == (field.maximum is not None)
        assert not measured or field.unit
        assert (field.kind in (Kind.CHOICE, Kind.CHOICES)) == bool(field.choices)
        assert (field.kind is Kind.TEXT) == bool(field.pattern)


def test_a_bound_is_written_as_people_write_it():
    assert FIELDS["record_year"].shown(2035) == "2035"
    assert FIELDS["net_income_pc"].shown(300_000) == "300,000"


def test_no_model_may_learn_from_what_the_programme_itself_decided():
    assert not {field.name for field in HOUSEHOLD if field.model_use} & LEAKS


def test_sex_of_the_head_is_kept_for_audits_only():
    assert not FIELDS["head_sex"].model_use


def test_health_and_money_are_sensitive():
    assert FIELDS["serious_illness_members"].privacy is Privacy.SENSITIVE
    assert FIELDS["wage_income"].privacy is Privacy.SENSITIVE


@settings(max_examples=settings.default.max_examples // 4)
@given(records())
def test_every_valid_record_reads_back_as_it_was_written(record):
    columns = columns_from_records([read_record(record)])
    written = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in known_values(columns, 0).items()
    }
    expected = {
        name: sorted(value, key=FIELDS[name].codes.index) if isinstance(value, list) else value
        for name, value in record.items()
    }
    assert written == expected


@settings(max_examples=settings.default.max_examples // 4)
@given(records())
def test_a_record_and_a_table_agree_on_what_is_valid(record):
    columns = columns_from_records([read_record(record)])
    from_table = read_table({name: [value] for name, value in record.items()})
    assert known_values(from_table, 0) == known_values(columns, 0)


@settings(max_examples=settings.default.max_examples // 4)
@given(records())
def test_arrow_keeps_every_value(record):
    columns = columns_from_records([read_record(record)])
    table = arrow_table(columns)
    assert known_values(read_table(table), 0) == known_values(columns, 0)


def test_the_arrow_schema_names_every_field():
    assert arrow_schema(FIELDS).names == list(FIELDS)


@given(records(), records())
def test_a_record_alone_holds_what_it_holds_in_a_table(one, other):
    alone = columns_from_records([read_record(one)])
    together = columns_from_records([read_record(one), read_record(other)])
    written = together.as_written(0)
    assert {name: str(value) for name, value in alone.as_written(0).items()} == {
        name: str(written[name]) for name in alone.given
    }
    assert all(written[name] is None for name in together.given - alone.given)
    assert {**alone.figures(0)}.keys() == FIELDS.keys()
    for name in FIELDS:
        assert alone.value(name, 0) == together.value(name, 0)
        np.testing.assert_array_equal(alone[name], together[name][:1])
    part = alone.take(np.array([True]))
    assert all(part.value(name, 0) == alone.value(name, 0) for name in FIELDS)
