"""A desk with the small champion."""

import pytest
from versions import NAME

from riskmodel.scale.asked import Desk


@pytest.fixture(scope="session")
def desk(champions):
    return Desk(champions, NAME)
