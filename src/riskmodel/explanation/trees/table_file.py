"""Tables as bytes, so that a service need not make them at each start."""

import io
import zipfile

import numpy as np

from riskmodel.explanation.trees.engine import TreeEngine
from riskmodel.explanation.trees.layout import TreeTables

FORMAT = "tree-tables-1"


def tables_to_bytes(engine: TreeEngine) -> bytes:
    """NumPy's own archive of the arrays; the same engine gives the same bytes."""
    content = io.BytesIO()
    np.savez(
        content,
        allow_pickle=False,
        format=np.array(FORMAT),
        base_value=np.array(engine.base_value),
        **engine.tables._asdict(),
    )
    return content.getvalue()


def tables_from_bytes(content: bytes) -> TreeEngine | None:
    """The engine of bytes that were verified; None where another release wrote them.

    Nothing is unpickled, and nothing unpacked: an archive that says that it holds more than it
    does could fill the memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held_bytes = sum(entry.file_size for entry in archive.infolist())
        if held_bytes > len(content):
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            if str(held["format"]) != FORMAT:
                return None
            tables = TreeTables(*(held[name] for name in TreeTables._fields))
            return TreeEngine.of_tables(tables, float(held["base_value"]))
    except (EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return None
