"""`s3-replication demo`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from s3_replication.cli.accounts import check_role
from s3_replication.cli.errors import reporting
from s3_replication.demo import DESTINATION_ROLE_VARIABLE, DemoReport, Options, Row, Screen, end_demo, run_demo
from s3_replication.errors import InputError
from s3_replication.terraform import find_checkout

__all__ = ["demo"]


@click.command()
@click.option("--example", default="cross-account", show_default=True, help="Folder under examples/ to build.")
@click.option("--keep", is_flag=True, help="Keep everything running and print how to use it.")
@click.option("--end", is_flag=True, help="End a demo that was kept or did not finish.")
@click.option("--live", is_flag=True, help="Run on AWS with your own credentials, instead of a local AWS.")
@click.option("--yes", is_flag=True, help="With --live: create resources on AWS without a prompt.")
@click.option("--destination-role-arn", envvar=DESTINATION_ROLE_VARIABLE, help="With --live: the role in the destination's account.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port of the local AWS; 0 takes a free one.")
@click.option("--delay", default=0.0, type=click.FloatRange(0, 30), help="Seconds that the local AWS waits before each delivery.")
@click.option("--checkout", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Clone of the project; default: here.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def demo(
    *,
    example: str,
    keep: bool,
    end: bool,
    live: bool,
    yes: bool,
    destination_role_arn: str | None,
    port: int,
    delay: float,
    checkout: Path | None,
    as_json: bool,
) -> None:
    """Build an example with Terraform, write objects, watch them replicate, and remove everything."""
    # A pipe or a file has no width to respect.
    width = None if sys.stdout.isatty() else 160
    screen = Screen(Console(quiet=as_json, width=width), Console(stderr=True, quiet=as_json, soft_wrap=True))
    with reporting(as_json):
        check_role("--destination-role-arn", destination_role_arn)
        folder = find_checkout(checkout or Path.cwd())
        if end:
            end_demo(folder, screen)
            return
        confirm = screen.say if yes else _ask
        report = run_demo(Options(folder, example, keep, live, destination_role_arn, port, delay, confirm), screen)
    if as_json:
        click.echo(json.dumps(_document(report), indent=2))
    sys.exit(0 if report.as_decided else 1)


def _ask(what: str) -> None:
    if not sys.stdin.isatty():
        raise InputError(f"{what} Confirm it with --yes (with make: YES=1).")
    if not click.confirm(f"{what} Continue?", err=True):
        raise InputError("not confirmed, so nothing was made on AWS.")


def _document(report: DemoReport) -> dict[str, object]:
    return {
        "as_decided": report.as_decided,
        "seconds": {step: round(seconds, 3) for step, seconds in report.seconds.items()},
        "outputs": dict(report.outputs),
        "kept": asdict(report.kept) if report.kept else None,
        "objects": [_object(row) for row in report.rows],
    }


def _object(row: Row) -> dict[str, object]:
    replica = row.replica
    key = replica.encryption.key_arn if replica else None
    return {
        "key": row.written.key,
        "kind": row.written.kind,
        "version_id": row.written.version_id,
        "source_status": row.status,
        "replicated": row.replicated,
        "replica": {"bucket": replica.bucket, "owner": replica.owner, "encryption": replica.encryption.kind, "kms_key": key}
        if replica
        else None,
        "lag_seconds": row.lag,
        "expected": row.expected,
        "why": row.why or None,
    }
