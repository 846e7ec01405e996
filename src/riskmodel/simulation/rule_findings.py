"""What the rules find in every row of a panel, as a rival for a model to be judged beside."""

import numpy as np

from riskmodel.eligibility import check_eligibility
from riskmodel.eligibility.check import rule_pack
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.parameters import Parameters
from riskmodel.schema.panel import YUAN, Panel
from riskmodel.simulation.lines import with_panel_lines

_URGENCY = {"propose_include": 4.0, "keep": 3.0, "clue_verify": 2.0, "data_gap": 1.0}
"""The order in which the rule would send people out; what is not here comes after."""


def rule_findings(panel: Panel, parameters: Parameters) -> RuleFindings | None:
    """The rule of each row's own day and place; None for a panel whose money is not in yuan.

    Within one outcome the poorest household goes first, by its own income a head over the line,
    a household of unknown income last. Where no monitoring line is configured the panel's own
    stands in.
    """
    if panel.rows == 0 or panel.money != YUAN:
        return None
    columns = panel.columns
    pack = with_panel_lines(parameters, columns)
    found = check_eligibility(columns, columns.date("as_of_date"), pack)
    rank = np.array([_URGENCY.get(status, 0.0) for status in found.proposed_status])
    income = columns.number("net_income_pc") / columns.number("monitoring_line")
    poorer_first = np.nan_to_num(1.0 / (1.0 + np.exp(np.clip(income, -20, 20))), nan=0.0)
    undecided = np.isin(found.proposed_status, ("data_gap",))
    return RuleFindings(
        name=rule_pack(pack),
        fires=np.where(undecided, np.nan, found.rule_fires.astype(np.float64)),
        urgency=rank + poorer_first,
    )
