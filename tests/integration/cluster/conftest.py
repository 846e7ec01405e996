"""A cluster for the tests of a file: it takes seconds to start, and cores while it waits."""

from importlib import import_module

import pytest
import rays


@pytest.fixture(scope="module")
def cluster():
    if rays.ABSENT:
        pytest.skip(rays.ABSENT)
    with rays.two_nodes() as found:
        yield found


@pytest.fixture
def whole_cluster(cluster):
    """The cluster with both of its nodes, though a test before lost one."""
    cluster.two_nodes()
    return cluster


@pytest.fixture(scope="module")
def on_cluster(cluster):
    """The engine, imported where Ray is installed."""
    return import_module("riskmodel.scale.cluster").on_cluster
