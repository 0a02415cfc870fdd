"""`s3-replication check`."""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from s3_replication.check import CheckOptions, check_after_apply, read_settings, run_check
from s3_replication.check.after_apply import Settle
from s3_replication.cli.accounts import read_accounts
from s3_replication.cli.errors import reporting
from s3_replication.cli.reports import Extra, ReportOptions, report_options
from s3_replication.cli.switches import SWITCH
from s3_replication.core import read_switches
from s3_replication.errors import InputError
from s3_replication.inputs import PlanInput, read_input
from s3_replication.plan.input_variables import InputVariables

__all__ = ["check"]

_SETTLED = "values that are known only after apply are those of a throwaway local AWS."


@click.command()
@click.argument("plan")
@click.option("--source", type=click.Path(path_type=Path), help="The folder of PLAN, if PLAN is a file or standard input.")
@click.option("--var", "values", multiple=True, metavar="NAME=VALUE", help="An input variable for the plan of a folder.")
@click.option(
    "--var-file", "files", multiple=True, type=click.Path(path_type=Path), help="A file of input variables for the plan of a folder."
)
@click.option("--other", "others", multiple=True, metavar="PLAN", help="The plan of another side, such as the destination's state.")
@click.option(
    "--account", "accounts", multiple=True, metavar="PROVIDER=ID", help="A provider's account id, such as aws.destination=222222222222."
)
@click.option("--assume-destination-allows", is_flag=True, help="Assume that destinations outside the plans exist and allow the role.")
@click.option("--rehearse", is_flag=True, help="Apply the folder to a throwaway local AWS if values are known only after apply.")
@SWITCH
@report_options
def check(
    *,
    plan: str,
    source: Path | None,
    values: tuple[str, ...],
    files: tuple[Path, ...],
    others: tuple[str, ...],
    accounts: tuple[str, ...],
    assume_destination_allows: bool,
    rehearse: bool,
    switches: tuple[str, ...],
    shown: ReportOptions,
) -> None:
    """Say what a Terraform plan replicates, what it does not, and why.

    PLAN is the output of `terraform show -json`, a saved plan, a folder with Terraform files, or - for standard input.

    The exit code is 0 if replication works, 1 if it does not, if that is not known, or if a finding has the severity of --fail-on; 2 for
    wrong usage; 3 if Terraform fails.
    """
    with reporting(shown.is_json):
        settings = read_settings(Path(plan) if Path(plan).is_dir() else Path.cwd())
        ignores, chosen = shown.ignored(settings.ignores), read_switches(switches)
        named = {**(settings.accounts or {}), **read_accounts(accounts)}
        plans = [_read(plan, source, InputVariables.of(values, files)), *(_read(other, None) for other in others)]
        assume = assume_destination_allows or settings.assume_destination_allows
        options = CheckOptions(named, chosen, assume)
        found = check_after_apply(plans, options, _settle(options, switches)) if rehearse else run_check(plans, options)
        report = shown.accepted(found, ignores)
        shown.write(report, Extra(subject="the plan on standard input" if plan == "-" else f"plan {plan}"))
    sys.exit(shown.exit_code(report, settings.fail_on))


def _read(where: str, source: Path | None, inputs: InputVariables | None = None) -> PlanInput:
    return read_input(where, sys.stdin.buffer, os.environ, lambda line: click.echo(line, err=True), source, inputs)


def _settle(options: CheckOptions, switches: tuple[str, ...]) -> Settle:
    """Applies to a local AWS, whose packages come with an extra."""
    try:
        from s3_replication.terraform.interrupts import Interrupts  # noqa: PLC0415 - only --rehearse needs it
        from s3_replication.trial import TrialOptions, settle_plan  # noqa: PLC0415 - only --rehearse needs it
    except ModuleNotFoundError as error:
        fix = 'install it with pip install "s3-replication[demo]"'
        raise InputError(f"--rehearse needs the package {error.name}: {fix}.") from error

    def settle(document: Mapping[str, object], folder: Path) -> tuple[Mapping[str, object], Sequence[str]]:
        say = partial(click.echo, err=True)
        with Interrupts(lambda: say("cleaning up already, a moment ...")).watching():
            found = settle_plan(document, folder, TrialOptions(options.accounts, switches=switches, say=say))
        return found, [_SETTLED]

    return settle
