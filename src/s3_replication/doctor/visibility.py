"""What the caller does not see: destinations in other accounts, and single parts that may not be read."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from s3_replication.aws import ALL_EXPERIMENTS, Connection, DeniedRead, FailedRead
from s3_replication.core import Bucket, ReplicationConfiguration, World, bucket_name
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.hidden_parts import hidden_by
from s3_replication.findings.blind_spots import BlindSpot
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.causes import EVERYTHING
from s3_replication.findings.finding import Severity, Suggestion
from s3_replication.findings.words import and_list
from s3_replication.iam import Arn, Unknown
from s3_replication.service_authorization import ANY, CallScope, page_of, resource_of

__all__ = ["blind_spots", "hidden_buckets"]

_MOST_NAMED: Final = 3
_MAY_PAUSE: Final = " An experiment of AWS FIS may pause replication."
_FIX_ORGANIZATION: Final = (
    "Name a role of the organization's management account, or of a delegated administrator, with --destination-role-arn. Or give "
    "--assume-control-policies-allow to decide as if control policies denied nothing."
)


def blind_spots(
    accounts: Accounts, world: World, source: Bucket | None, failed: Collection[FailedRead] = (), known: Collection[str] = (),
    waits: bool = True,
) -> Sequence[BlindSpot]:  # fmt: skip
    """Accounts and buckets that are not visible, permissions that are missing, and calls that failed; not those about `known` buckets.

    `waits` says whether versions are PENDING. Otherwise, experiments that may not be read are a note, since none pauses replication.
    """
    hidden = hidden_destinations(accounts, world, source, known) if source is not None else ()
    unread = unread_parts(accounts, world, source, known)
    return [*hidden, *(one if waits else _lowered(one) for one in unread), *unanswered(accounts, world, source, failed)]


def _lowered(spot: BlindSpot) -> BlindSpot:
    """A note in place of a warning about experiments of FIS, which accounts that do not use FIS do not have."""
    return replace(spot, finding=replace(spot.finding, severity=Severity.NOTE)) if spot.finding.subject == ALL_EXPERIMENTS else spot


def hidden_destinations(accounts: Accounts, world: World, source: Bucket, known: Collection[str]) -> Iterator[BlindSpot]:
    """One for each account that is not visible, and one for each other destination that no visible account owns.

    A destination that does not exist at all is not hidden.
    """
    by_place: dict[tuple[str, str], list[str]] = {}
    for name, (arn, account) in hidden_buckets(world, source).items():
        if name not in known and not _owns(accounts, account, name):
            elsewhere = bool(account) and account not in accounts.connections
            by_place.setdefault((account, "" if elsewhere else name), []).append(arn)
    for (account, _), arns in by_place.items():
        names = [bucket_name(arn) for arn in arns]
        keys = {key for arn in arns for key in _keys_to(source, arn) if _account_of(key) not in accounts.connections}
        hides = {*names, *keys, *([account] if account and account not in accounts.connections else [])}
        subject = arns[0] if len(arns) == 1 else f"arn:{accounts.at_source.partition()}:iam::{account}:root"
        says = _hidden(accounts, account, names)
        finding = new_finding("destination-not-visible", subject, says, certain=False)
        yield BlindSpot(finding, frozenset((one, EVERYTHING) for one in hides))


def _hidden(accounts: Accounts, account: str, names: Sequence[str]) -> str:
    seen = ", ".join(accounts.connections)
    if not account:
        return f"The rule names no account for bucket {names[0]}; none of {seen} may read its location (s3:GetBucketLocation)."
    if account in accounts.connections:
        return (
            f"Account {account} is visible, but the caller may not read bucket {names[0]} there (s3:GetBucketLocation), "
            "or another account owns the bucket."
        )
    buckets = f"Bucket {names[0]} is" if len(names) == 1 else f"Buckets {and_list(names, _MOST_NAMED)} are"
    return f"{buckets} in account {account}, which is not visible. Visible: {seen}."


def _owns(accounts: Accounts, account: str, name: str) -> bool:
    """Whether a visible account lists the bucket as its own."""
    connection = accounts.connections.get(account)
    owned = connection.once(Connection.visible_buckets, name) if connection is not None else ()
    return not isinstance(owned, Unknown) and name in owned


def _keys_to(source: Bucket, arn: str) -> Iterator[str]:
    rules = source.replication.rules if isinstance(source.replication, ReplicationConfiguration) else ()
    for destination in (rule.destination for rule in rules):
        if destination.bucket == arn and isinstance(destination.replica_kms_key, str):
            yield destination.replica_kms_key


def _account_of(arn: str) -> str:
    found = Arn.find(arn)
    return found.account if found is not None else ""


def hidden_buckets(world: World, source: Bucket) -> dict[str, tuple[str, str]]:
    """The destinations that were not read, by name, each with its ARN and the account that its rule names ("": none)."""
    if world.complete or not isinstance(source.replication, ReplicationConfiguration):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for rule in source.replication.rules:
        destination = rule.destination
        name = bucket_name(destination.bucket) if isinstance(destination.bucket, str) else ""
        if isinstance(destination.bucket, str) and name not in world.buckets and not world.lacks(name):
            account = destination.account if isinstance(destination.account, str) else ""
            found[name] = destination.bucket, account
    return found


def unread_parts(accounts: Accounts, world: World, source: Bucket | None, known: Collection[str] = ()) -> Iterator[BlindSpot]:
    """One for the missing permissions of each account that are about the same resources, with what could not be read without them.

    A bucket that was asked for in the wrong account, since its rule names none or it is `known`, is no missing permission. Nor is a read
    of control policies that another connection could make.
    """
    hidden = hidden_buckets(world, source) if source is not None else {}
    for account, connection in accounts.connections.items():
        by_permission: dict[str, list[DeniedRead]] = {}
        for denied in connection.denied:
            owner = world.buckets.get(denied.bucket)
            owned_by = owner.account if owner is not None else account
            elsewhere = denied.bucket in known or (denied.bucket in hidden and not _owns(accounts, account, denied.bucket))
            settled = elsewhere or (denied.permission.startswith("organizations:") and _governed(world))
            if owned_by == account and not settled:
                by_permission.setdefault(denied.permission, []).append(denied)
        groups: dict[tuple[str, frozenset[str]], list[DeniedRead]] = {}
        for reads in by_permission.values():
            groups.setdefault((page_of(reads[0].service), frozenset(one.resource for one in reads)), []).extend(reads)
        yield from (_unread(connection, account, world, page, reads) for (page, _), reads in groups.items())


def _unread(connection: Connection, account: str, world: World, page: str, reads: Sequence[DeniedRead]) -> BlindSpot:
    """The missing permissions of one caller that are about the same resources; `page` describes them."""
    permissions = list(dict.fromkeys(one.permission for one in reads))
    operations = list(dict.fromkeys(one.operation for one in reads))
    resources = list(dict.fromkeys(one.resource for one in reads))
    missing = f"{connection.caller()} does not have {and_list(permissions)} on {and_list(resources, _MOST_NAMED)}"
    says = f"{missing}, so AWS denied {and_list(operations)}."
    says += _MAY_PAUSE if reads[0].service == "fis" else ""
    arns = [_resource(one, connection.partition(), account, world) for one in reads]
    subject = arns[0] if arns[0] not in (None, ANY) else resources[0]
    finding = replace(new_finding("not-readable", subject, says, certain=False, suggestions=_statement(permissions, arns)), source=page)
    if reads[0].service == "organizations":
        finding = replace(finding, fix=_FIX_ORGANIZATION, suggestions=())
    return BlindSpot(finding, frozenset(part for one in reads for part in hidden_by(one.operation, one.resource, account, world)))


def _statement(permissions: Sequence[str], arns: Sequence[str | None]) -> tuple[Suggestion, ...]:
    """The statement to add; none where an ARN is not known."""
    if None in arns:
        return ()
    statement = {"Effect": "Allow", "Action": sorted(permissions), "Resource": list(dict.fromkeys(arns))}
    return (Suggestion("Add this statement to a policy of the caller.", json.dumps(statement)),)


def unanswered(accounts: Accounts, world: World, source: Bucket | None, failed: Collection[FailedRead]) -> Iterator[BlindSpot]:
    """One for all calls that failed."""
    if not failed:
        return
    first, *others = (one.error.sentence for one in failed)
    names = ", ".join(dict.fromkeys(one.operation for one in failed))
    more = f"{len(others)} more {'call' if len(others) == 1 else 'calls'} failed; all of them: {names}." if others else ""
    subject = source.arn if source is not None else accounts.source
    finding = new_finding("read-failed", subject, f"{first}{more and f' {more}'}", certain=False)
    owners = [part for one in failed for account in world.accounts for part in hidden_by(one.operation, one.resource, account, world)]
    yield BlindSpot(finding, frozenset(owners))


def _governed(world: World) -> bool:
    """Whether the control policies of every account are known."""
    return all(not isinstance(account.scps, Unknown) for account in world.accounts.values())


def _resource(read: DeniedRead, partition: str, account: str, world: World) -> str | None:
    """The resource of the missing permission, as a policy names it; None if it is not known. A rule or job names its role by ARN."""
    found = resource_of(CallScope(read.service, partition, read.region, account), read.operation, read.name)
    roles = (arn for arn in world.roles if read.service == "iam" and Arn.parse(arn).name == read.name)
    return found if found is not None else next(roles, None)
