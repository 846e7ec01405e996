"""Refusals of automated scoring."""

import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Table


class OptOut(Table):
    """A household's refusal of automated scoring (PIPL Art. 24), until it is withdrawn."""

    __tablename__ = "opt_outs"

    opt_out_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[str] = mapped_column(String(500), index=True)
    recorded_at: Mapped[datetime.datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(500))
    """Name of the person."""
    words: Mapped[str] = mapped_column(String(500))
    withdrawn_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(500))
    withdrawn_words: Mapped[str | None] = mapped_column(String(500))
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """Where the household lives, as far as is known; who sees other areas does not see it."""
