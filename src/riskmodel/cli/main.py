"""The commands, and the one table from error to exit code."""

import sys
from collections.abc import Callable

import typer

from riskmodel.cli import (
    alerting,
    assessing,
    batching,
    case_opening,
    demo,
    explaining,
    job_following,
    keeping,
    keys,
    monitoring,
    opting_out,
    panels,
    promoting,
    reference,
    retaining,
    studying,
    tuning,
    users,
    versions,
    webhooks,
)
from riskmodel.cli.console import errors, strong
from riskmodel.cli.rules import rules
from riskmodel.cli.shadowing import shadow
from riskmodel.errors import (
    AccessError,
    CaseError,
    ConfigurationError,
    DataError,
    ModelError,
    ParameterNotInForceError,
    RiskModelError,
    ServiceError,
    StorageError,
)

EXIT_CODE: dict[type[RiskModelError], int] = {
    ConfigurationError: 10,
    DataError: 11,
    ParameterNotInForceError: 12,
    ModelError: 13,
    StorageError: 14,
    ServiceError: 15,
    CaseError: 16,
    AccessError: 17,
}

commands = typer.Typer(
    name="riskmodel",
    help="Early warning of return to poverty (防止返贫致贫): a calibrated, explained score beside "
    "the rule. The score informs; a named person decides.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_COMMANDS: tuple[Callable[..., object], ...] = (
    panels.synthesize,
    panels.import_survey,
    panels.partition,
    versions.train,
    versions.versions,
    versions.card,
    tuning.tune,
    studying.evaluate,
    studying.reproduce,
    studying.compare,
    promoting.propose,
    promoting.promote,
    promoting.refuse,
    promoting.history,
    monitoring.monitor,
    assessing.assess,
    batching.batch,
    explaining.change,
    explaining.missing_answers,
    explaining.levers,
    assessing.serve,
    keeping.replay,
    reference.reference,
    demo.demo,
)
commands.add_typer(rules)
commands.add_typer(shadow)
commands.add_typer(monitoring.outcomes)
commands.add_typer(monitoring.visits)
commands.add_typer(keeping.database)
commands.add_typer(keeping.audit)
commands.add_typer(keys.keys)
commands.add_typer(users.users)
commands.add_typer(retaining.retention)
commands.add_typer(retaining.household)
commands.add_typer(alerting.alerts)
commands.add_typer(case_opening.cases)
commands.add_typer(job_following.jobs)
commands.add_typer(opting_out.opt_outs)
commands.add_typer(webhooks.webhooks)
for _command in _COMMANDS:
    commands.command(_command.__name__.replace("_", "-").removesuffix("-survey"))(_command)


def app() -> None:
    """Run a command; an error that a user can mend is one line and an exit code."""
    try:
        commands()
    except RiskModelError as error:
        errors.print(strong("error:", "bold red"), str(error), highlight=False, soft_wrap=True)
        sys.exit(exit_code(error))


def exit_code(error: RiskModelError) -> int:
    """The exit code of an error, by its nearest kind in `EXIT_CODE`."""
    return next((code for kind, code in EXIT_CODE.items() if isinstance(error, kind)), 1)
