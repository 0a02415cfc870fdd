"""ACLs of buckets that S3 refuses because Object Ownership disables ACLs, as it does for every new bucket.

Source: S3 User Guide, "Troubleshooting" of Object Ownership (AccessControlListNotSupported, InvalidBucketAclWithObjectOwnership).
"""

from collections.abc import Iterator
from typing import Final

from s3_replication.check.plan_checks.dependencies import depends_on
from s3_replication.check.plan_checks.facts import PlanFacts, text_of
from s3_replication.core import Ownership
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Severity
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import blocks

__all__ = ["find_refused_acls"]

_CHECK: Final = "bucket-acl-refused"


def find_refused_acls(facts: PlanFacts) -> Iterator[Finding]:
    """Each ACL that the plan puts on a bucket with disabled ACLs, and each that does not wait until they are enabled."""
    for bucket in facts.managed("aws_s3_bucket"):
        if "create" in facts.change(bucket).actions:
            yield from _of_new_bucket(bucket)
    for acl in facts.managed("aws_s3_bucket_acl"):
        name = facts.bucket_of(acl)
        if name is not None and name in facts.world.buckets and {"create", "update"} & set(facts.change(acl).actions):
            yield from _of_setting(facts, acl, name)


def _of_new_bucket(bucket: Instance) -> Iterator[Finding]:
    """The provider creates the bucket with its canned ACL, sets grants afterwards, and names no Object Ownership."""
    canned = text_of(bucket.values.get("acl"))
    if canned not in (None, "private"):
        yield new_finding(_CHECK, bucket.address, f'{bucket.address} has acl = "{canned}": InvalidBucketAclWithObjectOwnership.')
    elif blocks(bucket.values, "grant"):
        yield new_finding(_CHECK, bucket.address, f"{bucket.address} has a grant block: AccessControlListNotSupported.")


def _of_setting(facts: PlanFacts, acl: Instance, name: str) -> Iterator[Finding]:
    if facts.world.buckets[name].ownership is Ownership.BUCKET_OWNER_ENFORCED:
        yield new_finding(_CHECK, acl.address, f"ACLs of bucket {name} are disabled: AccessControlListNotSupported.")
        return
    if not any(bucket.created and facts.bucket_of(bucket) == name for bucket in facts.managed("aws_s3_bucket")):
        return
    waits = facts.dependencies.of(acl)
    for setting in facts.managed("aws_s3_bucket_ownership_controls"):
        if facts.bucket_of(setting) == name and not waits.hidden and not waits.includes(setting):
            says = f"{acl.address} has no reference to {setting.address}, which enables ACLs, and no depends_on with it."
            yield new_finding(_CHECK, acl.address, says, severity=Severity.WARNING, suggestions=depends_on(acl, [setting]))
