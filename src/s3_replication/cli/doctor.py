"""`s3-replication doctor`."""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import click

from s3_replication.cli.accounts import check_role
from s3_replication.cli.doctor_all import diagnose_account
from s3_replication.cli.errors import reporting
from s3_replication.cli.reports import Extra, ReportOptions, report_options
from s3_replication.doctor import Access, ObjectName, diagnose, open_accounts, planned_calls, reader_policies
from s3_replication.doctor.dry_run import as_calls_json, print_calls
from s3_replication.doctor.render import answer_table, print_answer
from s3_replication.doctor.sample_render import print_sample, sample_table
from s3_replication.errors import AwsError, InputError
from s3_replication.inputs import read_recorded_input
from s3_replication.plan import TerraformRecord

__all__ = ["doctor"]

CALLS_AT_ONCE = 10
_BUCKET_NAME = re.compile(r"[A-Za-z0-9._-]{3,255}")  # old buckets of us-east-1 may have 255 characters, and capitals


@click.command()
@click.argument("bucket", required=False)
@click.option("--all", "every_bucket", is_flag=True, help="Diagnose every bucket of the account that has a replication configuration.")
@click.option("--profile", metavar="NAME", help="The profile of the bucket's account; default: as the AWS CLI chooses.")
@click.option("--role-arn", metavar="ARN", help="A role to assume in the bucket's account.")
@click.option("--destination-profile", metavar="NAME", help="The profile of the destination's account.")
@click.option("--destination-role-arn", "destination_role_arns", multiple=True, metavar="ARN", help="A role in a destination's account.")
@click.option(
    "--assume-control-policies-allow",
    is_flag=True,
    help="Assume that unreadable control policies deny nothing; the report repeats the assumption.",
)
@click.option("--object", "wanted", metavar="KEY[@VERSION]", help="Print what happened to this object, and what to do now.")
@click.option(
    "--terraform",
    "terraform",
    multiple=True,
    metavar="STATE",
    help="Compare with Terraform's state or plan: the output of `terraform show -json`, a saved plan, or a folder. Repeat it for more.",
)
@click.option("--dry-run", is_flag=True, help="List the calls that the command would make, without making them.")
@click.option("--policy", is_flag=True, help="Print the least-privilege policies of a reader, without calling AWS.")
@report_options
def doctor(
    *,
    bucket: str | None,
    every_bucket: bool,
    profile: str | None,
    role_arn: str | None,
    destination_profile: str | None,
    destination_role_arns: tuple[str, ...],
    assume_control_policies_allow: bool,
    wanted: str | None,
    terraform: tuple[str, ...],
    dry_run: bool,
    policy: bool,
    shown: ReportOptions,
) -> None:
    """Say what a live bucket replicates, what it does not, and why. It only reads.

    Without access to a destination's account, its outcomes are UNKNOWN.

    The exit code is 0 if replication works, 1 if it does not, if that is not known, if a finding has the severity of --fail-on, or if the
    --object needs you; 2 for wrong usage; 3 if AWS fails.
    """
    access = Access(profile, role_arn, destination_profile, destination_role_arns, assume_control_policies_allow)
    with reporting(shown.is_json):
        _check_usage(bucket, wanted, every_bucket=every_bucket, policy=policy)
        for option, arn in (("--role-arn", role_arn), *(("--destination-role-arn", one) for one in destination_role_arns)):
            check_role(option, arn)
        if policy:
            names = {"SOURCE_BUCKET": bucket} if bucket else {}
            shown.print(json.dumps(reader_policies(names, every_bucket=every_bucket), indent=2))
            return
        if dry_run:
            calls = tuple(planned_calls(access, bucket, an_object=wanted is not None))
            shown.print(json.dumps(as_calls_json(calls), indent=2) if shown.is_json else lambda console: print_calls(calls, console))
            return
        recorded = [read_recorded_input(where, sys.stdin.buffer, os.environ) for where in terraform]
        code = diagnose_account(access, shown, recorded) if bucket is None else _diagnose_one(access, bucket, wanted, shown, recorded)
    sys.exit(code)


def _check_usage(bucket: str | None, wanted: str | None, *, every_bucket: bool, policy: bool) -> None:
    """Raises InputError for options that exclude each other, and for names that cannot exist."""
    if bucket is not None and every_bucket:
        raise InputError(f"bucket {bucket} and --all exclude each other: name one bucket, or give --all for every bucket of the account.")
    if bucket is None and not every_bucket and not policy:
        raise InputError("no bucket is named: name the source bucket, or give --all for every bucket of the account.")
    if bucket is not None and not _BUCKET_NAME.fullmatch(bucket):
        raise InputError(f"{bucket!r} is not a bucket name: give the name alone, such as acme-ledger, without arn: and s3://.")
    if wanted == "":
        raise InputError("--object names no key: give KEY or KEY@VERSION.")
    if wanted is not None and every_bucket:
        raise InputError("--object needs one bucket: name it in place of --all.")


def _diagnose_one(access: Access, bucket: str, wanted: str | None, shown: ReportOptions, recorded: Sequence[TerraformRecord]) -> int:
    ignores = shown.ignored()
    accounts = open_accounts(access)
    accounts.read_in_parallel(CALLS_AT_ONCE)
    found = diagnose(accounts, bucket, ObjectName.parse(wanted) if wanted else None, recorded)
    answer = found.answer
    report = shown.accepted(found.report, ignores)
    after = partial(print_sample, found.sample, verbose=shown.verbose)
    extra = Extra(
        subject=f"bucket {bucket}", print_after=after, json={"sample": found.sample.as_json()}, tables=[sample_table(found.sample)]
    )
    if answer is not None:
        asked = {"object": answer.as_json()}
        tables = [answer_table(answer), *extra.tables]
        extra = replace(extra, print_text=partial(print_answer, answer), json={**extra.json, **asked}, tables=tables)
    shown.write(report, extra)
    if found.failed_reads:
        return AwsError.exit_code
    return shown.exit_code(report) or int(answer is not None and not answer.is_fine)
