"""`s3-replication doctor`."""

import sys
from dataclasses import replace
from functools import partial

import click

from s3_replication.cli.errors import reporting
from s3_replication.cli.reports import Extra, ReportOptions, report_options
from s3_replication.doctor import Access, ObjectName, diagnose, open_accounts
from s3_replication.doctor.render import answer_table, print_answer

__all__ = ["doctor"]


@click.command()
@click.argument("bucket")
@click.option("--profile", metavar="NAME", help="The profile of the bucket's account; default: as the AWS CLI chooses.")
@click.option("--role-arn", metavar="ARN", help="A role to assume in the bucket's account.")
@click.option("--destination-profile", metavar="NAME", help="The profile of the destination's account.")
@click.option("--destination-role-arn", "destination_role_arns", multiple=True, metavar="ARN", help="A role in a destination's account.")
@click.option("--object", "wanted", metavar="KEY[@VERSION]", help="Say what happened to this object, and what to do now.")
@report_options
def doctor(
    *,
    bucket: str,
    profile: str | None,
    role_arn: str | None,
    destination_profile: str | None,
    destination_role_arns: tuple[str, ...],
    wanted: str | None,
    shown: ReportOptions,
) -> None:
    """Say what a live bucket replicates, what it does not, and why. It only reads.

    Without access to a destination's account, its outcomes are UNKNOWN.

    The exit code is 0 if replication works, 1 if it does not, if that is not known, if a finding has the severity of --fail-on, or if the
    --object needs you; 2 for wrong usage; 3 if AWS fails.
    """
    with reporting(shown.is_json):
        accounts = open_accounts(Access(profile, role_arn, destination_profile, destination_role_arns))
        found = diagnose(accounts, bucket, ObjectName.parse(wanted) if wanted else None)
        answer = found.answer
        report = shown.accepted(found.report)
        extra = Extra(subject=f"bucket {bucket}")
        if answer is not None:
            printed = partial(print_answer, answer)
            extra = replace(extra, print_text=printed, json={"object": answer.as_json()}, tables=[answer_table(answer)])
        shown.write(report, extra)
    sys.exit(shown.exit_code(report) or int(answer is not None and not answer.is_fine))
