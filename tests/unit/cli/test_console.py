import pytest

from riskmodel.cli.console import errors, listing, output

SAID = "[/] :house: [bold]x"


@pytest.mark.parametrize("console", [output, errors])
def test_brackets_and_colons_in_the_words_of_people_are_no_markup(console, capsys):
    table = listing("said")
    table.add_row(SAID)
    console.print(table)
    console.print(SAID)
    assert "".join(capsys.readouterr()).count(SAID) == 2


def test_a_listing_cuts_no_id_and_no_chinese_sentence(capsys):
    table = listing(*["head"] * 6)
    said = "户主在家中说不愿由模型评分"
    table.add_row(*[said] * 6)
    output.print(table)
    told = capsys.readouterr().out
    assert "…" not in told
    assert all(told.count(letter) == 6 * said.count(letter) for letter in set(said))
