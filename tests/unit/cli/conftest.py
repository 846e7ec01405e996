"""Where the commands find a champion."""

import pytest


@pytest.fixture
def state(champions, tmp_path, monkeypatch):
    """A state folder with the small model as champion."""
    (tmp_path / "champions").symlink_to(champions)
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    return tmp_path
