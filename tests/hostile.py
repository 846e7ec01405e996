"""Bodies that no service should fall over, each carrying a marked number and a marked value."""

import json
from typing import Any

from builders import AS_OF, a_household

MARK = "110101199003078515"
MARKED_VALUE = 38123.77


def marked(**changes: Any) -> dict[str, Any]:
    """A household with the mark where it is accepted, so that only `changes` can be at fault."""
    marks = {
        "household_id": f"h-{MARK}",
        "decided_by": f"officer {MARK}",
        "wage_income": MARKED_VALUE,
    }
    return a_household(**marks | changes)


def question(**changes: Any) -> dict[str, Any]:
    return {"as_of_date": AS_OF, "household": marked(**changes)}


def raw(**changes: Any) -> bytes:
    return json.dumps(question(**changes)).encode()


def with_value(name: str, literal: str) -> bytes:
    """A body whose field `name` is the JSON text `literal`, whatever that is."""
    return raw(**{name: "PLACE"}).replace(b'"PLACE"', literal.encode())


def in_a_batch(name: str, literal: str) -> bytes:
    """Three households, of which the one in the middle has that field."""
    households = [a_household(), marked(**{name: "PLACE"}), a_household()]
    body = json.dumps({"as_of_date": AS_OF, "households": households})
    return body.replace('"PLACE"', literal).encode()


_VALUES = {
    "NaN": ("net_income_pc", "NaN"),
    "infinity": ("net_income_pc", "Infinity"),
    "minus infinity": ("net_income_pc", "-Infinity"),
    "1e400": ("net_income_pc", "1e400"),
    "minus 1e400": ("net_income_pc", "-1e400"),
    "five thousand digits": ("household_size", "9" * 5000),
    "four hundred digits": ("net_income_pc", "9" * 400),
    "a float for a count": ("household_size", "3.5"),
    "a whole float for a count": ("household_size", "3.0"),
    "true for a count": ("household_size", "true"),
    "1 for yes": ("job_lost", "1"),
    "a word for yes": ("job_lost", '"yes"'),
    "a numeric string": ("net_income_pc", '"5000"'),
    "a numeric string with underscore": ("net_income_pc", '"1_000"'),
    "the string nan": ("net_income_pc", '"nan"'),
    "full-width digits": ("household_size", '"１２"'),
    "a list for a number": ("net_income_pc", "[5000]"),
    "an object for a number": ("net_income_pc", '{"value": 5000}'),
    "below the minimum": ("head_age", "-1"),
    "above the maximum": ("net_income_pc", "1e12"),
    "money in fen": ("wage_income", "380000000"),
    "an unknown code": ("housing_grade", '"E"'),
    "a code in lower case": ("housing_grade", '"c"'),
    "a code with a space": ("housing_grade", '"C "'),
    "a code as a list": ("housing_grade", '["C"]'),
    "a set with an unknown code": ("measures", '["jobs", "magic"]'),
    "a set with a repeat": ("measures", '["jobs", "jobs"]'),
    "a set as text": ("measures", '"jobs"'),
    "a set with null": ("measures", "[null]"),
    "a very long set": ("measures", "[" + '"jobs",' * 500 + '"jobs"]'),
    "a set with a lone surrogate": ("measures", '["\\ud800"]'),
    "an identity number as a code": ("housing_grade", f'"{MARK}"'),
    "an identity number in a set": ("measures", f'["jobs", "{MARK}"]'),
    "an identity number as a day": ("identified_on", f'"{MARK}"'),
    "an identity number as money": ("net_income_pc", MARK),
    "an identity number as yes": ("job_lost", f'"{MARK}"'),
    "no such month": ("identified_on", '"2024-13"'),
    "no such day": ("identified_on", '"2024-02-30"'),
    "a day as a number": ("identified_on", "20240101"),
    "a day with a time": ("identified_on", '"2024-01-01T00:00:00Z"'),
    "a year of nine digits": ("identified_on", '"999999999-01-01"'),
    "an identity number as id": ("household_id", f'"{MARK}"'),
    "an identity number with X": ("household_id", '"11010119900307851X"'),
    "a number as id": ("household_id", MARK),
    "an empty id": ("household_id", '""'),
    "a null id": ("household_id", "null"),
    "an id with a newline": ("household_id", f'"{MARK[:6]}\\n"'),
    "an id with NUL": ("household_id", '"a\\u0000b"'),
    "an id with a script": ("household_id", '"<script>alert(1)</script>"'),
    "an id with SQL": ("household_id", '"1\'; drop table household; --"'),
    "a very long id": ("household_id", '"' + "a" * 5000 + '"'),
    "a lone surrogate": ("household_id", '"\\ud800"'),
    "an emoji": ("household_id", '"\\ud83d\\ude00"'),
    "a province by name": ("province_code", '"云南"'),
    "a short county": ("county_code", '"5304"'),
    "a control character": ("decided_by", '"a\\u0007b"'),
    "deep nesting in a field": ("measures", "[" * 50 + "]" * 50),
}
_WHOLE = {
    "empty": b"",
    "white space": b"   \n",
    "null": b"null",
    "a list": b"[]",
    "a string": f'"{MARK}"'.encode(),
    "a number": MARK.encode(),
    "cut off": raw()[:-20],
    "two documents": raw() + raw(),
    "a trailing comma": raw()[:-1] + b",}",
    "single quotes": raw().replace(b'"', b"'"),
    "a comment": raw() + b" // " + MARK.encode(),
    "a byte-order mark": b"\xef\xbb\xbf" + raw(),
    "latin-1": '{"as_of_date": "é"}'.encode("latin-1"),
    "utf-16": raw().decode().encode("utf-16"),
    "a NUL byte": raw() + b"\x00",
    "binary": bytes(range(256)),
    "a repeated key": b'{"as_of_date": "2025-01-01", "as_of_date": "2025-01-02", "household": {}}',
    "a repeated key in the record": raw().replace(
        b'"record_year"', f'"household_id": "{MARK}", "record_year"'.encode()
    ),
    "a hundred thousand brackets": b"[" * 100_000,
    "a hundred thousand objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 5_000 + b"]" * 5_000,
    "no day": json.dumps({"household": marked()}).encode(),
    "no household": json.dumps({"as_of_date": AS_OF}).encode(),
    "a null household": json.dumps({"as_of_date": AS_OF, "household": None}).encode(),
    "a household as a list": json.dumps({"as_of_date": AS_OF, "household": [marked()]}).encode(),
    "a household as text": json.dumps({"as_of_date": AS_OF, "household": MARK}).encode(),
    "an identity number as a member": json.dumps(question() | {MARK: MARK}).encode(),
    "an extra member": json.dumps(question() | {"admin": True}).encode(),
    "an extra field": raw(force_include=True),
    "an identity number as a key": raw(**{MARK: 1}),
    "a dunder key": raw(__class__=MARK),
    "a day long past": json.dumps(question() | {"as_of_date": "1066-10-14"}).encode(),
    "a day as a number of seconds": json.dumps(question() | {"as_of_date": 1735689600}).encode(),
    "a null day": json.dumps(question() | {"as_of_date": None}).encode(),
    "a day as text": json.dumps(question() | {"as_of_date": MARK}).encode(),
}

