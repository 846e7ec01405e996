"""Ask a riskmodel service over the network: the same messages, checked, with retries.

    with Client("http://127.0.0.1:8300", key="…") as service:
        assessment = service.assess({"household_id": "h-1", …}, "2025-06-30")

`AsyncClient` has the same calls, awaited. Needs the extra `client`.
"""

from riskmodel.client.asynchronous import AsyncClient
from riskmodel.client.calls import Household
from riskmodel.client.failures import RefusedError
from riskmodel.client.retrying import Patience
from riskmodel.client.synchronous import Client
from riskmodel.errors import ServiceError, ServiceUnreachableError
from riskmodel.problem import Problem

__all__ = [
    "AsyncClient",
    "Client",
    "Household",
    "Patience",
    "Problem",
    "RefusedError",
    "ServiceError",
    "ServiceUnreachableError",
]
