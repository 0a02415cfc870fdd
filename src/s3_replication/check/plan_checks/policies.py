"""The policies that decide about replication, as far as this plan has their documents."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.iam import Policy
from s3_replication.plan.values import items, mapping

__all__ = ["HOLDERS", "ReplicationPolicy", "allowed_principals", "listed", "role_policies", "used_policies"]

HOLDERS: Final = ("aws_s3_bucket_policy", "aws_kms_key_policy", "aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key")
"""Resources whose argument `policy` is a bucket's or a key's policy."""
_ARGUMENT: Final = re.compile(r"\.(?:policy|assume_role_policy|inline_policy\.\d+\.policy)$")


@dataclass(frozen=True, slots=True)
class ReplicationPolicy:
    """One policy: the address of its resource, and its statements."""

    address: str
    statements: Sequence[Mapping[str, object]]


def role_policies(facts: PlanFacts) -> Iterator[ReplicationPolicy]:
    """The policies of the roles that the rules name."""
    roles = [facts.world.roles[arn] for arn in sorted(facts.roles_of_rules()) if arn in facts.world.roles]
    yield from _read(facts, [policy for role in roles if isinstance(role.policies, tuple) for policy in role.policies])


def used_policies(facts: PlanFacts) -> Iterator[ReplicationPolicy]:
    """Those, and the policies of the rules' buckets and keys."""
    yield from role_policies(facts)
    names = facts.source_names() | facts.destination_names()
    yield from _read(facts, [bucket.policy for name, bucket in facts.world.buckets.items() if name in names])
    yield from _read(facts, [key.policy for arn, key in facts.world.keys.items() if arn in facts.keys_of_rules()])


def _read(facts: PlanFacts, policies: Sequence[object]) -> Iterator[ReplicationPolicy]:
    for policy in policies:
        document = facts.documents.get(policy.name) if isinstance(policy, Policy) else None
        if document is not None and isinstance(policy, Policy):
            yield ReplicationPolicy(_ARGUMENT.sub("", policy.name), [mapping(one) for one in listed(document.get("Statement"))])


def listed(value: object) -> Sequence[object]:
    """A single value counts as a list of one."""
    return items(value) if isinstance(value, list) else [] if value is None else [value]


def allowed_principals(policy: object) -> set[str]:
    """The ARNs that the Allow statements of a known policy name as principals."""
    try:
        document = json.loads(policy) if isinstance(policy, str) else {}
    except (ValueError, RecursionError):
        return set()
    statements = [mapping(one) for one in listed(mapping(document).get("Statement"))]
    named = [mapping(one.get("Principal")).get("AWS") for one in statements if one.get("Effect") == "Allow"]
    return {arn for one in named for arn in listed(one) if isinstance(arn, str)}
