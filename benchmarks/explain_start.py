"""A process that starts, loads kept tables and explains a row: CPU seconds of each step, as JSON.

Arguments: a folder with `tables.npz` and `row.npy`, and the SHA-256 of the tables.
"""

import json
import sys
import time
from hashlib import sha256
from pathlib import Path

import numpy as np

folder, expected = Path(sys.argv[1]), sys.argv[2]
row = np.load(folder / "row.npy")
begun = time.process_time()
import lightgbm  # noqa: E402, F401 - a service has it anyway
from numba.core.registry import cpu_target  # noqa: E402

from riskmodel.explanation.trees.table_file import tables_from_bytes  # noqa: E402

# Numba imports the rest of itself, and SciPy's linear algebra, when it first needs a kernel.
cpu_target.target_context.refresh()
cpu_target.typing_context.refresh()
imported = time.process_time()
content = (folder / "tables.npz").read_bytes()
if sha256(content).hexdigest() != expected:
    sys.exit("the tables are not as they were kept")
engine = tables_from_bytes(content)
if engine is None:
    sys.exit("the tables cannot be read")
loaded = time.process_time()
list(engine.explained(row))
explained = time.process_time()
list(engine.explained(row))
again = time.process_time()
print(
    json.dumps(
        {
            "import": imported - begun,
            "tables": loaded - imported,
            "first row": explained - loaded,
            "second row": again - explained,
        }
    )
)
