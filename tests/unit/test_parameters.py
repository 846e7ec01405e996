import datetime
import re
from pathlib import Path

import numpy as np
import pytest

from riskmodel.eligibility import RULES
from riskmodel.errors import ConfigurationError, ParameterNotInForceError
from riskmodel.parameters import SHIPPED, Parameters, source_zh, sources

LINE = "monitoring_line"
ENTRY = """
[[value]]
value = 9000
from = 2025-01-01
to = 2025-12-31
area = "53"
source = "a county's own notice"
confidence = "B"
"""
HEAD = 'name_zh = "线"\nname_en = "line"\ndescription = "a line"\nunit = "yuan"\n'


@pytest.fixture(scope="module")
def shipped() -> Parameters:
    return Parameters.shipped()


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def folder_with(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


FOUND = [
    ("2021", "52", "", 6_000, "A"),
    ("2021", "21", "", 6_600, "C"),
    ("2022", "21", "", 7_260, "B"),
    ("2022", "42", "", 6_900, "C"),
    ("2023", "42", "", 7_600, "B"),
    ("2022", "43", "", 6_900, "B"),
    ("2023", "62", "", 7_200, "B"),
    ("2024", "62", "", 7_800, "B"),
    ("2025", "62", "620171", 8_600, "B"),
    ("2023", "53", "532328", 8_050, "B"),
    ("2025", "53", "", 8_700, "B"),
    ("2024", "36", "360703", 8_500, "B"),
    ("2023", "35", "350121", 10_560, "B"),
    ("2024", "35", "350526", 19_560, "B"),
    ("2022", "35", "350982", 14_670, "C"),
]


@pytest.mark.parametrize(("year", "province", "county", "value", "confidence"), FOUND)
def test_the_shipped_lines_are_those_that_were_found(
    shipped, year, province, county, value, confidence
):
    for of_year in ("01-01", "12-31"):
        found = shipped.value_on(LINE, day(f"{year}-{of_year}"), province, county)
        assert (found.value, found.confidence) == (value, confidence)


@pytest.mark.parametrize(
    ("when", "province", "county"),
    [
        ("2025-06-30", "52", ""),
        ("2025-06-30", "62", "620102"),
        ("2022-06-30", "62", ""),
        ("2026-01-01", "53", "530423"),
        ("2020-12-31", "53", ""),
        ("2025-06-30", "", ""),
    ],
)
def test_a_line_that_was_not_found_is_never_guessed(shipped, when, province, county):
    with pytest.raises(ParameterNotInForceError, match=LINE):
        shipped.value_on(LINE, day(when), province, county)


def test_a_row_without_a_value_says_why(shipped):
    in_force = shipped.on(LINE, np.array([day("2025-06-30")]), np.array(["52"]), np.array([""]))
    assert np.isnan(in_force.values[0])
    assert in_force.at(0) is None
    assert in_force.reason(0) == "no monitoring line configured for 52 on 2025-06-30"
    assert in_force.reason_zh(0) == "52在2025-06-30未配置防止返贫监测范围线"


def test_a_row_with_a_value_tells_its_area_days_and_source(shipped):
    in_force = shipped.on(
        LINE, np.array([day("2025-06-30")]), np.array(["53"]), np.array(["530423"])
    )
    found = in_force.at(0)
    assert (found.value, found.area) == (8_700, "53")
    assert found.valid_from == datetime.date(2025, 1, 1)
    assert found.valid_to == datetime.date(2025, 12, 31)
    assert "Yunnan" in found.source
    assert in_force.reason(0) == ""


def test_a_multiple_of_dibao_follows_the_dibao_standard(shipped):
    found = shipped.value_on(LINE, day("2024-06-30"), "35", "350526")
    dibao = shipped.value_on("dibao_year", day("2024-06-30"), "35", "350526")
    assert found.dibao_multiple == 2
    assert found.value == 2 * dibao.value


def test_a_multiple_of_dibao_without_a_standard_is_not_in_force(tmp_path):
    text = ENTRY.replace("value = 9000", "dibao_multiple = 1.5").replace('"53"', '"520102"')
    parameters = Parameters.load(SHIPPED, folder_with(tmp_path, LINE, text))
    with pytest.raises(
        ParameterNotInForceError, match="dibao standard of a year configured for 520102"
    ):
        parameters.value_on(LINE, day("2025-06-30"), "52", "520102")


def test_the_most_specific_area_goes_first(tmp_path):
    text = HEAD + "".join(
        ENTRY.replace('"53"', f'"{area}"').replace("9000", str(value))
        for area, value in {"CN": 1, "53": 2, "5304": 3, "530423": 4}.items()
    )
    parameters = Parameters.load(folder_with(tmp_path, "line", text))
    province = np.array(["", "11", "53", "53", "53", "", "41"])
    county = np.array(["", "110101", "", "530402", "530423", "530423", "530423"])
    days = np.full(len(county), day("2025-06-30"))
    values = parameters.on("line", days, province, county).values
    county_outside_its_province = 1
    assert values.tolist() == [1, 1, 2, 3, 4, 4, county_outside_its_province]


@pytest.mark.parametrize(
    ("when", "value"),
    [("2024-12-31", None), ("2025-01-01", 9_000), ("2025-12-31", 9_000), ("2026-01-01", None)],
)
def test_the_first_and_the_last_day_are_in_force(tmp_path, when, value):
    parameters = Parameters.load(folder_with(tmp_path, "line", HEAD + ENTRY))
    found = parameters.on("line", np.array([day(when)]), np.array(["53"]), np.array([""])).at(0)
    assert (found.value if found else None) == value


def test_a_value_without_an_end_stays_in_force(tmp_path):
    text = HEAD + ENTRY.replace("to = 2025-12-31\n", "")
    parameters = Parameters.load(folder_with(tmp_path, "line", text))
    assert parameters.value_on("line", day("2099-01-01"), "53", "").value == 9_000


def test_a_later_folder_goes_first_on_its_days_and_in_its_area_only(tmp_path):
    own = ENTRY.replace("from = 2025-01-01", "from = 2025-07-01")
    parameters = Parameters.load(SHIPPED, folder_with(tmp_path, LINE, own))
    assert parameters.value_on(LINE, day("2025-06-30"), "53", "").value == 8_700
    assert parameters.value_on(LINE, day("2025-07-01"), "53", "").value == 9_000
    assert parameters.value_on(LINE, day("2024-07-01"), "62", "").value == 7_800
    assert parameters.parameter(LINE).name_zh == "防止返贫监测范围线"


def test_a_later_folder_cannot_change_the_unit(tmp_path):
    folder_with(tmp_path, LINE, 'unit = "万元"\n' + ENTRY)
    with pytest.raises(ConfigurationError, match=r"monitoring_line\.toml: the unit"):
        Parameters.load(SHIPPED, tmp_path)


def test_the_version_changes_with_any_value(tmp_path, shipped):
    assert Parameters.load(SHIPPED).version == shipped.version
    assert re.fullmatch(r"2026\.1\+[0-9a-f]{12}", shipped.version)
    first = Parameters.load(SHIPPED, folder_with(tmp_path, LINE, ENTRY)).version
    second = Parameters.load(
        SHIPPED, folder_with(tmp_path, LINE, ENTRY.replace("9000", "9001"))
    ).version
    assert len({shipped.version, first, second}) == 3


MALFORMED = {
    "no source": (ENTRY.replace('"a county\'s own notice"', '""'), "value 1, source"),
    "unknown key": (ENTRY + 'colour = "red"\n', "value 1, colour"),
    "wrong area": (ENTRY.replace('"53"', '"Yunnan"'), "value 1, area"),
    "wrong confidence": (ENTRY.replace('"B"', '"D"'), "value 1, confidence"),
    "not a number": (ENTRY.replace("9000", '"9000"'), "value 1, value"),
    "not finite": (ENTRY.replace("9000", "nan"), "value 1, value"),
    "neither value nor multiple": (ENTRY.replace("value = 9000\n", ""), "give either value"),
    "value and multiple": (ENTRY + "dibao_multiple = 2.0\n", "give either value"),
    "ends before it begins": (ENTRY.replace("2025-12-31", "2024-12-31"), "`to` lies before"),
    "second of two entries": (ENTRY + ENTRY.replace('"B"', '"D"'), "value 2, confidence"),
    "two at once": (ENTRY + ENTRY.replace("2025-01-01", "2025-12-31"), "values 1 and 2"),
    "no entry": ("value = []\n", "value"),
    "not TOML": ("value = = 3", "not TOML"),
}


@pytest.mark.parametrize(("text", "named"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_file_is_refused_with_its_name_and_entry(tmp_path, text, named):
    folder_with(tmp_path, "line", text if text.startswith("value") else HEAD + text)
    with pytest.raises(ConfigurationError, match=r"line\.toml") as refused:
        Parameters.load(tmp_path)
    assert named in str(refused.value)


@pytest.mark.parametrize("missing", ["name_zh", "name_en", "description", "unit"])
def test_a_new_parameter_must_say_what_it_is(tmp_path, missing):
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(missing))
    with pytest.raises(ConfigurationError, match=rf"line\.toml: {missing} is missing"):
        Parameters.load(folder_with(tmp_path, "line", head + ENTRY))


def test_the_dibao_standard_cannot_be_a_multiple_of_itself(tmp_path):
    text = HEAD + ENTRY.replace("value = 9000", "dibao_multiple = 2.0")
    with pytest.raises(ConfigurationError, match="multiple of itself"):
        Parameters.load(folder_with(tmp_path, "dibao_year", text))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="no folder of parameters"):
        Parameters.load(tmp_path / "none")


def test_a_parameter_that_is_not_declared_is_refused(shipped):
    with pytest.raises(ConfigurationError, match=r"add poverty_line\.toml"):
        shipped.value_on("poverty_line", day("2025-06-30"), "53", "")


def test_a_table_has_in_every_row_what_that_row_has_alone(shipped):
    chance = np.random.default_rng(7)
    county = chance.choice(["350526", "350982", "620171", "530423", "520102", "999999", ""], 500)
    province = np.where(chance.random(500) < 0.2, chance.choice(["53", "", "62"], 500), "")
    province = np.where(province == "", [code[:2] for code in county], province)
    days = day("2020-06-30") + chance.integers(0, 2_400, 500)
    together = shipped.on(LINE, days, province, county)
    for row in range(500):
        one = slice(row, row + 1)
        alone = shipped.on(LINE, days[one], province[one], county[one])
        assert together.at(row) == alone.at(0)
        assert together.reason(row) == alone.reason(0)
        np.testing.assert_array_equal(together.values[one], alone.values)
    assert np.isnan(together.values).any()
    assert len(np.unique(together.values[~np.isnan(together.values)])) > 5


def test_an_unknown_day_has_no_value(shipped):
    never = np.array(["NaT", "2025-06-30"], dtype="datetime64[D]")
    found = shipped.on(LINE, never, np.array(["53", "53"]), np.array(["", ""]))
    assert np.isnan(found.values).tolist() == [True, False]
    assert "the day is not known" in found.reason(0)


def test_no_rows_have_no_values(shipped):
    nothing = np.array([], dtype=np.str_)
    found = shipped.on(LINE, np.array([], dtype="datetime64[D]"), nothing, nothing)
    assert found.values.shape == (0,)


def test_every_source_tag_of_a_shipped_value_is_resolved(shipped):
    texts = [value.source for held in shipped.by_name.values() for value in held.values]
    tags = {tag for text in texts for tag in re.findall(r"S\d+[a-z]?(?=[,\]])", text)}
    assert len(tags) > 20
    assert tags <= sources().keys()


def test_every_source_and_note_that_is_shipped_has_chinese_words(shipped):
    values = [value for held in shipped.by_name.values() for value in held.values]
    texts = {one for value in values for one in (value.source, value.note) if one}
    texts |= {rule.source for rule in RULES}
    assert [text for text in texts if not re.search("[一-鿿]", source_zh(text))] == []
    for text in texts:
        assert re.findall(r"S\d+[a-z]?", source_zh(text)) == re.findall(r"S\d+[a-z]?", text)
    assert source_zh("an office's own") == "an office's own"


def test_every_unverified_or_derived_value_says_so(shipped):
    derived = [v for v in shipped.parameter(LINE).values if v.confidence == "C"]
    assert {v.area for v in derived} == {"21", "42", "350982"}
    assert all(v.note for v in derived)


def test_every_shipped_parameter_says_in_both_languages_what_it_is(shipped):
    for parameter in shipped.by_name.values():
        assert re.search(r"[\u4e00-\u9fff]", parameter.description_zh), parameter.name
        assert re.search(r"[\u4e00-\u9fff]", parameter.name_zh), parameter.name
        assert parameter.description.isascii(), parameter.name
