"""Start the service: `python -m riskmodel_api`."""

from riskmodel.settings import Settings
from riskmodel_api.server import serve

serve(Settings())
