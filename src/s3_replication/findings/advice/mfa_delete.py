"""Buckets with MFA Delete, which Terraform and roles cannot change."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World
from s3_replication.findings.advice.rules import rules_with_destinations
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Severity, Suggestion
from s3_replication.iam import Unknown, partition_of

__all__ = ["mfa_delete"]


def mfa_delete(world: World, source: Bucket) -> Iterator[Finding]:
    """The source and each destination with MFA Delete; a warning for one that has lifecycle rules, which S3 refuses."""
    for bucket in dict.fromkeys([source.name, *(one.name for _, one in rules_with_destinations(world, source))]):
        yield from _of(world.buckets[bucket])


def _of(bucket: Bucket) -> Iterator[Finding]:
    if bucket.mfa_delete is not True:
        return
    rules = [] if isinstance(bucket.lifecycle, Unknown) else [one.id for one in bucket.lifecycle]
    says = f"Bucket {bucket.name} has MFA Delete"
    says += f" and the lifecycle rules {', '.join(rules)}. S3 refuses one of the two settings." if rules else "."
    device = f"arn:{partition_of(bucket.arn)}:iam::{bucket.account}:mfa/root-account-mfa-device"
    command = f"aws s3api put-bucket-versioning --region {bucket.region} --bucket {bucket.name} "
    change = Suggestion(
        f"Disable MFA Delete as the root user of account {bucket.account}, with the serial number of its MFA device and a code for CODE.",
        cli=command + f"--versioning-configuration Status=Enabled,MFADelete=Disabled --mfa '{device} CODE'",
    )
    severity = Severity.WARNING if rules else None
    yield new_finding("mfa-delete-is-enabled", bucket.arn, says, severity=severity, suggestions=(change,))
