import os
import subprocess
import sys

from serving_only import serving_path

CODE = """
import sitecustomize
import sys
import riskmodel_api.app
import riskmodel.cli.main
found = {name.partition(".")[0] for name in sys.modules}
print(sorted(found & set(sitecustomize.TRAINING)))
"""


def test_serving_imports_neither_mlflow_nor_pandas_nor_scikit_learn():
    """LightGBM imports pandas and scikit-learn where they are installed, so they are hidden."""
    environment = os.environ | {"PYTHONPATH": serving_path()}
    found = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout.strip()) == (0, "[]"), found.stderr
