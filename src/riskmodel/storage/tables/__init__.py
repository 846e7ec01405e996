"""The tables, all of one metadata; a test compares them with what the migrations make."""

from riskmodel.storage.tables.access import AccessKey, User, UserSession
from riskmodel.storage.tables.alerts import Alert, Follower
from riskmodel.storage.tables.assessments import Assessed, DeletedAssessment, KeptAnswer
from riskmodel.storage.tables.audit import AuditLog, Heartbeat
from riskmodel.storage.tables.base import Table
from riskmodel.storage.tables.cases import Case, CaseStep, DeletedCase, SavedView
from riskmodel.storage.tables.jobs import Job, JobPart
from riskmodel.storage.tables.opt_outs import OptOut
from riskmodel.storage.tables.webhooks import Delivery, Event, Webhook

__all__ = [
    "AccessKey",
    "Alert",
    "Assessed",
    "AuditLog",
    "Case",
    "CaseStep",
    "DeletedAssessment",
    "DeletedCase",
    "Delivery",
    "Event",
    "Follower",
    "Heartbeat",
    "Job",
    "JobPart",
    "KeptAnswer",
    "OptOut",
    "SavedView",
    "Table",
    "User",
    "UserSession",
    "Webhook",
]
