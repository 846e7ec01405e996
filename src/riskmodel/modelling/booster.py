"""A LightGBM model from its text.

LightGBM brings scikit-learn where that is installed: over half of the start of a command. Most
commands read no model, so it is imported only when one is read.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lightgbm import Booster


def read_booster(text: str) -> "Booster":
    """The model that `Booster.model_to_string` wrote; raises LightGBMError for another text."""
    from lightgbm import Booster  # noqa: PLC0415

    return Booster(model_str=text)
