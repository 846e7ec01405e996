"""A process that starts, loads kept tables and explains a row: seconds of each step, as JSON.

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
begun = time.perf_counter()
import lightgbm  # noqa: E402, F401 - a service has it anyway

from riskmodel.explanation.trees.table_file import tables_from_bytes  # noqa: E402

imported = time.perf_counter()
content = (folder / "tables.npz").read_bytes()
if sha256(content).hexdigest() != expected:
    sys.exit("the tables are not as they were kept")
engine = tables_from_bytes(content)
if engine is None:
    sys.exit("the tables cannot be read")
loaded = time.perf_counter()
engine.values(row)
explained = time.perf_counter()
engine.values(row)
again = time.perf_counter()
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
