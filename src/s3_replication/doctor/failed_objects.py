"""FAILED versions that remain: S3 does not try them again."""

from collections.abc import Iterator

from s3_replication.core import Bucket
from s3_replication.doctor.commands import replicate_failed
from s3_replication.doctor.sample import Sample
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding

__all__ = ["failed_objects"]


def failed_objects(bucket: Bucket, sample: Sample) -> Iterator[Finding]:
    """A finding if versions of the sample are FAILED: how many, one of them, and the job for them."""
    failed = sample.failed
    if not failed:
        return
    which = "all of the bucket" if sample.whole else "a sample"
    says = (
        f"{len(failed)} of the {len(sample.read)} versions that were read ({which}) are FAILED, "
        f"such as version {failed[0].version_id} of {failed[0].key}."
    )
    yield new_finding("failed-objects-remain", bucket.arn, says, suggestions=(replicate_failed(bucket),))
