"""FAILED versions that remain: S3 does not try them again."""

from collections.abc import Iterator

from s3_replication.core import Bucket
from s3_replication.doctor.commands import replicate_failed
from s3_replication.doctor.object_answer import ObjectAnswer, ObjectState
from s3_replication.doctor.sample import Sample
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding

__all__ = ["failed_objects"]


def failed_objects(bucket: Bucket, sample: Sample, asked: ObjectAnswer | None = None) -> Iterator[Finding]:
    """A finding if versions of the sample, or the one that was asked for, are FAILED: how many, one of them, and the job for them."""
    failed = [(one.key, one.version_id) for one in sample.failed]
    read = len(sample.read)
    if asked is not None and not asked.delete_marker:
        read += 1
        failed += [(asked.key, asked.version_id)] if asked.state is ObjectState.FAILED else []
    if not failed:
        return
    which = "all of the bucket" if sample.whole else "a sample"
    key, version = failed[0]
    says = f"{len(failed)} of the {read} versions that were read ({which}) are FAILED, such as version {version} of {key}."
    yield new_finding("failed-objects-remain", bucket.arn, says, suggestions=(replicate_failed(bucket),))
