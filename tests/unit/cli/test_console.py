import pytest
from rich.table import Table

from riskmodel.cli.console import errors, output

SAID = "[/] :house: [bold]x"


@pytest.mark.parametrize("console", [output, errors])
def test_brackets_and_colons_in_the_words_of_people_are_no_markup(console, capsys):
    table = Table("said")
    table.add_row(SAID)
    console.print(table)
    console.print(SAID)
    assert "".join(capsys.readouterr()).count(SAID) == 2
