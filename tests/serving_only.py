"""The path of a process that has what the serving lock installs, and nothing of training."""

import os
import sys
from pathlib import Path

SERVING = Path(__file__).parent / "serving"


def serving_path() -> str:
    """PYTHONPATH; Python runs the `sitecustomize` of its first folder at every start."""
    return os.pathsep.join([str(SERVING), *filter(None, sys.path)])
