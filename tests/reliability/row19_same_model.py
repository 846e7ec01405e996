"""Row 19: the same data gives the same model, whatever the number of threads.

PYTHONPATH=src:api:tests python -m reliability.row19_same_model
"""

import hashlib
import os
import subprocess
import sys
from unittest.mock import patch

import numpy as np
from panels import a_drawn_panel
from reliability.scorecard import Row
from versions import fitted, small_definition

from riskmodel.modelling import training
from riskmodel.modelling.features import panel_matrix
from riskmodel.modelling.model import Floats

LISTED = 0.1


def trained(threads: int) -> tuple[str, Floats]:
    """Trees as text, without the parameters that follow them, and scores of a panel."""
    own = training.lightgbm_parameters

    def with_threads(*arguments: object) -> dict[str, object]:
        return own(*arguments) | {"num_threads": threads}

    with patch.object(training, "lightgbm_parameters", with_threads):
        model, _ = fitted(small_definition())
    text = model.booster.model_to_string()
    assert f"[num_threads: {threads}]" in text
    panel = a_drawn_panel(villages=20, seed=9)
    return text.split("\nparameters:")[0], model.predict(
        panel_matrix(panel, model.features)
    ).raw_score


def listed(score: Floats) -> set[int]:
    """Who is on the list: the tenth with the highest scores."""
    return set(np.argsort(-score, kind="stable")[: int(LISTED * len(score))].tolist())


def digest(trees: str) -> str:
    return hashlib.sha256(trees.encode()).hexdigest()


def elsewhere(threads: int) -> str:
    """The digest of the trees that a process of its own trains."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    found = subprocess.run(
        [sys.executable, "-m", "reliability.row19_same_model", str(threads)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def measure(*, processes: bool = True) -> Row:
    """Train with one thread and with two, here and in processes of their own."""
    (one, score), (two, other) = trained(1), trained(2)
    digests = {digest(one), digest(two)}
    times = 2
    if processes:
        digests |= {elsewhere(1), elsewhere(2)}
        times = 4
    same = len(listed(score) & listed(other)) / len(listed(score))
    figure = (
        f"{times} trainings with 1 and 2 threads: {len(digests)} different trees "
        f"({len(one):,} bytes), list overlap {same:.0%}"
    )
    return Row(
        19,
        "Same data, same model",
        "trees byte-identical with 1 and 2 threads; list overlap 100 %",
        figure,
        len(digests) == 1 and same == 1,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(f"{digest(trained(int(sys.argv[1]))[0])}\n")
    else:
        sys.stdout.write(f"{measure()}\n")
