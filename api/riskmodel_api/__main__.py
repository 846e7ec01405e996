"""Start the service: `python -m riskmodel_api`."""

import logging
import sys

from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings
from riskmodel_api.server import serve

if __name__ == "__main__":  # a worker imports this too
    try:
        sys.exit(serve(Settings()))
    except ConfigurationError as error:
        logging.getLogger(__name__).critical("%s", error)
        sys.exit(10)
