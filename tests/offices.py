"""A database in which everything that is kept about people and households has a row."""

import datetime

from cases import NEVER, assessed
from messages import a_message
from sqlalchemy import Engine, select
from stores import a_given, a_store

from riskmodel.access.keeping import Grant, Signed, create, revoke, rotate
from riskmodel.access.users import add, disable
from riskmodel.alerts.feed import acknowledge
from riskmodel.alerts.following import follow
from riskmodel.assessment import Assessor
from riskmodel.casework.book import Casebook, Seen
from riskmodel.opt_outs.register import record, withdraw
from riskmodel.parameters import Parameters
from riskmodel.storage.database import writing
from riskmodel.storage.people import Named
from riskmodel.storage.place import Place
from riskmodel.storage.tables import Alert
from riskmodel.webhooks import subscriptions

WHO = Named(by="Wang Fang", words="said so on the visit")
ALERTED = "h-alerted"


def an_office(place: Place, engine: Engine, assessor: Assessor) -> str:
    """Keys, people, alerts, refusals, a webhook and a case; the id of the case."""
    with a_store(place) as store:
        message = a_message(band="high", agreement="model_only")
        asked = '{"household_id":"h-alerted","village_code":"530423101203"}'
        for name, household in (("a", ALERTED), ("b", "h-other")):
            store.record([a_given(name, household_id=household, asked=asked, message=message)])
        assessment = assessed(store, assessor)
    follow(engine, Parameters.shipped())
    _keys_and_people(engine)
    with writing(engine) as connection:
        for alert_id in connection.scalars(select(Alert.alert_id)).all():
            acknowledge(connection, alert_id, WHO)
        record(connection, ALERTED, WHO)
        record(connection, "h-other", WHO)
        withdraw(connection, "h-other", WHO)
        subscriptions.add(connection, "https://platform.example/hooks", [])
    book = Casebook(engine, Parameters.shipped(), NEVER)
    case = book.open(assessment, "wang")
    book.claim(Seen(case.case_id, "wang", case.steps))
    return case.case_id


def _keys_and_people(engine: Engine) -> None:
    signed = Signed("Li Na", datetime.datetime.now(datetime.UTC))
    for name in ("platform", "other platform"):
        made = create(engine, Grant(name, ["assess"], ["CN"]), signed)
        rotated = rotate(engine, made.key_id, signed)
    revoke(engine, rotated.key_id, signed)
    for name in ("Wang Fang", "Zhao Min"):
        add(engine, Grant(name, ["review"], ["530423"]), "three hens and a gate", signed)
    disable(engine, "Zhao Min", signed)
