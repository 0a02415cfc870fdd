"""drift_findings(): two worlds in, one finding for each difference out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from s3_replication.core import Bucket, ReplicationConfiguration, Rule, World, bucket_name
from s3_replication.doctor.drift.difference import RULES, Difference
from s3_replication.doctor.drift.keys import key_differences
from s3_replication.doctor.drift.policies import policy_differences
from s3_replication.doctor.drift.records import TerraformSide, require_account
from s3_replication.doctor.drift.repairs import repair_of
from s3_replication.doctor.drift.roles import role_differences
from s3_replication.doctor.drift.rules import rule_differences
from s3_replication.doctor.drift.settings import place_differences, setting_differences
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.iam import UNKNOWN

__all__ = ["drift_findings"]

_Unread = Callable[[str, str], bool]


def drift_findings(said: TerraformSide, live: World, source: Bucket, unread: _Unread) -> Iterator[Finding]:
    """What the live pair of `source` has otherwise than the states and plans; `unread` says whether a read of S3 was denied or failed.

    What they do not show, and what the live world does not have, gives none. Raises InputError for documents of another account.
    """
    require_account(said.recorded, source.name, source.account)
    given: dict[Suggestion, Difference] = {}
    for one in _differences(said, live, source, unread):
        repair = repair_of(one)
        first = given.setdefault(repair, one)
        shown = repair if first is one else replace(repair, text=f"The fix for {_called(first)} repairs this too.")
        certain = not one.owner.recorded.failed
        finding = new_finding(
            one.check, one.owner.address, one.says, severity=one.severity, certain=certain, rule_id=one.rule_id, suggestions=(shown,)
        )
        yield replace(finding, location=one.owner.location)


def _called(difference: Difference) -> str:
    return f"rule {difference.rule_id}" if difference.rule_id else difference.owner.address


def _differences(side: TerraformSide, live: World, source: Bucket, unread: _Unread) -> Iterator[Difference]:
    owners, said = side.owners, side.world
    configuration = owners.of(source.name, RULES)
    if configuration is not None:
        yield from rule_differences(configuration, said, live, source.name)
    expected = {rule.destination.account for rule in _rules(live.buckets[source.name]) if isinstance(rule.destination.account, str)}
    for name in _names(source, live.buckets[source.name], said):
        if name in live.buckets:
            yield from place_differences(owners, live, name, expected) if name != source.name else ()
            yield from setting_differences(owners, said, live, name, unread)
            policy = owners.of(name, "aws_s3_bucket_policy")
            written = policy.world.buckets[name].policy if policy is not None else None
            yield from policy_differences(policy, f"The policy of bucket {name}", written, live.buckets[name].policy)
    for arn, found in live.roles.items():
        if arn in said.roles:
            role = said.roles[arn]
            yield from role_differences(owners, replace(role, policies=UNKNOWN) if side.shares_name(arn) else role, found)
    for arn in live.keys:
        if arn in said.keys and said.keys[arn].arn == arn:  # an alias is no other key
            yield from key_differences(owners, said.keys[arn], live.keys[arn])


def _names(source: Bucket, live: Bucket, said: World) -> Sequence[str]:
    """The source bucket, and the destinations of the live rules and of Terraform's."""
    rules = [*_rules(live), *(_rules(said.buckets[source.name]) if source.name in said.buckets else ())]
    arns = [rule.destination.bucket for rule in rules]
    return list(dict.fromkeys([source.name, *(bucket_name(arn) for arn in arns if isinstance(arn, str))]))


def _rules(bucket: Bucket) -> Sequence[Rule]:
    return bucket.replication.rules if isinstance(bucket.replication, ReplicationConfiguration) else ()
