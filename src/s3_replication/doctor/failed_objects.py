"""FAILED versions that remain: S3 does not try them again."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from s3_replication.aws import Listed, list_versions, read_status
from s3_replication.core import Bucket, ReplicationConfiguration, ReplicationStatus
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.commands import replicate_failed
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["SAMPLE", "FailedSample", "SampledVersion", "failed_objects"]

SAMPLE: Final = 100
"""How many versions are read at most, each with one HeadObject."""


@dataclass(frozen=True, slots=True)
class SampledVersion:
    """A version and its status; None if it has none or is gone, UNKNOWN if it may not be read."""

    listed: Listed
    status: ReplicationStatus | Unknown | None


@dataclass(frozen=True, slots=True)
class FailedSample:
    """The versions that were read, how many of them are FAILED, and the finding about those."""

    versions: tuple[SampledVersion, ...] = ()
    failed: int = 0
    findings: tuple[Finding, ...] = ()


def failed_objects(accounts: Accounts, bucket: Bucket) -> FailedSample:
    """A finding if versions of the sample are FAILED: how many, one of them, and the job that replicates them."""
    if not isinstance(bucket.replication, ReplicationConfiguration):
        return FailedSample()
    s3 = accounts.at_source.s3(bucket.region)
    listed = list_versions(s3, bucket.name, limit=SAMPLE)
    objects = [one for one in listed if not one.delete_marker]
    statuses = accounts.at_source.together([partial(read_status, s3, bucket.name, one.key, one.version_id) for one in objects])
    versions = tuple(SampledVersion(one, status) for one, status in zip(objects, statuses, strict=True))
    failed = [one.listed for one in versions if one.status is ReplicationStatus.FAILED]
    if not failed:
        return FailedSample(versions)
    which = "all of the bucket" if len(listed) < SAMPLE else f"the first {SAMPLE} by key"
    says = f"{len(failed)} of the {len(objects)} versions that were read ({which}) are FAILED, such as version {failed[0].version_id} of "
    says += f"{failed[0].key}."
    found = new_finding("failed-objects-remain", bucket.arn, says, suggestions=(replicate_failed(bucket),))
    return FailedSample(versions, len(failed), (found,))
