"""The keys and roles of a bucket's card."""

from s3_replication.core import KeyState, World
from s3_replication.findings.finding import Report
from s3_replication.findings.render.html.topology.about import worst_of
from s3_replication.findings.render.html.topology.model import BucketPart, Health
from s3_replication.iam import Arn, Unknown

__all__ = ["key_part", "role_part"]

_STATES = {KeyState.DISABLED: "disabled", KeyState.PENDING_DELETION: "pending deletion"}


def role_part(report: Report, world: World, arn: str | Unknown) -> BucketPart:
    """The role that S3 assumes."""
    if isinstance(arn, Unknown):
        return BucketPart("IAM role", "not known", Health.UNKNOWN)
    health, note = _found(report, arn)
    if health is Health.WORKS and arn not in world.roles:
        health, note = _missing(world)
    return BucketPart("IAM role", _short(report, arn), health, note)


def key_part(report: Report, world: World, arn: str | Unknown | None, use: str) -> BucketPart:
    """A KMS key, and what it encrypts; None is the AWS managed key aws/s3."""
    kind = f"KMS key of {use}"
    if arn is None:
        return BucketPart(kind, "aws/s3", Health.WORKS, "AWS managed")
    if isinstance(arn, Unknown):
        return BucketPart(kind, "not known", Health.UNKNOWN)
    health, note = _found(report, arn)
    key = world.keys.get(arn)
    if key is None:
        return BucketPart(kind, _short(report, arn), *((health, note) if health is not Health.WORKS else _missing(world)))
    if isinstance(key.state, KeyState) and key.state in _STATES:
        return BucketPart(kind, _short(report, arn), Health.BROKEN, _STATES[key.state])
    return BucketPart(kind, _short(report, arn), health, note)


def _found(report: Report, arn: str) -> tuple[Health, str]:
    health, severity, _ = worst_of(report, arn)
    return health, severity.value if severity is not None else ""


def _missing(world: World) -> tuple[Health, str]:
    return (Health.BROKEN, "does not exist") if world.complete else (Health.UNKNOWN, "not visible")


def _short(report: Report, arn: str) -> str:
    """The address in Terraform, if the plan has the resource, else the name in the ARN."""
    address = report.addresses.get(arn)
    if address:
        return address
    found = Arn.find(arn)
    return found.resource.removeprefix("key/").removeprefix("role/") if found is not None else arn
