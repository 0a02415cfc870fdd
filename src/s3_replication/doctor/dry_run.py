"""What `doctor` would call, without a call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from s3_replication.doctor.access import Access
from s3_replication.doctor.reads import AccountKind, Read, reads_of
from s3_replication.findings.render import plain_text

__all__ = ["CALLS_SCHEMA_VERSION", "PlannedCall", "as_calls_json", "planned_calls", "print_calls"]

CALLS_SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call: in which account, with whose credentials, about what, and the permission that it needs (None: none)."""

    side: AccountKind
    credentials: str
    operation: str
    resource: str
    permission: str | None


def planned_calls(access: Access, bucket: str | None, *, an_object: bool) -> Iterator[PlannedCall]:
    """The calls in their groups; without a bucket, those about every bucket of the account."""
    base = _profile(access.profile)
    if access.role_arn:
        yield _assume(AccountKind.SOURCE, base, access.role_arn)
    source = _role(access.role_arn) if access.role_arn else base
    yield from (_call(read, source, bucket) for read in reads_of(AccountKind.SOURCE, every_bucket=bucket is None, an_object=an_object))
    other = _profile(access.destination_profile) if access.destination_profile else base
    for arn in access.destination_role_arns:
        yield _assume(AccountKind.DESTINATION, other, arn)
    theirs = [_role(arn) for arn in access.destination_role_arns] or [other if access.destination_profile else source]
    for credentials in theirs:
        reads = reads_of(AccountKind.DESTINATION, every_bucket=bucket is None, an_object=an_object)
        yield from (_call(read, credentials, bucket) for read in reads)
    organization = reads_of(AccountKind.MANAGEMENT, every_bucket=bucket is None, an_object=an_object)
    yield from (_call(read, "the credentials above that may", bucket) for read in organization)


def _call(read: Read, credentials: str, bucket: str | None) -> PlannedCall:
    words = read.about.words(read.side)
    source = f"bucket {bucket}" if bucket else "each bucket of the account"
    words = words.replace("bucket SOURCE_BUCKET", source).replace("bucket DESTINATION_BUCKET", "each destination bucket")
    return PlannedCall(read.side, credentials, f"{read.service}:{read.operation}", words, read.permission)


def _assume(side: AccountKind, credentials: str, role_arn: str) -> PlannedCall:
    return PlannedCall(side, credentials, "sts:AssumeRole", role_arn, "sts:AssumeRole")


def _profile(name: str | None) -> str:
    return f"profile {name}" if name else "the default credentials"


def _role(arn: str) -> str:
    return f"role {arn}"


def as_calls_json(calls: tuple[PlannedCall, ...]) -> Mapping[str, object]:
    """The calls as plain JSON values."""
    return {
        "schema_version": CALLS_SCHEMA_VERSION,
        "calls": [
            {"account": one.side.value, "credentials": one.credentials, "operation": one.operation, "resource": one.resource,
             "permission": one.permission}
            for one in calls
        ],
    }  # fmt: skip


def print_calls(calls: tuple[PlannedCall, ...], console: Console) -> None:
    """One table for each account and its credentials."""
    for side, credentials in dict.fromkeys((one.side, one.credentials) for one in calls):
        table = Table("Operation", "About", "Permission", box=None, pad_edge=False, title_justify="left")
        table.title = f"{side.value.title()} account, with {credentials}"
        for one in calls:
            if (one.side, one.credentials) == (side, credentials):
                table.add_row(*map(plain_text, (one.operation, one.resource, one.permission or "none")))
        console.print(table)
        console.print()
    console.print("No call was made. A call about a role, key or destination is made only where the bucket's rules name one.")
