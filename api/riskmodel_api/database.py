"""The database that the settings name."""

from sqlalchemy import Engine

from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine


def database_of(settings: Settings) -> Engine | None:
    """An engine of it, once it is in the layout of this release; None where nothing is kept."""
    if not settings.storage:
        return None
    return open_engine(address(settings.database_url, settings.database_folder))
