"""Run the service with uvicorn."""

import importlib.util

import uvicorn

from riskmodel.settings import Settings
from riskmodel_api.app import create_app
from riskmodel_api.entrance import require_guarded


def serve(settings: Settings) -> None:
    """Serve until stopped; one process, which scores with one LightGBM thread.

    The access log is off: a path or query may hold an id, and requests are to be counted, not
    written down. Raises ConfigurationError where it would be open to more than its own machine.
    """
    require_guarded(settings)
    fast_loop = importlib.util.find_spec("uvloop") is not None
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop" if fast_loop else "asyncio",
        access_log=False,
        server_header=False,
    )
