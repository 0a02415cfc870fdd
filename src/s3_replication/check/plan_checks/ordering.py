"""Rules that the apply may put before what they need: versioning, the role's policy, the destination's policy.

Sources: S3 API Reference, PutBucketReplication (versioning); S3 User Guide, "Getting replication status information" (objects that fail
for lack of permission stay FAILED).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from s3_replication.check.plan_checks.dependencies import depends_on
from s3_replication.check.plan_checks.facts import PlanFacts, PlannedReplication
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Severity
from s3_replication.plan.arns import bucket_of
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import items

__all__ = ["find_missing_order"]

_VERSIONING: Final = "rules-do-not-wait-for-versioning"
_ROLE: Final = "rules-do-not-wait-for-role-policy"
_BUCKET: Final = "rules-do-not-wait-for-bucket-policy"
_ROLE_POLICIES: Final = ("aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_policy_attachment")


@dataclass(frozen=True, slots=True)
class _Requirement:
    """What a rule needs: the check that reports the missing order, and the bucket's name or the role's ARN."""

    check: str
    name: str


def find_missing_order(facts: PlanFacts) -> Iterator[Finding]:
    """Only for rules that the plan creates, and for what it creates with them: anything else exists already."""
    created = _created(facts)
    new = {facts.bucket_of(bucket) for bucket in facts.managed("aws_s3_bucket") if bucket.created}
    for one in facts.own_replications:
        if "create" not in facts.change(one.instance).actions:
            continue
        waits = facts.dependencies.of(one.instance)
        missing: dict[str, list[Instance]] = {}
        for need in _needs(facts, one):
            for instance in created.get(need, ()):
                if instance != one.instance and not waits.includes(instance):
                    missing.setdefault(need.check, []).append(instance)
        for check, instances in missing.items():
            yield _finding(check, one.instance, instances, hidden=waits.hidden, new=one.source.name in new)


def _finding(check: str, rules: Instance, instances: list[Instance], *, hidden: bool, new: bool) -> Finding:
    names = " and ".join(dict.fromkeys(instance.address for instance in instances))
    if hidden:
        says = f"The plan does not show whether {rules.address} depends on {names}. A plan has no local values and dynamic blocks."
        return new_finding(check, rules.address, says, severity=Severity.NOTE, certain=False)
    says, severity = f"{rules.address} has no reference to {names} and no depends_on with it.", None
    if check != _VERSIONING and new:  # nothing writes to a bucket that has existed for seconds
        says, severity = f"{says} The source bucket is new, so only objects that are written during the apply can fail.", Severity.NOTE
    return new_finding(check, rules.address, says, severity=severity, suggestions=depends_on(rules, instances))


def _needs(facts: PlanFacts, one: PlannedReplication) -> Iterator[_Requirement]:
    destinations = dict.fromkeys(name for rule in one.configuration.rules if (name := bucket_of(str(rule.destination.bucket))))
    for name in dict.fromkeys((one.source.name, *destinations)):
        yield _Requirement(_VERSIONING, name)
    if isinstance(one.configuration.role, str):
        yield _Requirement(_ROLE, one.configuration.role)
    for name in dict.fromkeys(bucket.name for _, bucket in one.destinations(facts.world) if bucket.account != one.source.account):
        yield _Requirement(_BUCKET, name)


def _created(facts: PlanFacts) -> Mapping[_Requirement, list[Instance]]:
    """What the plan creates that rules can need."""
    found: dict[_Requirement, list[Instance]] = {}
    for instance in facts.managed("aws_s3_bucket_versioning", "aws_s3_bucket_policy", *_ROLE_POLICIES):
        if "create" not in facts.change(instance).actions:
            continue
        check = {"aws_s3_bucket_versioning": _VERSIONING, "aws_s3_bucket_policy": _BUCKET}.get(instance.type, _ROLE)
        for name in _roles(facts, instance) if check == _ROLE else [facts.bucket_of(instance)]:
            if name is not None:
                found.setdefault(_Requirement(check, name), []).append(instance)
    return found


def _roles(facts: PlanFacts, instance: Instance) -> list[str | None]:
    if instance.type != "aws_iam_policy_attachment":
        return [facts.role_of(instance)]
    names = items(instance.values.get("roles"))
    return [arn for arn in facts.world.roles if arn.rpartition("/")[2] in names]
