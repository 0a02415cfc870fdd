"""`s3-replication doctor --all`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn

from s3_replication.cli.reports import Extra, ReportOptions
from s3_replication.doctor import Access, AccountReport, BucketState, diagnose_all, open_accounts
from s3_replication.doctor.account_render import as_account_json, print_account
from s3_replication.errors import INTERRUPTED_EXIT_CODE, AwsError
from s3_replication.plan import TerraformRecord

__all__ = ["diagnose_account"]


def diagnose_account(access: Access, shown: ReportOptions, recorded: Sequence[TerraformRecord] = ()) -> int:
    """Diagnose every bucket, print the report and return the exit code; after an interrupt, of what was learnt."""
    ignores = shown.ignored()
    accounts = open_accounts(access)
    with _progress() as progress:
        found, interrupted = diagnose_all(accounts, progress, recorded=recorded)
    found = found.with_reports(shown.accepted_all([row.report for row in found.buckets], ignores))
    whole = found.joined()
    extra = Extra(
        subject="every bucket of the account",
        print_text=lambda console: print_account(found, console, verbose=shown.verbose),
        json=as_account_json(found, whole),
        alone=True,
    )
    shown.write(whole, extra)
    if interrupted:
        click.echo(f"Error: interrupted; {found.listed - len(found.buckets)} of {found.listed} buckets were not examined.", err=True)
        return INTERRUPTED_EXIT_CODE
    return _failed(found) or shown.exit_code(whole)


def _failed(found: AccountReport) -> int:
    """What was not examined weighs more than what was found: the report has a gap."""
    gaps = (BucketState.PARTLY, BucketState.NOT_EXAMINED)
    return AwsError.exit_code if any(row.state in gaps for row in found.buckets) else 0


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("Diagnosing buckets"), *Progress.get_default_columns()[1:2], MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("buckets", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
