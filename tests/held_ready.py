"""What a service imports and builds at its start; services are forked from who imports this."""

import gc
import os
from pathlib import Path

import lightgbm  # noqa: F401
import numpy as np
import pytest
import riskmodel_api.__main__  # noqa: F401
from coverage import Coverage
from proved import proved_once

from riskmodel.explanation.trees.kernels import _rank

proved_once(pytest.MonkeyPatch(), Path(os.environ["PROVED_ALREADY"]))
_rank(np.zeros(1), 0.0)  # Numba makes its registries up at the first call
gc.collect()
gc.freeze()
if measuring := Coverage.current():
    measuring.save()  # whoever is forked here is never asked to end
