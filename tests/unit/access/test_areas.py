import pytest
from builders import a_household
from hypothesis import given
from hypothesis import strategies as st

from riskmodel.access.areas import Lies, codes_of, codes_of_text, narrowed, read_areas, whereabouts
from riskmodel.errors import ConfigurationError
from riskmodel.schema.record import read_record
from riskmodel.storage.canonical import canonical

DIGITS = st.text("0123456789", min_size=12, max_size=12)
WIDTHS = (2, 4, 6, 9, 12)


def test_a_record_says_where_it_is_as_asked_and_as_kept():
    household = a_household(village_code=None)
    expected = ("53", "530423", "530423101")
    assert codes_of(read_record(household)) == expected
    assert codes_of_text(canonical(household)) == expected


@given(DIGITS, st.sampled_from(WIDTHS))
def test_a_household_is_inside_each_area_that_its_village_lies_in(village, width):
    codes = (village[:2], village[:6], village[:9], village)
    assert whereabouts([village[:width]], codes) is Lies.INSIDE
    assert whereabouts(["CN"], codes) is Lies.INSIDE


@given(DIGITS, DIGITS, st.sampled_from(WIDTHS))
def test_a_code_of_the_own_area_does_not_bring_in_a_household_of_another(here, there, width):
    if here[:width] == there[:width]:
        return
    codes = (here[:2], here[:6], here[:9], there)
    assert whereabouts([here[:width]], codes) is Lies.OUTSIDE


@given(DIGITS)
def test_a_record_that_says_too_little_is_not_inside(village):
    assert whereabouts([village[:9]], (village[:2], village[:6])) is Lies.NOT_SAID
    assert whereabouts([village[:2]], ()) is Lies.NOT_SAID
    assert whereabouts([], (village,)) is Lies.OUTSIDE


def test_any_of_several_areas_will_do():
    assert whereabouts(["52", "530423101"], ("53", "530423", "530423101")) is Lies.INSIDE
    assert whereabouts(["52", "530423102"], ("53", "530423", "530423101")) is Lies.OUTSIDE


@pytest.mark.parametrize("areas", [[], ["5"], ["530"], ["CN "], ["cn"], ["५३"], ["5304231012031"]])
def test_what_is_no_area_is_refused(areas):
    with pytest.raises(ConfigurationError):
        read_areas(areas)


@pytest.mark.parametrize(
    ("areas", "asked", "part"),
    [
        (None, "", None), (None, "5304", ("5304",)), (("53",), "", ("53",)),
        (("53",), "530423", ("530423",)), (("530423", "52"), "53", ("530423",)),
        (("530423",), "530424", ()), ((), "", ()),
    ],
)  # fmt: skip
def test_an_area_that_is_asked_for_reaches_no_further_than_the_callers_own(areas, asked, part):
    assert narrowed(areas, asked) == part
