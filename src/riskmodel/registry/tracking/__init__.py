"""Runs and versions in MLflow; the only package that imports it.

Nothing here is on the serving path. Pickle loading and telemetry are switched off before MLflow
is imported, since it reads both from the environment.
"""

import logging
import os

os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] = "false"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["DO_NOT_TRACK"] = "true"
# A server that hangs is given up; whoever needs longer says so.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "20")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"

from riskmodel.registry.tracking.store import Registry, Version

logging.getLogger("mlflow").setLevel(logging.WARNING)

__all__ = ["Registry", "Version"]
