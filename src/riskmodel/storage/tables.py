"""The tables; a test compares them with what the migrations make."""

import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite takes only a plain INTEGER as the number of a row itself.
Sequence = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, with its zone on every database; SQLite itself would forget it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """As UTC."""
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """As UTC, whatever the zone of the session."""
        if value is None:
            return None
        zoned = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        return zoned.astimezone(datetime.UTC)


class Table(DeclarativeBase):
    """What every table is."""


class AuditLog(Table):
    """One act a row, each with the digest of the row before it; rows are only ever added."""

    __tablename__ = "audit_log"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    previous_sha256: Mapped[str] = mapped_column(String(64))
    entry: Mapped[str] = mapped_column(Text)
    """Canonical JSON: at, actor, action, subject, content; never a value of a household."""
    sha256: Mapped[str] = mapped_column(String(64))


class Assessed(Table):
    """An assessment as it was given; one row a question to the same versions."""

    __tablename__ = "assessments"

    assessment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[str] = mapped_column(String(500), index=True)
    as_of_date: Mapped[datetime.date] = mapped_column(Date)
    asked: Mapped[str] = mapped_column(Text)
    """The household record as it was asked about, canonical JSON."""
    versions: Mapped[str] = mapped_column(Text)
    """Canonical JSON: what the answer was made with."""
    message: Mapped[bytes] = mapped_column(LargeBinary)
    """The whole answer as it was given, JSON under zstd or zlib: its words repeat themselves."""
    given_at: Mapped[datetime.datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(64))
    """The name of the key or token that asked, or `local`."""
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """The finest administrative code of the record; None where it has none, or they disagree."""
    agreement: Mapped[str | None] = mapped_column(String(32))
    """As in the message; None where the household is not scored."""
    band: Mapped[str | None] = mapped_column(String(16))
    """As in the message; None where the household is not scored."""
    recorded: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"), unique=True)
    """The row of the audit log that holds this row's digest."""


class Case(Table):
    """A case as it stands: what its steps have made of it, and the facts that it opened with.

    The facts are those of one assessment and never change; a household has one open case at most.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "ix_cases_one_open",
            "household_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_cases_need", "state", "need", "case_id"),
        Index("ix_cases_due", "state", "decide_by", "case_id"),
        Index("ix_cases_opened", "state", "opened_at", "case_id"),
        Index("ix_cases_agreement", "state", "agreement"),
    )

    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[str] = mapped_column(String(500))
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.assessment_id"))
    state: Mapped[str] = mapped_column(String(20))
    steps: Mapped[int] = mapped_column(Integer)
    """How many steps were taken: who acts names the number that they saw."""
    origin: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime.datetime] = mapped_column(Moment)
    decide_by: Mapped[datetime.date] = mapped_column(Date)
    holder: Mapped[str | None] = mapped_column(String(64))
    visit_on: Mapped[datetime.date | None] = mapped_column(Date)
    blind_first: Mapped[bool] = mapped_column(Boolean)
    """Whether it is to be judged before the score is shown."""
    judged_blind: Mapped[bool] = mapped_column(Boolean)
    drawn_for_review: Mapped[bool] = mapped_column(Boolean)
    decision: Mapped[str | None] = mapped_column(String(20))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    overrides_rule: Mapped[bool | None] = mapped_column(Boolean)
    notice_until: Mapped[datetime.date | None] = mapped_column(Date)
    area: Mapped[str] = mapped_column(String(12), index=True)
    """Code of the smallest area known: village, township, county or province."""
    proposed_status: Mapped[str] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(String(20))
    agreement: Mapped[str | None] = mapped_column(String(30))
    """Where rule and model stand to each other; null where the household is not scored."""
    band: Mapped[str | None] = mapped_column(String(20))
    dimension: Mapped[str | None] = mapped_column(String(40))
    """The policy dimension that pulls the score up most."""
    probability: Mapped[float | None] = mapped_column(Double)
    low: Mapped[float | None] = mapped_column(Double)
    high: Mapped[float | None] = mapped_column(Double)
    need: Mapped[float] = mapped_column(Double)
    """What it is ranked by; below zero where nothing is known to rank it by."""


class CaseStep(Table):
    """One step of a case, as a person took it; rows are only ever added."""

    __tablename__ = "case_steps"
    __table_args__ = (Index("ix_case_steps_taken", "step", "at"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    """Where the case stood after it."""
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON: decision, reason, words, what was found on the visit."""
    recorded: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"), unique=True)
    """The row of the audit log that holds this step's digest."""


class SavedView(Table):
    """Filters of the queue that a person gave a name; nobody else sees them."""

    __tablename__ = "saved_views"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    """As in the address of the page, without the id of a household."""
    saved_at: Mapped[datetime.datetime] = mapped_column(Moment)


