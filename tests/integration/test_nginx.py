"""The example of a proxy, started for real in front of the service."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest
from riskmodel_api.problems import problem_from
from self_signed import self_signed
from services import JSON, PATIENCE, a_question, a_service, ask, free_port

from riskmodel.settings import Settings


@dataclass(frozen=True)
class Proxy:
    """A port that is asked over TLS."""

    port: int
    trust: ssl.SSLContext

    def ask(self, method, path, body=None, headers=JSON):
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.trust)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return (
                answer.status,
                answer.read(),
                {name.lower(): value for name, value in answer.getheaders()},
            )
        finally:
            connection.close()


NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
DEPLOY = Path(__file__).parents[2] / "deploy" / "nginx"
TOO_MANY = 429
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: nginx-light")


@pytest.fixture(scope="module")
def service(champions, tmp_path_factory):
    state = tmp_path_factory.mktemp("behind")
    with a_service(champions, state, head_seconds=2, body_seconds=1) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(service, tmp_path_factory):
    with a_proxy(service.port, tmp_path_factory.mktemp("nginx")) as running:
        yield running


@contextmanager
def a_proxy(upstream, folder):
    """nginx by the shipped files, with other ports and folders."""
    port = free_port()
    places = {
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8300": f"127.0.0.1:{upstream}",
        "/etc/nginx/riskmodel": str(folder),
        "/etc/nginx/tls": str(folder),
        "/dev/stdout": str(folder / "access.log"),
        "/dev/stderr": str(folder / "error.log"),
    }
    for file in ("riskmodel.conf", "problems.conf", "upstream.conf"):
        text = (DEPLOY / file).read_text(encoding="utf-8")
        for shipped, here in places.items():
            text = text.replace(shipped, here)
        (folder / file).write_text(text, encoding="utf-8")
    self_signed(folder / "service.crt", folder / "service.key")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log crit;"
        f"{'user root;' if os.getuid() == 0 else ''} events {{}}"
        f"http {{ {temporary} include {folder}/riskmodel.conf; }}",
        encoding="utf-8",
    )
    command = [NGINX, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(main)]
    process = subprocess.Popen(command)
    try:
        wait_for(port)
        yield Proxy(port, ssl.create_default_context(cafile=folder / "service.crt"))
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port):
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.02)
        else:
            return


def test_what_the_service_answers_comes_through_as_it_is(service, proxy):
    question = a_question("h-proxied")
    status, body, headers = proxy.ask("POST", "/v1/assessments", question)
    assert (status, body) == ask(service.port, "POST", "/v1/assessments", question)[:2]
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"]
    assert headers["server"] == "nginx"
    refused = proxy.ask("POST", "/v1/assessments", "{")
    assert json.loads(refused[1])["code"] == "not_json"


def test_a_body_over_the_limit_is_refused_by_the_proxy_in_the_words_of_the_service(proxy):
    limit = Settings().max_batch_body_bytes
    status, body, headers = proxy.ask("POST", "/v1/assessments/batch", b" " * (limit + 1))
    assert status == 413
    assert json.loads(body) == problem_from("too_large", []).model_dump(mode="json")
    assert headers["content-type"] == "application/problem+json"


def test_a_body_at_the_limit_reaches_the_service(proxy):
    limit = Settings().max_batch_body_bytes
    status, body, _ = proxy.ask("POST", "/v1/assessments/batch", b" " * limit)
    assert (status, json.loads(body)["code"]) == (400, "not_json")


def test_a_slow_body_is_ended_by_the_service_and_fills_nothing(service, proxy):
    with (
        socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE) as plain,
        proxy.trust.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(
            b"POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
            b"Content-Type: application/json\r\n\r\n{"
        )
        began = time.monotonic()
        answer = secure.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 10
    assert ask(service.port, "GET", "/health/ready")[0] == 200


def test_a_client_does_not_say_of_itself_where_it_comes_from(service, proxy):
    """Wrong keys are counted by address: made-up ones would be a way round that."""
    assert TOO_MANY in guesses(proxy.ask)
    # Whoever sits where the proxy sits is believed.
    assert set(guesses(service.ask)) == {401}


def test_an_address_is_believed_only_of_the_proxy(service):
    """127.0.0.2 is this machine too, but it is not what FORWARDED_ALLOW_IPS names."""

    def ask_from_beside(method, path, body, headers):
        connection = HTTPConnection(
            "127.0.0.1", service.port, timeout=PATIENCE, source_address=("127.0.0.2", 0)
        )
        try:
            connection.request(method, path, body, headers)
            return connection.getresponse().status, b"", {}
        finally:
            connection.close()

    assert TOO_MANY in guesses(ask_from_beside)


def guesses(asked):
    """What wrong keys are answered, each with another address made up for it."""
    return [
        asked("GET", "/v1/models/champion", None, {
            "Authorization": f"Bearer rmk_{number:012x}_x",
            "X-Forwarded-For": f"10.0.0.{number}",
        })[0]
        for number in range(Settings().wrong_keys_per_minute + 2)
    ]  # fmt: skip


def test_figures_stay_inside(service, proxy):
    assert proxy.ask("GET", "/metrics")[0] == 404
    assert ask(service.port, "GET", "/metrics")[0] == 200


def test_no_log_of_the_proxy_holds_a_path(proxy, tmp_path_factory):
    proxy.ask("GET", "/v1/assessments/0123456789abcdef0123456789abcdef?household=marked")
    logs = list(tmp_path_factory.getbasetemp().glob("nginx*/*.log"))
    assert logs
    told = "".join(log.read_text() for log in logs)
    assert '"method":"GET"' in told
    assert "marked" not in told
    assert "0123456789abcdef" not in told


def test_a_service_that_is_gone_is_a_problem_with_a_time_to_come_back(tmp_path):
    with a_proxy(free_port(), tmp_path) as proxy:
        status, body, headers = proxy.ask("GET", "/v1/rules")
    assert (status, headers["retry-after"]) == (503, "5")
    assert json.loads(body) == problem_from("not_ready", []).model_dump(mode="json")


def test_its_limits_are_those_of_the_settings():
    settings = Settings()
    told = (DEPLOY / "riskmodel.conf").read_text(encoding="utf-8")
    longest = settings.body_seconds + settings.max_batch_body_bytes / 262_144
    assert f"client_max_body_size {settings.max_batch_body_bytes};" in told
    assert f"client_header_timeout {settings.head_seconds:.0f}s;" in told
    assert seconds(told, "client_body_timeout") > longest
    assert seconds(told, "proxy_read_timeout") > longest
    assert f"server 127.0.0.1:{settings.port};" in (DEPLOY / "upstream.conf").read_text()
    for name in ("upstream.conf", "upstream-compose.conf"):
        kept = seconds((DEPLOY / name).read_text(), "keepalive_timeout")
        assert kept < settings.keep_alive_seconds  # or it asks on one that is just being closed


def seconds(told, directive):
    return float(told.split(f"{directive} ")[1].split("s;")[0])
