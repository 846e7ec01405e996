from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def kernel():
    """One for all, so that libraries are imported once; each begins with nothing of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONWARNINGS", "ignore")
        manager, client = start_new_kernel(kernel_name="python3", cwd=str(NOTEBOOKS[0].parent))
    client.stop_channels()
    yield manager
    manager.shutdown_kernel(now=True)


def in_a_clean_namespace(notebook):
    """The notebook after a cell that forgets what any before it has named."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))
    return notebook


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_top_to_bottom(path, kernel):
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "strip the outputs"
    reader = NotebookClient(in_a_clean_namespace(notebook), km=kernel, timeout=600)
    try:
        reader.execute()
    finally:
        reader.kc.stop_channels()
