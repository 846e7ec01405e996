"""Views of the queue that a person saved under a name, for that person alone."""

import datetime
from typing import NamedTuple, NoReturn

from sqlalchemy import Engine, delete, func, insert, select

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.violations import Fault
from riskmodel.storage.database import reading, writing
from riskmodel.storage.tables import SavedView as Row

LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 40, 2_000, 20


class SavedView(NamedTuple):
    """Filters under a name; `query` is that of the address of the page."""

    name: str
    query: str


def saved_views(engine: Engine, person: str) -> list[SavedView]:
    """What a person saved, by name."""
    asked = select(Row.name, Row.query).where(Row.person == person).order_by(Row.name)
    with reading(engine) as connection:
        return [SavedView(*row) for row in connection.execute(asked)]


def save_view(engine: Engine, person: str, view: SavedView, at: datetime.datetime) -> None:
    """Keep a view, in the place of an earlier one of the name; raises SchemaError."""
    name = view.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        remedy = f"give the view a name of 1 to {LONGEST_NAME} characters"
        _refuse(remedy, f"请为此筛选填1至{LONGEST_NAME}个字符的名称")
    if len(view.query) > LONGEST_QUERY:
        _refuse("save fewer filters", "筛选条件过长, 请减少")
    with writing(engine) as connection:
        connection.execute(delete(Row).where(Row.person == person, Row.name == name))
        held = select(func.count()).select_from(Row).where(Row.person == person)
        if (connection.scalar(held) or 0) >= MOST_VIEWS:
            remedy = f"forget one of your {MOST_VIEWS} views first"
            _refuse(remedy, f"已存{MOST_VIEWS}个筛选, 请先删除一个")
        row = {"person": person, "name": name, "query": view.query, "saved_at": at}
        connection.execute(insert(Row), [row])


def forget_view(engine: Engine, person: str, name: str) -> None:
    """Let go of a view; nothing where there is none of this name."""
    with writing(engine) as connection:
        connection.execute(delete(Row).where(Row.person == person, Row.name == name))


def _refuse(remedy_en: str, remedy_zh: str) -> NoReturn:
    raise SchemaError([Violation("name", Fault.WRONG_FORM.value, remedy_en, remedy_zh)])
