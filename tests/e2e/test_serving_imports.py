import subprocess
import sys

HEAVY = ("mlflow", "pandas", "sklearn", "shap", "matplotlib", "ray")


def test_serving_imports_neither_mlflow_nor_pandas_nor_scikit_learn():
    """LightGBM imports pandas and scikit-learn where they are installed, so they are hidden."""
    code = f"""
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {HEAVY!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import riskmodel_api.app
import riskmodel.cli.main
"""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
