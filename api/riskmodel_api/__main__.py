"""Start the service: `python -m riskmodel_api`."""

import sys

from riskmodel.settings import Settings
from riskmodel_api.server import serve

if __name__ == "__main__":  # a worker imports this too
    sys.exit(serve(Settings()))
