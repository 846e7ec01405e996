"""A cluster that cannot be joined is said plainly; files that nobody else sees are noticed."""

import socket
import sys
from importlib import import_module

import pytest
import rays
from batches import write_input
from versions import NAME

from riskmodel.cluster import joined
from riskmodel.errors import ConfigurationError
from riskmodel.scale import Batch, run_batch
from riskmodel.scale.asked import Desk, PartSpec
from riskmodel.scale.sources import find_sources

needs_ray = pytest.mark.skipif(bool(rays.ABSENT), reason=rays.ABSENT)


def refused(address):
    with pytest.raises(ConfigurationError) as found, joined(address):
        pass
    return str(found.value)


def test_the_extra_is_named_where_ray_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    assert "the extra `scale`" in refused("auto")


@needs_ray
def test_an_address_that_is_none_or_where_nobody_answers():
    assert "host:port" in refused("ray://head:10001")
    assert "host:port" in refused("head")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    assert f"no cluster answers at {address}" in refused(address)


@needs_ray
def test_a_part_whose_files_are_not_seen_here_is_not_taken_as_made(
    champions, tmp_path, monkeypatch
):
    engine = import_module("riskmodel.scale.cluster")
    monkeypatch.setattr(engine, "LOOKS", 2)
    monkeypatch.setattr(engine, "SECONDS_BETWEEN", 0.0)
    write_input(tmp_path / "in", 1, 5)
    desk = Desk(champions, NAME)
    done = run_batch(Batch(tmp_path / "in", tmp_path / "out", desk))
    head = done.manifest.head
    (source,) = find_sources(tmp_path / "in")
    here = PartSpec(source, tmp_path / "out", head.asked, head.made_with, desk)
    engine._require_seen(here, done.records[0])
    (tmp_path / "out" / done.records[0].output).write_bytes(b"of another machine")
    with pytest.raises(ConfigurationError, match="all machines of the cluster share"):
        engine._require_seen(here, done.records[0])
