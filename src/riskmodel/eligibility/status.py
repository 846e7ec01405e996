"""The proposed status of each household, for a person to decide on."""

from typing import Any, NamedTuple

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rules.category import RISKS
from riskmodel.eligibility.rules.guarantees import guarantees_are_answered
from riskmodel.eligibility.rules.monitoring import under_monitoring
from riskmodel.truth import Bools, first_of

RISK_RULES = ("R01", "R02", "R03", *RISKS, "R25")
"""R01 to R16 and R25: one of them met is at least a clue to verify."""


class Status(NamedTuple):
    """Something that can be proposed, and when it is."""

    code: str
    zh: str
    en: str
    when_zh: str
    when_en: str


STATUSES = (
    Status(
        "propose_remove", "建议消除风险", "propose to remove the risk",
        "正在监测(风险未消除、重新标注或消除回退), 且消除条件全部满足(R23)",
        "under monitoring (open, marked again, or its removal rolled back), and every condition "
        "for removal holds (R23)",
    ),
    Status("keep", "继续监测", "keep monitoring", "正在监测", "under monitoring"),
    Status(
        "propose_include", "建议纳入", "propose to include",
        "符合三种纳入情形之一(R20)", "a branch of inclusion is met (R20)",
    ),
    Status(
        "clue_verify", "核实线索", "verify the clue",
        "R01至R16至少一项符合, 或风险消除后再次出现风险(R25)。财产(R18)、无劳动能力(R17)和"
        "政策依赖(R24)仅供参考",
        "at least one of R01 to R16 is met, or a risk is there again after its removal (R25). "
        "Property (R18), the lack of labour capacity (R17) and dependence on policy (R24) only "
        "inform",
    ),
    Status(
        "data_gap", "数据缺失", "data gap",
        "无一符合, 但收入、保障或饮水尚不能判断。住房A、B级和饮水安全在此即为已知, 即使R10、R11"
        "因细节未记录而未知",
        "nothing is met, but income against the line, a guarantee or water is undecided. Housing "
        "of grade A or B and water judged safe count as answers here, though R10 and R11 stay "
        "unknown where the details of damage or of the four parts are not recorded",
    ),
    Status("no_finding", "未发现风险", "no finding", "以上均不是", "none of these"),
)  # fmt: skip
"""Everything that can be proposed; the first that holds is."""
SILENT = ("no_finding", "data_gap")


def proposed_status(facts: Facts) -> Any:
    """The code of what is proposed, of STATUSES: a str, or an array of shape (rows,)."""
    monitored = under_monitoring(facts).is_true
    return first_of(
        [
            (monitored & facts.outcome("R23").is_true, "propose_remove"),
            (monitored, "keep"),
            (facts.outcome("R20").is_true, "propose_include"),
            (facts.any_outcome(RISK_RULES).is_true, "clue_verify"),
            (core_is_answered(facts) ^ True, "data_gap"),
        ],
        "no_finding",
    )


def rule_fires(status: Any) -> Bools:
    """Whether the rules already point to a household of a proposed status.

    The rules point to every household but those of `no_finding` and `data_gap`. One under
    monitoring is visited already, so that it is never one that the rules overlook.
    """
    return ((status == SILENT[0]) | (status == SILENT[1])) ^ True


def core_is_answered(facts: Facts) -> Bools:
    """Whether income, schooling, housing, water and insurance each have an answer."""
    return guarantees_are_answered(facts) & (facts.outcome("R01").is_unknown ^ True)