BATCHES: dict[str, bytes] = {
    name: in_a_batch(field, literal) for name, (field, literal) in _VALUES.items()
}
"""Every one is refused whole as not JSON, or refused in the middle and assessed at both ends."""

BODIES: dict[str, bytes] = _WHOLE | {
    name: with_value(field, literal) for name, (field, literal) in _VALUES.items()
}
"""Every one is refused, with a status from 400 to 499."""

CONTENT_TYPES = (
    "", "text/plain", "text/html", "application/xml", "application/jsonp",
    "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=gbk",
    "application/json; charset=utf-16", "application/octet-stream",
    f"application/json; charset={MARK}", "application/json; charset*=gbk''utf-8",
)  # fmt: skip

SIMULATIONS: dict[str, dict[str, Any]] = {
    "no household": {"households": []},
    "households as an object": {"households": {"0": marked()}},
    "no change": {"changes": []},
    "a change as text": {"changes": "line=+5%"},
    "a change as a number": {"changes": [5]},
    "a change that is none": {"changes": [f"line={MARK}"]},
    "a change of an identity number": {"changes": [f"{MARK}=+5%"]},
    "a change of no parameter": {"changes": ["lime=+5%"]},
    "a share without a sign": {"changes": ["line=5%"]},
    "a fall of more than all": {"changes": ["line=-101%"]},
    "a very long change": {"changes": ["line=+" + "5" * 5000]},
    "a million changes": {"changes": ["line=+5%"] * 1000},
    "one weight too many": {"weights": [1, 1]},
    "weights as a number": {"weights": 1},
    "a weight as text": {"weights": [MARK]},
    "a weight of true": {"weights": [True]},
    "a weight below zero": {"weights": [-1]},
    "a weight too large": {"weights": [10**30]},
    "a cost as text": {"measure_cost": MARK},
    "a cost below zero": {"measure_cost": -1},
    "a cost of true": {"measure_cost": True},
    "an extra member": {MARK: 1},
}
"""Members of a simulation's body that refuse it."""
