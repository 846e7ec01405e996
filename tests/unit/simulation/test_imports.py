import subprocess
import sys

HEAVY = ("mlflow", "pandas", "sklearn", "shap", "matplotlib", "lightgbm", "numba")


def test_a_simulation_of_records_imports_nothing_heavy():
    code = f"import sys, riskmodel.simulation; sys.exit(bool({set(HEAVY)!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
