"""Run every catcher, and stop a training that one of them objects to."""

from riskmodel.errors import LeakageError
from riskmodel.modelling.leaks.afterwards import written_afterwards
from riskmodel.modelling.leaks.future import future_values, later_days
from riskmodel.modelling.leaks.leak import LEAKAGE_AUC, Leak, Suspects
from riskmodel.modelling.leaks.rebuilt import rebuilt_label
from riskmodel.modelling.leaks.repeated import repeated_households

CATCHERS = (later_days, future_values, written_afterwards, rebuilt_label, repeated_households)
_TOO_GOOD = (
    "AUC {auc:.3f} is above {limit}: take it as leakage until shown otherwise, since an honest "
    "model of a year ahead does not reach that. Look for a field known only after the index date, "
    "one written after a decision, a label computed from its own inputs, or a household on both "
    "sides of the split; leave features out one by one and see which of them carries it"
)


def find_leaks(suspects: Suspects) -> list[Leak]:
    """What every catcher found, in order."""
    return [leak for catcher in CATCHERS for leak in catcher(suspects)]


def refuse_leaks(suspects: Suspects) -> None:
    """Raise LeakageError with every leak that was found."""
    found = find_leaks(suspects)
    if found:
        raise LeakageError("\n".join(str(leak) for leak in found))


def refuse_too_good(auc: float) -> None:
    """Raise LeakageError for an AUC that no honest model reaches."""
    if auc > LEAKAGE_AUC:
        raise LeakageError(_TOO_GOOD.format(auc=auc, limit=LEAKAGE_AUC))
