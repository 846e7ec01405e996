"""A real receiver on this machine, and what comes of each way in which it can answer."""

import datetime
import json
import logging
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from certificates import Authority
from stores import rows

from riskmodel.errors import AddressRefusedError, ConfigurationError, RecordNotFoundError
from riskmodel.storage.database import open_engine, reading, writing
from riskmodel.storage.migrate import upgrade
from riskmodel.webhooks import post as posting
from riskmodel.webhooks.address import Allowed, read_target, resolve
from riskmodel.webhooks.deliveries import (
    LEASE,
    MOST_ATTEMPTS,
    listed,
    outbox_state,
    retry,
    settle,
    take,
    wait,
)
from riskmodel.webhooks.event import EventType, State
from riskmodel.webhooks.outbox import NewEvent, emit
from riskmodel.webhooks.post import Answer, post
from riskmodel.webhooks.secret import read_key, secret_of
from riskmodel.webhooks.sender import Sending, send_due
from riskmodel.webhooks.signature import signed_headers, verified, written
from riskmodel.webhooks.subscriptions import add, remove

KEY = b"k" * 32
HERE = Allowed(loopback=True)
DATA = {"alert_id": "a", "assessment_id": "b", "decide_by": "2025-06-30"}


class Receiver(ThreadingHTTPServer):
    """Keeps what it is sent, and answers as it is told to."""

    daemon_threads = True

    def __init__(self, tls=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.got, self.status, self.headers, self.pause = [], 204, {}, 0.0
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_port}/hook?x=1"

    def handle_error(self, request, client_address):
        """A handshake that the sender breaks off is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((self.path, heard, body))
        time.sleep(self.server.pause)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def engine(place):
    made = open_engine(place.url)
    upgrade(made)
    yield made
    made.dispose()


def subscribe(engine, url, *types, area=""):
    with writing(engine) as connection:
        return add(connection, url, types, area).webhook_id


def tell(engine, subject="a", kind=EventType.RISK_ROSE, area="530423101203"):
    with writing(engine) as connection:
        emit(connection, [NewEvent(kind, subject, "h-marked", area, DATA)], now())


def now():
    return datetime.datetime.now(datetime.UTC)


def deliveries(engine, state=None):
    with reading(engine) as connection:
        return listed(connection, state)


def due_at_once(engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE webhook_deliveries SET due_at = '2020-01-01'")


def test_an_event_arrives_as_a_signed_cloud_event(engine, receiver):
    name = subscribe(engine, receiver.url)
    tell(engine)
    assert send_due(engine, Sending(KEY, HERE)) == 1
    [(path, heard, body)] = receiver.got
    event = json.loads(body)
    assert path == "/hook?x=1"
    assert heard["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert event["specversion"] == "1.0"
    assert (event["type"], event["source"]) == ("cn.riskmodel.risk.rose", "urn:riskmodel")
    assert event["subject"] == "a"
    assert datetime.datetime.fromisoformat(event["time"]).utcoffset() is not None
    assert event["data"] == DATA | {"household_id": "h-marked"}
    assert verified(written(secret_of(KEY, name)), heard, body, time.time())
    assert [one.state for one in deliveries(engine)] == ["delivered"]
    assert send_due(engine, Sending(KEY, HERE)) == 0


def test_the_household_id_can_be_left_out(engine, receiver):
    subscribe(engine, receiver.url)
    tell(engine)
    send_due(engine, Sending(KEY, HERE, household_id=False))
    assert b"marked" not in receiver.got[0][2]


def test_a_webhook_of_an_area_is_told_of_its_households_alone(engine, receiver):
    subscribe(engine, receiver.url, area="530423")
    for subject, area in (("in", "530423101203"), ("beside", "530424101203"), ("above", "53")):
        tell(engine, subject, area=area)
    tell(engine, "nobody knows where", area="")
    send_due(engine, Sending(KEY, HERE))
    assert [json.loads(body)["subject"] for _, _, body in receiver.got] == ["in"]


def test_a_webhook_is_told_of_its_types_alone(engine, receiver):
    subscribe(engine, receiver.url, EventType.CASE_OPENED)
    tell(engine)
    tell(engine, kind=EventType.CASE_OPENED)
    send_due(engine, Sending(KEY, HERE))
    assert [json.loads(body)["type"] for _, _, body in receiver.got] == [
        "cn.riskmodel.case.opened"
    ]


@pytest.mark.parametrize("spoil", ["body", "old", "later", "secret", "id", "none", "timestamp"])
def test_a_message_that_is_not_ours_or_not_of_now_is_not_verified(spoil):
    secret, body = written(KEY), b'{"specversion":"1.0"}'
    at = time.time()
    heard = signed_headers(KEY, "event", int(at), body)
    spoilt = {
        "body": (secret, heard, body + b" ", at),
        "old": (secret, heard, body, at + 302),
        "later": (secret, heard, body, at - 302),
        "secret": (written(b"x" * 32), heard, body, at),
        "id": (secret, heard | {"webhook-id": "other"}, body, at),
        "none": (secret, {}, body, at),
        "timestamp": (secret, heard | {"webhook-timestamp": "1e9"}, body, at),
    }
    assert verified(secret, heard, body, at) is True
    assert verified(*spoilt[spoil]) is False


@pytest.mark.parametrize("status", [307, 410, 503])
def test_only_a_taken_message_is_delivered_and_no_redirect_is_followed(engine, receiver, status):
    subscribe(engine, receiver.url)
    tell(engine)
    receiver.status, receiver.headers = status, {"Location": receiver.url}
    send_due(engine, Sending(KEY, HERE))
    [found] = deliveries(engine)
    assert (found.state, found.attempts, found.answer) == ("waiting", 1, str(status))
    assert found.due_at > now()
    assert len(receiver.got) == 1
    receiver.status = 200
    due_at_once(engine)
    send_due(engine, Sending(KEY, HERE))
    assert [one.state for one in deliveries(engine)] == ["delivered"]
    assert receiver.got[0][1]["webhook-id"] == receiver.got[1][1]["webhook-id"]


def test_waits_grow_to_a_limit_and_differ_by_chance():
    for attempt in range(1, MOST_ATTEMPTS):
        whole = min(6 * 3600.0, 10.0 * 2 ** (attempt - 1))
        assert whole / 2 <= wait(attempt).total_seconds() <= whole
    assert len({wait(8) for _ in range(20)}) > 1


def test_what_nobody_takes_is_given_up_at_last_and_can_be_tried_again(engine, receiver):
    subscribe(engine, receiver.url)
    tell(engine)
    receiver.status = 500
    for _ in range(MOST_ATTEMPTS):
        due_at_once(engine)
        send_due(engine, Sending(KEY, HERE))
    [dead] = deliveries(engine, State.DEAD)
    assert dead.attempts == MOST_ATTEMPTS
    due_at_once(engine)
    assert send_due(engine, Sending(KEY, HERE)) == 0
    receiver.status = 200
    with writing(engine) as connection:
        retry(connection, dead.delivery_id)
    send_due(engine, Sending(KEY, HERE))
    with reading(engine) as connection:
        assert outbox_state(connection).by_state == {
            "waiting": 0, "sending": 0, "delivered": 1, "dead": 0, "cancelled": 0,
        }  # fmt: skip
    with writing(engine) as connection, pytest.raises(RecordNotFoundError):
        retry(connection, dead.delivery_id)


def test_what_a_lost_sender_took_is_taken_over_and_its_late_word_does_not_count(engine, receiver):
    subscribe(engine, receiver.url)
    tell(engine)
    with writing(engine) as connection:
        [lost] = take(connection, now())
    with writing(engine) as connection:
        assert take(connection, now()) == []
        [again] = take(connection, now() + LEASE)
        settle(connection, [(lost, Answer(delivered=False, told="late"))], now())
    assert [one.state for one in deliveries(engine)] == ["sending"]
    with writing(engine) as connection:
        settle(connection, [(again, Answer(delivered=True, told="200"))], now())
    assert [one.state for one in deliveries(engine)] == ["delivered"]


def test_a_removed_webhook_is_told_no_more(engine, receiver):
    name = subscribe(engine, receiver.url)
    tell(engine)
    with writing(engine) as connection:
        remove(connection, name)
    tell(engine, "b")
    assert send_due(engine, Sending(KEY, HERE)) == 0
    assert [one.state for one in deliveries(engine)] == ["cancelled"]
    with writing(engine) as connection, pytest.raises(RecordNotFoundError):
        remove(connection, name)


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.DEAD])
def test_nothing_sends_to_a_removed_webhook_again(engine, receiver, state):
    name = subscribe(engine, receiver.url)
    tell(engine)
    [message] = deliveries(engine)
    put = f"UPDATE webhook_deliveries SET state = '{state}', due_at = '2020-01-01'"  # noqa: S608
    with engine.begin() as connection:
        connection.exec_driver_sql(put)
    with writing(engine) as connection:
        remove(connection, name)
    assert [one.state for one in deliveries(engine)] == [State.CANCELLED]
    with engine.begin() as connection:
        connection.exec_driver_sql(put)  # as an earlier release left it
    with writing(engine) as connection, pytest.raises(RecordNotFoundError):
        retry(connection, message.delivery_id)
    assert send_due(engine, Sending(KEY, HERE)) == 0
    assert receiver.got == []


def test_a_receiver_that_drips_is_hung_up_on(receiver, monkeypatch):
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.2)
    receiver.pause = 2.0
    begun = time.monotonic()
    assert post(receiver.url, {}, b"{}", HERE).delivered is False
    assert time.monotonic() - begun < 1.5


def test_nobody_there_and_too_large_a_body_are_failures_not_errors():
    assert post("http://127.0.0.1:9/", {}, b"{}", HERE).delivered is False
    assert post("http://127.0.0.1:9/", {}, b"x" * 70_000, HERE).told == "too large"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "https:///path",
        "https://example.org:x/",
        "https://exa mple.org/",
        "https://例子.cn/",
        "https://example.org/" + "x" * 2_000,
        "file:///etc/passwd",
    ],
)
def test_an_address_of_another_form_is_refused(url):
    with pytest.raises(AddressRefusedError):
        read_target(url, Allowed())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "localhost",
        "[::ffff:127.0.0.1]", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "[fe80::1]", "[fc00::1]", "224.0.0.1", "100.64.0.1",
    ],
)  # fmt: skip
def test_an_address_into_the_own_network_is_refused(host):
    with pytest.raises(AddressRefusedError):
        resolve(read_target(f"https://{host}/", Allowed()), Allowed())


def test_networks_that_are_allowed_are_those_that_are_named_and_no_other():
    office = Allowed.of("10.20.0.0/16, 2001:db8::/32", loopback=False)
    for host, fits in (("10.20.1.1", True), ("10.21.1.1", False), ("8.8.8.8", False)):
        target = read_target(f"https://{host}/", office)
        if fits:
            assert resolve(target, office) == host
        else:
            with pytest.raises(AddressRefusedError):
                resolve(target, office)
    everything = Allowed.of("0.0.0.0/0", loopback=True)
    with pytest.raises(AddressRefusedError):
        resolve(read_target("https://169.254.169.254/", everything), everything)
    with pytest.raises(ConfigurationError):
        Allowed.of("ten", loopback=False)


def test_one_forbidden_address_among_others_refuses_the_name(monkeypatch):
    found = [(2, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    with pytest.raises(AddressRefusedError):
        resolve(read_target("https://example.org/", Allowed()), Allowed())


def test_the_address_that_was_looked_at_is_the_one_that_is_used(receiver, monkeypatch):
    asked = []

    def once(host, port, *_, **__):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("riskmodel.webhooks.address.socket.getaddrinfo", once)
    connected = []
    real = posting.socket.create_connection
    monkeypatch.setattr(
        "riskmodel.webhooks.post.socket.create_connection",
        lambda address, *more: connected.append(address) or real(address, *more),
    )
    url = f"http://rebinding.example:{receiver.server_port}/"
    assert post(url, {}, b"{}", HERE).delivered is True
    assert connected == [("127.0.0.1", receiver.server_port)]
    assert receiver.got[0][1]["host"] == f"rebinding.example:{receiver.server_port}"


def test_no_secret_is_in_the_database_or_a_log(place, engine, receiver, caplog):
    with caplog.at_level(logging.DEBUG):
        name = subscribe(engine, receiver.url)
        tell(engine)
        receiver.status = 500
        send_due(engine, Sending(KEY, HERE))
    secret = written(secret_of(KEY, name))
    kept = str([rows(place, f"SELECT * FROM {table}") for table in  # noqa: S608 - of this list
                ("webhooks", "webhook_deliveries", "outbox", "audit_log")])  # fmt: skip
    for told in (kept, caplog.text):
        assert secret not in told
        assert KEY.hex() not in told
    assert "marked" not in caplog.text
    assert receiver.url not in caplog.text


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    file = tmp_path / "state" / "webhooks.key"
    assert read_key(file) == read_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["webhooks.key"]
    file.write_text("short")
    with pytest.raises(ConfigurationError):
        read_key(file)


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authorities")
    return Authority(folder, "own"), Authority(folder, "other")


@contextmanager
def a_receiver(tls):
    made = Receiver(tls)
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()


def test_over_tls_a_message_arrives_where_the_authority_is_trusted(lite, authorities):
    own, _ = authorities
    engine = open_engine(lite.url)
    upgrade(engine)
    with a_receiver(own.server("127.0.0.1")) as receiver:
        name = subscribe(engine, receiver.url)
        tell(engine)
        # This machine's own authorities do not know it.
        assert send_due(engine, Sending(KEY, HERE)) == 1
        [waiting] = deliveries(engine)
        assert (waiting.state, waiting.answer) == ("waiting", "SSLCertVerificationError")
        assert receiver.got == []
        due_at_once(engine)
        assert send_due(engine, Sending(KEY, HERE, authority=str(own.file))) == 1
        assert [one.state for one in deliveries(engine)] == ["delivered"]
        [(_, heard, body)] = receiver.got
    assert verified(written(secret_of(KEY, name)), heard, body, time.time())
    engine.dispose()


@pytest.mark.parametrize("wrong", ["of another authority", "of another host", "expired"])
def test_over_tls_a_wrong_certificate_is_refused_and_nothing_is_sent(authorities, wrong):
    own, other = authorities
    shown = {
        "of another authority": other.server("127.0.0.1"),
        "of another host": own.server("127.0.0.2"),
        "expired": own.server("127.0.0.1", lasts=-datetime.timedelta(days=1)),
    }[wrong]
    with a_receiver(shown) as receiver:
        answer = post(receiver.url, {}, b"{}", HERE, str(own.file))
        assert (answer.delivered, answer.told) == (False, "SSLCertVerificationError")
        assert receiver.got == []
        plain = receiver.url.replace("https", "http")
        assert not post(plain, {}, b"{}", HERE, str(own.file)).delivered
        assert receiver.got == []


def test_an_authority_that_cannot_be_read_is_said_and_nothing_is_sent(authorities, tmp_path):
    own, _ = authorities
    with a_receiver(own.server("127.0.0.1")) as receiver:
        for name in (tmp_path / "none.pem", tmp_path):
            with pytest.raises(ConfigurationError, match="RISKMODEL_WEBHOOK_AUTHORITY"):
                post(receiver.url, {}, b"{}", HERE, str(name))
        assert receiver.got == []
