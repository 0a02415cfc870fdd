"""Versions that S3 queued for a rule which the bucket no longer has: another tool may have replaced the rules."""

from collections.abc import Iterator
from typing import Final

from s3_replication.core import Bucket, ReplicationConfiguration, ReplicationStatus, Rule, Version, rule_prefix
from s3_replication.doctor.sample import Sample
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.findings.render.visible import visible
from s3_replication.findings.words import counted
from s3_replication.iam import Unknown

__all__ = ["uncovered_objects"]

_QUEUED: Final = (ReplicationStatus.COMPLETED, ReplicationStatus.FAILED)


def uncovered_objects(bucket: Bucket, sample: Sample) -> Iterator[Finding]:
    """A finding if a version of the sample has a status, but no rule has a prefix of its key; tags may have changed, so they do not count.

    S3 sets a status only where a rule selects the version, and keeps it without the rule (facts 4.04 and 4.12).
    """
    if not isinstance(bucket.replication, ReplicationConfiguration):
        return
    rules = bucket.replication.rules
    found = [one for one in sample.known if one.status in _QUEUED and not any(_covers(rule, one) for rule in rules)]
    if found:
        newest = max(found, key=lambda one: one.last_modified)
        count = f"{counted(len(found), 'version')} of the sample {'has' if len(found) == 1 else 'have'}"
        status = newest.status.value if newest.status is not None else ""
        says = (
            f"{count} a replication status, but no rule of today has a prefix of the key. The newest is version {newest.version_id} of "
            f"{visible(newest.key)}, which is {status} and was written at {newest.last_modified.isoformat()}. "
            "The rule that selected it was replaced or removed after that."
        )
        yield new_finding("objects-without-rule", bucket.arn, says, certain=False)


def _covers(rule: Rule, version: Version) -> bool:
    prefix = rule_prefix(rule)
    return isinstance(prefix, Unknown) or version.key.startswith(prefix)
