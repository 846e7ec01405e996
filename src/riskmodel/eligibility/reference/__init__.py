"""The rules as a page that a policy officer can read, rendered from the rules themselves."""

from riskmodel.eligibility.check import rule_pack
from riskmodel.eligibility.reference.accounts import income_accounting
from riskmodel.eligibility.reference.help import kinds_of_help
from riskmodel.eligibility.reference.parameters import parameters_and_sources
from riskmodel.eligibility.reference.proposals import proposals
from riskmodel.eligibility.reference.prose import prose
from riskmodel.eligibility.reference.rules import severities, starting_households, the_rules
from riskmodel.parameters import Parameters


def rules_reference() -> str:
    """The whole page as Markdown, with the shipped parameters."""
    parameters = Parameters.shipped()
    return "\n".join(
        [
            prose("head", pack=rule_pack(parameters)),
            *severities(),
            *proposals(),
            *income_accounting(),
            *kinds_of_help(),
            *the_rules(),
            *starting_households(),
            *parameters_and_sources(parameters),
        ]
    )
