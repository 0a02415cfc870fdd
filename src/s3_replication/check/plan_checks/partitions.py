"""ARNs of another partition than the provider's, in rules and in the policies of replication."""

from collections.abc import Iterator, Mapping

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.check.plan_checks.policies import listed, used_policies
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import mapping

__all__ = ["find_other_partitions"]

_CHECK = "arn-of-another-partition"


def find_other_partitions(facts: PlanFacts) -> Iterator[Finding]:
    """Only where the plan shows the provider's Region; a statement may list the same resource for several partitions."""
    for one in facts.own_replications:
        if partition := _partition(facts, one.instance):
            named: list[tuple[str, object, str | None]] = [("role", one.configuration.role, None)]
            for rule in one.configuration.rules:
                named += [("destination", rule.destination.bucket, rule.id), ("replica key", rule.destination.replica_kms_key, rule.id)]
            for what, arn, rule_id in named:
                if _is_other(arn, partition):
                    says = f"The {what} {arn} is in partition {str(arn).split(':')[1]}, but the provider's Region is in {partition}."
                    yield new_finding(_CHECK, one.instance.address, says, rule_id=rule_id)
    instances = {one.address: one for one in facts.parts.instances}
    for policy in used_policies(facts):
        instance = instances.get(policy.address)
        partition = _partition(facts, instance) if instance else ""
        other = next((arn for one in policy.statements for arn in _others(one, partition)), None) if partition else None
        if other is not None:
            says = f"A statement of {policy.address} names {other}, but the provider's Region is in partition {partition}."
            yield new_finding(_CHECK, policy.address, says)


def _partition(facts: PlanFacts, instance: Instance) -> str:
    """The partition of the provider's Region; "" if the plan does not show the Region."""
    identity = facts.parts.provider_accounts.of(instance)
    return identity.partition if identity.region else ""


def _others(statement: Mapping[str, object], partition: str) -> Iterator[str]:
    """The first ARN of each element of an Allow statement in which every ARN is of another partition."""
    if statement.get("Effect") != "Allow":
        return
    conditions = [values for lines in mapping(statement.get("Condition")).values() for values in mapping(lines).values()]
    for element in (statement.get("Resource"), mapping(statement.get("Principal")).get("AWS"), *conditions):
        arns = listed(element)
        if arns and all(_is_other(arn, partition) for arn in arns):
            yield str(arns[0])


def _is_other(arn: object, partition: str) -> bool:
    """Whether a text is an ARN that names another partition, without a wildcard."""
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        return False
    named = arn.split(":")[1]
    return named != partition and named.startswith("aws") and not set("*?$") & set(named)
