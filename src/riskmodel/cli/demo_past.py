"""Cases that were decided before, so that a demo's pages have something to look back on.

Nobody decided them: the log names the demo, and every word of them says so.
"""

import datetime
from collections.abc import Sequence
from random import Random

from sqlalchemy import Engine

from riskmodel.alerts.feed import MOST, Wanted, acknowledge, page
from riskmodel.alerts.following import follow
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision
from riskmodel.casework.steps import State
from riskmodel.casework.visits import Found
from riskmodel.deadlines import day_of
from riskmodel.parameters import Parameters
from riskmodel.storage.database import writing
from riskmodel.storage.people import Named

DECIDES, REVIEWS = "the demo", "the demo's second person"
WORDS = "演示用的虚构决定 (made up for the demo)"
_REASONS = {
    Decision.INCLUDE: "risk_foreseen",
    Decision.KEEP: "risk_remains",
    Decision.NO_ACTION: "no_risk_found",
}


def decide_each(book: Casebook, assessments: Sequence[str], draw: Random) -> None:
    """Take a case on each assessment to its decision; who is found poor is drawn by the score."""
    for assessment_id in assessments:
        case = book.open_once(assessment_id, DECIDES, "platform")
        if case is not None:
            _decide(book, case.case_id, draw)


def _decide(book: Casebook, case_id: str, draw: Random) -> None:
    seen = Seen(case_id, DECIDES, 1)
    case = book.claim(seen)
    poor = draw.random() < (case.facts.probability or 0.0)
    today = day_of(datetime.datetime.now(datetime.UTC))
    found = Found.POOR if poor else Found.NOT_POOR
    case = book.record_visit(seen._replace(steps=2), today, "演示 demo", WORDS, found)
    decision = _decision(case.facts.proposed_status, poor=poor)
    if not case.shows_score:
        case = book.judge_blind(seen._replace(steps=case.steps), decision, WORDS)
    case = book.decide(seen._replace(steps=case.steps), decision, _REASONS[decision], WORDS)
    if case.state is State.SECOND_REVIEW:
        book.review(Seen(case_id, REVIEWS, case.steps), agrees=True, words=WORDS)


def _decision(proposed_status: str, *, poor: bool) -> Decision:
    if not poor:
        return Decision.NO_ACTION
    return Decision.KEEP if proposed_status == "keep" else Decision.INCLUDE


def take_up_old(engine: Engine, parameters: Parameters, newest: datetime.date) -> None:
    """Make the alerts of every year at once, and take up those of the years before the newest."""
    while follow(engine, parameters):
        pass
    who = Named(by=DECIDES, words=WORDS)
    cursor, more = None, True
    with writing(engine) as connection:
        while more:
            found = page(connection, Wanted(cursor, limit=MOST, waiting=True))
            cursor, more = found.next_cursor, found.more
            for alert in found.alerts:
                if alert.as_of_date < newest:
                    acknowledge(connection, alert.alert_id, who)
