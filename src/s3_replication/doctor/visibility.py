"""What the caller does not see: destinations in other accounts, and single parts that may not be read."""

from collections.abc import Collection, Iterator

from s3_replication.core import Bucket, ReplicationConfiguration, World, bucket_name
from s3_replication.doctor.access import Accounts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["hidden_buckets", "hidden_destinations", "unread_parts"]


def hidden_destinations(accounts: Accounts, world: World, source: Bucket, known: Collection[str] = ()) -> Iterator[Finding]:
    """One finding for each destination that no visible account owns; one that does not exist at all is not hidden, nor is a `known` one."""
    seen = ", ".join(accounts.connections)
    for name, (arn, account) in hidden_buckets(world, source).items():
        if name in known:
            continue
        if not account:
            says = f"The rule names no account for bucket {name}; none of {seen} may read its location (s3:GetBucketLocation)."
        elif account in accounts.connections:
            says = f"Account {account} is visible, but bucket {name} may not be read there, or another account owns it."
        else:
            says = f"Bucket {name} is in account {account}; visible is {seen}."
        yield new_finding("destination-not-visible", arn, says, certain=False)


def hidden_buckets(world: World, source: Bucket) -> dict[str, tuple[str, str]]:
    """The destinations that were not read, by name, each with its ARN and the account that its rule names ("": none)."""
    if world.complete or not isinstance(source.replication, ReplicationConfiguration):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for rule in source.replication.rules:
        destination = rule.destination
        if isinstance(destination.bucket, str) and bucket_name(destination.bucket) not in world.buckets:
            account = destination.account if isinstance(destination.account, str) else ""
            found[bucket_name(destination.bucket)] = destination.bucket, account
    return found


def unread_parts(accounts: Accounts, world: World, source: Bucket | None, known: Collection[str] = ()) -> Iterator[Finding]:
    """One finding for each permission that is missing, with what could not be read without it.

    A bucket that was asked for in the wrong account, since its rule names none or it is `known`, is no missing permission. Nor is a read
    of control policies that another connection could make.
    """
    hidden = hidden_buckets(world, source) if source is not None else {}
    for account, connection in accounts.connections.items():
        resources: dict[tuple[str, str], dict[str, None]] = {}
        for denied in connection.denied:
            owner = world.buckets.get(denied.bucket)
            owned_by = owner.account if owner is not None else hidden.get(denied.bucket, ("", account))[1]
            settled = denied.bucket in known or (denied.permission.startswith("organizations:") and _governed(world))
            if owned_by == account and not settled:
                resources.setdefault((denied.permission, denied.operation), {})[denied.resource] = None
        for (permission, operation), about in resources.items():
            named = ", ".join(list(about)[:3]) + (f" and {len(about) - 3} more" if len(about) > 3 else "")
            says = f"{connection.caller()} may not do {permission} on {named}, so {operation} was denied."
            yield new_finding("not-readable", _subject(next(iter(about)), operation, connection.partition()), says, certain=False)


def _governed(world: World) -> bool:
    """Whether the control policies of every account are known."""
    return all(not isinstance(account.scps, Unknown) for account in world.accounts.values())


def _subject(resource: str, operation: str, partition: str) -> str:
    if resource.startswith("arn:") or ("Bucket" not in operation and "Object" not in operation and "PublicAccess" not in operation):
        return resource
    return f"arn:{partition}:s3:::{resource}"
