"""Pages that are generated from the code must be those in docs/."""

from pathlib import Path

from riskmodel.schema.dictionary import data_dictionary

ROOT = Path(__file__).parents[2]


def test_the_data_dictionary_is_the_generated_one():
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run `make docs`"
