"""Followers that are killed again and again make every alert once and lose none."""

import random
import subprocess
import sys
import time

from messages import a_message
from stores import a_given, a_store, rows

from riskmodel.alerts.following import follow
from riskmodel.parameters import Parameters
from riskmodel.storage.database import open_engine
from riskmodel.storage.place import Keys, Place

HOUSEHOLDS, KILLS = 180, 4
FOLLOWER = """
import sys
from sqlalchemy import make_url
from riskmodel.alerts.following import follow
from riskmodel.parameters import Parameters
from riskmodel.storage.database import open_engine
engine, parameters = open_engine(make_url(sys.argv[1])), Parameters.shipped()
print("following", flush=True)
while True:
    follow(engine, parameters, 3)
"""


def test_killed_followers_make_every_alert_once(tmp_path):
    place = Place.of("", tmp_path / "database", tmp_path / "anchors.jsonl", Keys())
    high = a_message(band="high", agreement="model_only")
    given = [a_given(str(n), household_id=f"h{n}", message=high) for n in range(HOUSEHOLDS)]
    with a_store(place) as store:
        store.record(given)
    wait = random.Random(7)  # noqa: S311 - moments to kill at
    made = []
    for _ in range(KILLS):
        command = [sys.executable, "-c", FOLLOWER, place.url.render_as_string()]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout.readline()
            time.sleep(wait.uniform(0.02, 0.15))
            running.kill()
        made.append(rows(place, "SELECT count(*) FROM alerts")[0][0])
    assert made[0] < HOUSEHOLDS
    engine = open_engine(place.url)
    while follow(engine, Parameters.shipped()):
        pass
    engine.dispose()
    households = rows(place, "SELECT household_id FROM alerts")
    assert sorted(households) == sorted((f"h{n}",) for n in range(HOUSEHOLDS))
    assert rows(place, "SELECT count(*) FROM outbox") == [(HOUSEHOLDS,)]
    logged = 'SELECT count(*) FROM audit_log WHERE entry LIKE \'{"action":"alert.made"%\''
    assert rows(place, logged) == [(HOUSEHOLDS,)]
