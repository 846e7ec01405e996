"""What has to be so before anything else is imported; `conftest.py` imports it first."""

import gc
import os
import sys

# Kept compiled even where the environment says not to, as that of an image does: each of the
# dozens of processes that tests start would else compile hundreds of modules for itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
gc.disable()  # nothing of what is imported and collected goes away, see `pytest_collection`