class KeptAnswer(Table):
    """An answer that a retry with the same key gets again; a row goes when its time is over."""

    __tablename__ = "kept_answers"

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of who asked and the key that they chose."""
    request_sha256: Mapped[str] = mapped_column(String(64))
    """Of method, path and body."""
    pieces: Mapped[bytes] = mapped_column(LargeBinary)
    """The answer, JSON under zstd or zlib: texts, and assessments by their ids."""
    until: Mapped[datetime.datetime] = mapped_column(Moment, index=True)


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


class DeletedAssessment(Table):
    """What is left of an assessment that was deleted by order; rows are only ever added."""

    __tablename__ = "deleted_assessments"

    recorded: Mapped[int] = mapped_column(
        Sequence, ForeignKey("audit_log.sequence"), primary_key=True, autoincrement=False
    )
    """The row of the audit log that recorded it."""
    assessment_id: Mapped[str] = mapped_column(String(32), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    """The digest that the audit log holds of it."""
    deleted_at: Mapped[datetime.datetime] = mapped_column(Moment)
    deleted_by: Mapped[str] = mapped_column(String(500))
    because: Mapped[str] = mapped_column(Text)
    ordered: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"), index=True)
    """The row of the audit log that holds this row's digest, with those deleted beside it."""


class DeletedCase(Table):
    """That a case was deleted by order, so that the database lets its steps go; only added to."""

    __tablename__ = "deleted_cases"

    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ordered: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"))
    """The row of the audit log that says so."""


class Heartbeat(Table):
    """One row, written when nothing else is, so that a probe can say that writing works."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(Moment)


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
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """Where the household lives, as far as is known; who sees other areas does not see it."""


class Follower(Table):
    """How far a reader of the recorded assessments has come, or a count that never goes back."""

    __tablename__ = "followers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    recorded: Mapped[int] = mapped_column(Sequence)
    """`recorded` of the last assessment that it has read."""


class Alert(Table):
    """That a household's assessment says more than its last one; one row an assessment at most.

    Nothing that the assessment says of the household is repeated: its reasons are read from it.
    """

    __tablename__ = "alerts"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    alert_id: Mapped[str] = mapped_column(String(32), unique=True)
    assessment_id: Mapped[str] = mapped_column(String(32), unique=True)
    previous_assessment_id: Mapped[str | None] = mapped_column(String(32))
    household_id: Mapped[str] = mapped_column(String(500), index=True)
    as_of_date: Mapped[datetime.date] = mapped_column(Date)
    area: Mapped[str] = mapped_column(String(12), index=True)
    """Code of the smallest area known: village, township, county or province."""
    kind: Mapped[str] = mapped_column(String(40))
    signals: Mapped[str] = mapped_column(Text)
    """Canonical JSON: what changed, and from what to what."""
    made_at: Mapped[datetime.datetime] = mapped_column(Moment)
    decide_by: Mapped[datetime.date | None] = mapped_column(Date)
    acknowledged_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[str | None] = mapped_column(String(500))
    words: Mapped[str | None] = mapped_column(String(500))


class Event(Table):
    """Something that others are told of: the outbox, written with what it tells of."""

    __tablename__ = "outbox"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(32), unique=True)
    type: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    household_id: Mapped[str | None] = mapped_column(String(500))
    data: Mapped[str] = mapped_column(Text)
    """Canonical JSON: ids and days, nothing personal."""
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Webhook(Table):
    """An address that is told of events; its secret is derived and not kept here."""

    __tablename__ = "webhooks"

    webhook_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    types: Mapped[str] = mapped_column(Text)
    """Canonical JSON: a list of types of events; empty is every type."""
    added_at: Mapped[datetime.datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(Moment)


class Delivery(Table):
    """One event on its way to one webhook."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_due", "state", "due_at"),)

    delivery_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("outbox.event_id"), index=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.webhook_id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime.datetime] = mapped_column(Moment)
    """When it is to be tried; while somebody tries, when that one counts as lost."""
    answer: Mapped[str | None] = mapped_column(String(80))
    """How the last attempt ended: a status of HTTP, or the kind of failure."""
    delivered_at: Mapped[datetime.datetime | None] = mapped_column(Moment)


class Job(Table):
    """A batch that the service was asked for; whoever works on it holds a lease."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "state", "lease_until"),)

    job_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(Text)
    """Below the folder of inputs, or empty for an upload."""
    asked: Mapped[str] = mapped_column(Text)
    """Canonical JSON: the options, and the areas whose households may be assessed."""
    areas: Mapped[str] = mapped_column(Text)
    """Codes of the areas, parted by spaces; `CN` is the whole country."""
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime.datetime] = mapped_column(Moment)
    cancel_asked: Mapped[bool] = mapped_column(Boolean)
    attempts: Mapped[int] = mapped_column(Integer)
    holder: Mapped[str | None] = mapped_column(String(32))
    """Who works on it: a name that is made anew for every attempt."""
    lease_until: Mapped[datetime.datetime] = mapped_column(Moment)
    """When it is due; while somebody works on it, when that one counts as lost."""
    taken_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    failure: Mapped[str | None] = mapped_column(Text)
    """What is to be mended; never a value of a household."""


class JobPart(Table):
    """One input part of a job."""

    __tablename__ = "job_parts"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.job_id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    weight: Mapped[int] = mapped_column(BigInteger)
    """Bytes of input, for progress."""
    attempts: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(BigInteger)
    quarantined: Mapped[int] = mapped_column(BigInteger)
    output_sha256: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
