"""Destinations that no plan creates: one finding for the side of each account."""

from collections.abc import Iterator, Sequence

from s3_replication.core import Bucket, ReplicationConfiguration, World, bucket_name
from s3_replication.findings.blind_spots import BlindSpot
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.causes import EVERYTHING
from s3_replication.findings.words import and_list
from s3_replication.iam import Arn

__all__ = ["other_sides"]

_MOST_NAMED = 3


def other_sides(world: World) -> Iterator[BlindSpot]:
    """One for each account that rules name for such destinations, and one for each other such destination."""
    for source in world.buckets.values():
        by_account: dict[tuple[str, str], dict[str, set[str]]] = {}
        for arn, account, key in _destinations(source):
            if bucket_name(arn) not in world.buckets:
                keys = by_account.setdefault((account, "" if account else arn), {}).setdefault(arn, set())
                keys |= {key} if key and key not in world.keys else set()
        for (account, _), found in by_account.items():
            yield _outside(world, account, list(found), set().union(*found.values()))


def _outside(world: World, account: str, arns: Sequence[str], keys: set[str]) -> BlindSpot:
    names = [bucket_name(arn) for arn in arns]
    owner = f" of account {account}" if account else ""
    word, verb = ("Bucket", "is") if len(names) == 1 else ("Buckets", "are")
    says = f"{word} {and_list(names, _MOST_NAMED)}{owner} {verb} in no plan."
    accounts = [account] if account and account not in world.accounts else []
    finding = new_finding("destination-not-in-plan", arns[0], says, certain=False)
    return BlindSpot(finding, frozenset((one, EVERYTHING) for one in [*names, *keys, *accounts]))


def _destinations(source: Bucket) -> Iterator[tuple[str, str, str]]:
    """The destination's ARN, the account that the rule names and the key of the replicas; "" for what is not there."""
    for rule in source.replication.rules if isinstance(source.replication, ReplicationConfiguration) else ():
        arn, account, key = rule.destination.bucket, rule.destination.account, rule.destination.replica_kms_key
        if isinstance(arn, str) and Arn.find(arn) is not None:
            yield arn, account if isinstance(account, str) else "", key if isinstance(key, str) else ""
