"""Catch a label that is made of the same day's inputs."""

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from riskmodel.modelling.leaks.leak import Leak, Suspects, thinned
from riskmodel.modelling.leaks.statistics import auc

REBUILT_AUC = 0.95
DEPTH = 3


def rebuilt_label(suspects: Suspects) -> list[Leak]:
    """A tree of depth 3 on the inputs tells the outcome with an AUC above 0.95.

    A real outcome of a year ahead is not three questions away; a label computed from its own
    inputs is. Fitted on even rows, judged on odd ones.
    """
    rows = thinned(suspects.usable)
    fitted, judged = rows[::2], rows[1::2]
    X, outcome = np.nan_to_num(suspects.X, nan=-1e30), suspects.outcome
    if len(np.unique(outcome[fitted])) < 2:
        return []
    tree = DecisionTreeClassifier(max_depth=DEPTH, random_state=0)
    tree.fit(X[fitted], outcome[fitted])
    found = auc(tree.predict_proba(X[judged])[:, 1], outcome[judged])
    if found <= REBUILT_AUC:
        return []
    used = {suspects.features[place] for place in tree.tree_.feature if place >= 0}
    seen = f"three questions tell the outcome with an AUC of {found:.2f}"
    remedy = "define the outcome by what was measured at the end of the horizon"
    return [Leak("a label rebuilt from inputs", ", ".join(sorted(used)), seen, remedy)]
