"""The statement that allows what was refused, as narrow as the rule permits."""

from collections.abc import Iterator

from s3_replication.core import Admission, Check, World, rule_prefix
from s3_replication.findings.repairs.edits import S3, Allow
from s3_replication.findings.repairs.policies import Holder, HolderKind
from s3_replication.iam import Arn, Unknown, partition_of

__all__ = ["allow"]


def allow(check: Check, holder: Holder, admission: Admission, world: World) -> Iterator[Allow]:
    """One action, on the bucket, on the objects under the rule's prefix, or on the key through S3 alone; none for what is not a role."""
    if holder.kind is HolderKind.TRUST:
        yield Allow(holder, (check.action,), "", ("Service", S3))
    elif Arn.find(str(admission.role)) is not None:
        principal = ("AWS", str(admission.role))
        if check.action.startswith("kms:"):
            resource = "*" if holder.kind is HolderKind.KEY else check.resource
            yield Allow(holder, (check.action,), resource, principal, _through_s3(check.resource, world))
        else:
            yield Allow(holder, (check.action,), _objects(check.resource, admission), principal)


def _objects(resource: str, admission: Admission) -> str:
    bucket, slash, _ = resource.partition("/")
    prefix = rule_prefix(admission.rule)
    return f"{bucket}/{'' if isinstance(prefix, Unknown) else _literal(prefix)}*" if slash else resource


def _literal(prefix: str) -> str:
    """The prefix without wildcards and variables (IAM User Guide, "Policy variables")."""
    return "".join(f"${{{character}}}" if character in "*?$" else character for character in prefix)


def _through_s3(key_arn: str, world: World) -> tuple[tuple[str, str, str], ...]:
    """AWS states the form of kms:ViaService for partitions under amazonaws.com only (fact 5.29)."""
    key = world.keys.get(key_arn)
    if key is None or partition_of(key_arn) != "aws":
        return ()
    return (("StringEquals", "kms:ViaService", f"s3.{key.region}.amazonaws.com"),)
