"""The account of a household's income, line by line."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from riskmodel.assessment.message.rules import AccountEntry, IncomeAccount
from riskmodel.cli.language import Language
from riskmodel.cli.rendering.words import said, word


def account_part(account: IncomeAccount, language: Language) -> RenderableType:
    """From the incomes of the form to income a head and the line, as one adds it up by hand."""
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    for entry in account.entries:
        table.add_row(*_entry(entry, language))
    total = "as_recorded" if account.recorded_stands else "net_income"
    table.add_row(*_result(total, account.net_income, language))
    table.add_row(f"÷ {word('people', language)}", _amount(account.people, language))
    net = account.net_income
    a_head = _division(net, account.people, account.net_income_pc)
    table.add_row(*_result("net_income_pc", account.net_income_pc, language), a_head)
    for entry in account.reference_entries:
        table.add_row(*_entry(entry, language))
    whole = _sum(net, *(_counted(entry) for entry in account.reference_entries))
    a_head = _division(whole, account.people, account.reference_pc)
    table.add_row(*_result("reference_pc", account.reference_pc, language), a_head)
    table.add_row(word("line", language), _amount(account.monitoring_line, language))
    version = f"{word('version', language)}: {said(account, 'version', language)}"
    window = word("window", language).format(account.first_day, account.last_day)
    return Group(table, Text(f"{version}; {window}", style="dim"))


def _entry(entry: AccountEntry, language: Language) -> tuple[str, str, str]:
    sign = "+" if entry.share > 0 else "−"
    part = abs(entry.share)
    of = f"{part:.0%} × {entry.amount:,.0f}" if part != 1 and entry.amount is not None else ""
    shown = None if entry.amount is None else part * entry.amount
    return f"{sign} {said(entry, '', language)}", _amount(shown, language), of


def _counted(entry: AccountEntry) -> float | None:
    return None if entry.amount is None else entry.share * entry.amount


def _sum(*amounts: float | None) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _division(whole: float | None, people: float | None, a_head: float | None) -> str:
    """The division that gives the figure a head; "" where the figure was recorded otherwise."""
    if whole is None or not people or a_head is None or abs(whole / people - a_head) >= 1:
        return ""
    return f"{whole:,.0f} ÷ {people:.0f}"


def _result(key: str, amount: float | None, language: Language) -> tuple[Text, Text]:
    return (
        Text(f"= {word(key, language)}", style="bold"),
        Text(_amount(amount, language), style="bold"),
    )


def _amount(amount: float | None, language: Language) -> str:
    return word("unknown", language) if amount is None else f"{amount:,.0f}"
