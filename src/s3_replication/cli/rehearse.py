"""`s3-replication rehearse`."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from s3_replication.check import CheckOptions, PlanInput, run_check
from s3_replication.cli.accounts import read_accounts
from s3_replication.cli.errors import reporting
from s3_replication.cli.reports import captured
from s3_replication.cli.switches import SWITCH
from s3_replication.core import read_switches
from s3_replication.findings.finding import Report
from s3_replication.plan import Reading
from s3_replication.plan.input_variables import InputVariables
from s3_replication.rehearse import as_json, as_text
from s3_replication.rehearse import rehearse as run
from s3_replication.terraform.interrupts import Interrupts
from s3_replication.trial import TrialOptions, provider_accounts

__all__ = ["rehearse"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--var", "values", multiple=True, metavar="NAME=VALUE", help="An input variable.")
@click.option("--var-file", "files", multiple=True, type=click.Path(path_type=Path), help="A file of input variables.")
@click.option("--account", "accounts", multiple=True, metavar="PROVIDER=ID", help="The account of a provider.")
@SWITCH
@click.option("--json", "as_json_flag", is_flag=True, help="Print the result as JSON.")
@click.option("--verbose", "-v", is_flag=True, help="Print all groups of objects.")
def rehearse(
    *,
    folder: Path,
    values: tuple[str, ...],
    files: tuple[Path, ...],
    accounts: tuple[str, ...],
    switches: tuple[str, ...],
    as_json_flag: bool,
    verbose: bool,
) -> None:
    """Apply a configuration to a throwaway local AWS, write one object of every group, and compare with what check says.

    FOLDER is the root module. Nothing in it changes, and no credentials are used.

    The exit code is 0 if replication works and everything happened as check says; 1 if not; 2 for wrong usage; 3 if Terraform fails.
    """
    with reporting(as_json_flag):
        interrupts = Interrupts(lambda: click.echo("cleaning up already, a moment ...", err=True))
        read_switches(switches)  # a wrong one must not wait for Terraform
        options = TrialOptions(
            read_accounts(accounts), InputVariables.of(values, files), switches, lambda line: click.echo(line, err=True)
        )  # fmt: skip
        with interrupts.watching():
            report = run(folder, options, _checked(options))
    if as_json_flag:
        click.echo(json.dumps(as_json(report), indent=2))
    elif sys.stdout.isatty():
        as_text(report, Console(), verbose=verbose)
    else:
        click.echo(captured(partial(as_text, report, verbose=verbose)))
    sys.exit(0 if report.works else 1)


def _checked(options: TrialOptions) -> Callable[[Reading], Report]:
    """What `s3-replication check` says of the rehearsal's plan, in the accounts that the rehearsal uses."""

    def check(reading: Reading) -> Report:
        plan = PlanInput(reading.parts.document, reading.parts.source)
        return run_check([plan], CheckOptions(provider_accounts(reading), read_switches(options.switches)))

    return check
