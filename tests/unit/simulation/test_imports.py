import subprocess
import sys

import pytest

HEAVY = ("mlflow", "pandas", "sklearn", "shap", "matplotlib", "lightgbm", "numba")


@pytest.mark.slow
def test_a_simulation_of_records_imports_nothing_heavy():
    code = f"import sys, riskmodel.simulation; sys.exit(bool({set(HEAVY)!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
