import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from riskmodel.schema.strict_json import (
    DEEPEST,
    LONGEST_TEXT,
    MOST_ENTRIES,
    MOST_MEMBERS,
    NotJsonError,
    read_json,
)

REFUSED = {
    "empty": b"",
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": Infinity}',
    "minus infinity": b'{"a": -Infinity}',
    "too large for a double": b'{"a": 1e400}',
    "five thousand digits": b'{"a": ' + b"9" * 5000 + b"}",
    "a number of 41 characters": b'{"a": -' + b"9" * 40 + b"}",
    "a large exponent in a list": b'{"a": [1, 2.5E+310]}',
    "a long fraction": b'{"a": 0.' + b"1" * 100 + b"}",
    "a repeated key": b'{"a": 1, "a": 2}',
    "a repeated key deep down": b'{"b": [{"a": 1, "a": 2}]}',
    "a lone surrogate": b'{"a": "\\ud800"}',
    "a lone surrogate as key": b'{"\\udc00": 1}',
    "a lone surrogate in a list": b'{"a": ["\\uDBFF"]}',
    "a byte-order mark": b'\xef\xbb\xbf{"a": 1}',
    "latin-1": '{"a": "é"}'.encode("latin-1"),
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "a trailing comma": b'{"a": 1,}',
    "two documents": b"{} {}",
    "a comment": b'{"a": 1} // x',
    "deep": b"[" * 9 + b"]" * 9,
    "deep behind closing brackets in a string": b'{"]]]]]]]]": ' + b"[" * 8 + b"]" * 8 + b"}",
    "a long text": b'"' + b"a" * (LONGEST_TEXT + 1) + b'"',
    "a long text within": b'[{"a": ["' + b"a" * (LONGEST_TEXT + 1) + b'"]}]',
    "many members": json.dumps({f"a{n}": n for n in range(MOST_MEMBERS + 1)}).encode(),
    "many members with the shortest names": (
        "{" + ",".join(f'"{chr(n)}":1' for n in range(200, 200 + MOST_MEMBERS + 1)) + "}"
    ).encode(),
    "many entries": json.dumps([0] * (MOST_ENTRIES + 1)).encode(),
    "absurdly deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_doubtful_json_is_refused(content):
    with pytest.raises(NotJsonError) as caught:
        read_json(content)
    assert caught.value.zh


def test_texts_that_look_like_doubted_numbers_are_read_with_the_numbers_beside_them():
    found = read_json(b'{"a": "%s 1e999 NaN", "b": -0.0, "c": 2e3, "d": 12}' % (b"9" * 50))
    assert found == {"a": "9" * 50 + " 1e999 NaN", "b": 0.0, "c": 2000.0, "d": 12}
    assert (str(found["b"]), type(found["d"])) == ("-0.0", int)
    assert read_json(b'{"a": %s}' % (b"9" * 40)) == {"a": int("9" * 40)}


def test_what_is_just_within_the_bounds_is_read():
    whole = {"text": "a" * LONGEST_TEXT, "list": [0] * MOST_ENTRIES}
    whole |= {f"a{n}": n for n in range(MOST_MEMBERS - 2)}
    assert read_json(json.dumps(whole).encode()) == whole


def test_a_refusal_repeats_nothing_of_the_body():
    with pytest.raises(NotJsonError) as caught:
        read_json(b'{"id": "110101199003078515", }')
    assert "110101199003078515" not in str(caught.value)


def test_brackets_in_a_string_are_not_nesting():
    assert read_json(b'{"a": "[[[[[[[[[["}') == {"a": "[[[[[[[[[["}


def test_a_surrogate_pair_is_one_character():
    assert read_json(b'["\\ud83d\\ude00"]') == ["\U0001f600"]


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(plain)
def test_plain_json_reads_as_the_standard_library_reads_it(value):
    content = json.dumps([value]).encode()
    brackets = sum(content.count(mark) for mark in (b"[", b"{"))
    assume(brackets <= DEEPEST and b"\\ud" not in content)
    assert read_json(content) == json.loads(content)
