"""Start the service: `python -m riskmodel_api`."""

import logging
import sys

from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings
from riskmodel_api.server import serve

try:
    serve(Settings())
except ConfigurationError as error:
    logging.getLogger(__name__).critical("%s", error)
    sys.exit(10)
