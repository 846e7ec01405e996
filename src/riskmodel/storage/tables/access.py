"""Keys, people who sign in, and their sessions."""

import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Table


class AccessKey(Table):
    """A key of the service; a row is never taken out, so that what it did can be told later."""

    __tablename__ = "access_keys"

    key_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the whole key, which is kept nowhere."""
    name: Mapped[str] = mapped_column(String(64), index=True)
    """The person or system that holds it: who goes on record as having asked."""
    scopes: Mapped[str] = mapped_column(Text)
    """Names with spaces between, as the areas."""
    areas: Mapped[str] = mapped_column(Text)
    daily_queries: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime.datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime.datetime | None] = mapped_column(Moment)


class User(Table):
    """A person who may sign in; a row is never taken out, so that what they did can be told."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Who goes on record as having acted."""
    password: Mapped[str] = mapped_column(Text)
    """Its Argon2id hash, with salt and parameters."""
    scopes: Mapped[str] = mapped_column(Text)
    areas: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime.datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(Integer)
    """Wrong passwords in a row."""
    locked_until: Mapped[datetime.datetime | None] = mapped_column(Moment)


class UserSession(Table):
    """A person who is signed in; a row goes when the session ends."""

    __tablename__ = "user_sessions"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of the token, which only the browser has."""
    name: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    begun_at: Mapped[datetime.datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime.datetime] = mapped_column(Moment, index=True)
