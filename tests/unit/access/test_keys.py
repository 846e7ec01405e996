import datetime
import json
import re

import pytest
from callers import signed
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stores import a_store, rows

from riskmodel.access.keeping import Grant, Signed, create, listed, revoke, rotate
from riskmodel.access.keys import check, issue
from riskmodel.access.ring import KeyRing
from riskmodel.access.scopes import Scope
from riskmodel.errors import ConfigurationError, NotIdentifiedError, StorageUnavailableError
from riskmodel.storage.database import open_engine
from riskmodel.storage.verify import verify

GRANT = Grant("Zhongping platform", ["assess", "review"], ["530423"], 500)
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def engine(place):
    with a_store(place):
        pass
    engine = open_engine(place.url)
    yield engine
    engine.dispose()


def ring_of(engine):
    return {one.key_id: one for one in listed(engine)}


def now():
    return datetime.datetime.now(datetime.UTC)


def entries(place):
    return [json.loads(entry) for (entry,) in rows(place, "SELECT entry FROM audit_log")][1:]


def test_a_key_is_known_again_with_its_rights_and_is_kept_nowhere(engine, place):
    made = create(engine, GRANT, signed())
    held = check(made.token, ring_of(engine), now()).identity
    assert held.name == "Zhongping platform"
    assert held.scopes == {Scope.ASSESS, Scope.REVIEW}
    assert (held.areas, held.daily_queries) == (("530423",), 500)
    secret = made.token.partition(made.key_id)[2].removeprefix("_")
    assert len(secret) == 43
    everything = str(rows(place, "SELECT * FROM access_keys")) + str(entries(place))
    assert secret not in everything
    assert made.sha256 in everything


def test_every_act_is_an_entry_of_the_log_with_who_did_it(engine, place):
    first = create(engine, GRANT, Signed("Wang Fang", now()))
    second = rotate(engine, first.key_id, Signed("Li Na", now()))
    revoke(engine, second.key_id, Signed("Zhao Min", now()))
    told = [(one["actor"], one["action"], one["subject"]) for one in entries(place)]
    assert told == [
        ("Wang Fang", "key.created", first.key_id),
        ("Li Na", "key.rotated", first.key_id),
        ("Li Na", "key.created", second.key_id),
        ("Zhao Min", "key.revoked", second.key_id),
    ]
    assert entries(place)[0]["content"]["areas"] == ["530423"]
    assert entries(place)[1]["content"]["by"] == second.key_id
    assert verify(engine, place.read_anchors()).findings == []


def test_a_rotated_key_has_the_same_rights_and_the_old_one_ends_after_the_overlap(engine):
    at = now()
    old = create(engine, GRANT, Signed("Wang Fang", at))
    new = rotate(engine, old.key_id, Signed("Wang Fang", at), HOUR)
    keys = ring_of(engine)
    assert check(new.token, keys, at).identity == check(old.token, keys, at).identity
    with pytest.raises(NotIdentifiedError, match="revoked"):
        check(old.token, keys, at + HOUR)
    assert check(new.token, keys, at + HOUR)


def test_a_revoked_or_expired_key_ends_and_says_so_only_to_its_holder(engine):
    at = now()
    gone = create(engine, GRANT, Signed("Wang Fang", at))
    revoke(engine, gone.key_id, Signed("Wang Fang", at))
    short = create(
        engine, Grant("Li Na", ["assess"], ["CN"], expires_at=at + HOUR), Signed("Wang Fang", at)
    )
    keys = ring_of(engine)
    for made, code in ((gone, "key_revoked"), (short, "key_expired")):
        with pytest.raises(NotIdentifiedError) as raised:
            check(made.token, keys, at + HOUR)
        assert raised.value.code == code
        with pytest.raises(NotIdentifiedError) as raised:
            check(made.token[:-2] + "AA", keys, at + HOUR)
        assert raised.value.code == "credentials_invalid"


SPOILT = {
    "cut short": lambda token: token[:-1],
    "too long": lambda token: token + "A",
    "another id": lambda token: token.replace("rmk_", "rmk_0", 1)[: len(token)],
    "upper case": lambda token: token.upper(),
    "an unknown key": lambda token: issue().token,
    "another's secret": lambda token: token[:17] + issue().token[17:],
    "nothing": lambda token: "",
    "a line more": lambda token: token + "\n",
}


@pytest.mark.parametrize("changed", SPOILT.values(), ids=SPOILT)
def test_what_is_no_key_is_refused_in_the_same_words(lite, changed):
    with a_store(lite):
        engine = open_engine(lite.url)
        made = create(engine, GRANT, signed())
        keys = ring_of(engine)
        engine.dispose()
    with pytest.raises(NotIdentifiedError) as raised:
        check(changed(made.token), keys, now())
    assert raised.value.code == "credentials_invalid"


IMPOSSIBLE = {
    "no name": Grant("", ["assess"], ["CN"]),
    "a long name": Grant("x" * 65, ["assess"], ["CN"]),
    "nobody's name": Grant("local", ["assess"], ["CN"]),
    "a token's name": Grant("token:abc", ["assess"], ["CN"]),
    "no scope": Grant("Li Na", [], ["CN"]),
    "an unknown scope": Grant("Li Na", ["root"], ["CN"]),
    "no area": Grant("Li Na", ["assess"], []),
    "three digits": Grant("Li Na", ["assess"], ["530"]),
    "an area by name": Grant("Li Na", ["assess"], ["云南"]),
    "no budget": Grant("Li Na", ["assess"], ["CN"], 0),
    "expired": Grant("Li Na", ["assess"], ["CN"], expires_at=LONG_AGO),
}


@pytest.mark.parametrize("grant", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_key_that_cannot_be_is_not_made(lite, grant):
    with a_store(lite):
        engine = open_engine(lite.url)
        with pytest.raises(ConfigurationError):
            create(engine, grant, signed())
        assert listed(engine) == []
        engine.dispose()


def test_a_name_has_one_key_in_force(engine):
    made = create(engine, GRANT, signed())
    with pytest.raises(ConfigurationError, match="in force"):
        create(engine, GRANT, signed())
    revoke(engine, made.key_id, signed())
    assert create(engine, GRANT, signed()).key_id != made.key_id
    with pytest.raises(ConfigurationError, match="no key"):
        revoke(engine, made.key_id, signed())


def test_the_database_itself_takes_no_key_out(engine, place):
    create(engine, GRANT, signed())
    with pytest.raises(DBAPIError, match="only ever added"), engine.begin() as connection:
        connection.execute(text("DELETE FROM access_keys"))
    assert len(listed(engine)) == 1


def test_keys_are_random_and_have_256_bits():
    tokens = {issue().token for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"rmk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", one) for one in tokens)


def test_a_ring_goes_on_with_what_it_knows_and_never_says_none_of_what_it_cannot_read():
    answers = [StorageUnavailableError("away")]

    def read():
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    ring = KeyRing(read, seconds=0.01)
    try:
        assert ring.keys is None
        answers[0] = []
        ring.refresh()
        assert (ring.keys, ring.version) == ({}, 1)
        answers[0] = StorageUnavailableError("away again")
        ring.refresh()
        assert (ring.keys, ring.version) == ({}, 1)
    finally:
        ring.close()
