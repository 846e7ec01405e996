"""Python as the serving lock makes it: what only training needs is not there to be imported.

LightGBM imports pandas and scikit-learn where they are installed: a quarter of a start and 100 MB.
"""

import sys

TRAINING = ("matplotlib", "mlflow", "pandas", "ray", "shap", "sklearn")


class Absent:
    """A finder that is asked before all others."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in TRAINING:
            message = f"No module named {name!r}: training's own"
            raise ModuleNotFoundError(message, name=name)


sys.meta_path.insert(0, Absent())
