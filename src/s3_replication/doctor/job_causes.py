"""Why a job or its tasks failed, other than by its role: manifest, filter, Region, configuration, and versions that no rule takes."""

from collections.abc import Iterator, Sequence

from s3_replication.core import Bucket, Change, Engine, FailureReason, Outcome, Version, World, explain
from s3_replication.core.batch import BatchJob, ManifestFilter, is_eligible, missing_columns, obstacle
from s3_replication.doctor.job_role_causes import JobCause
from s3_replication.doctor.sample import Sample
from s3_replication.findings.words import and_list

__all__ = ["job_causes", "task_causes"]


def job_causes(job: BatchJob, source: Bucket, lacking: Sequence[Version]) -> Iterator[JobCause]:
    """What keeps the job from every version; `lacking` are versions of the sample that have no replica."""
    if source.replication is None:
        reason = FailureReason.SRC_BUCKET_REPLICATION_CONFIG_MISSING
        yield JobCause(f"Bucket {source.name} has no replication configuration, so S3's reason is {reason}.")
    if job.region != source.region:
        reason = FailureReason.SRC_BUCKET_INVALID_REGION
        yield JobCause(f"The bucket is in {source.region} and the job in {job.region}, so S3's reason is {reason}.")
    missing = missing_columns(job.manifest.fields) if job.manifest is not None and job.manifest.fields else ()
    if missing:
        says = f"The manifest has no column {and_list(missing)}. Batch Replication acts on versions and needs the id of each."
        yield JobCause(f"{says} Add the column, or let S3 generate the manifest.")
    if job.filter is not None and not job.total:
        yield from _left_out(job.filter, lacking)


def _left_out(filters: ManifestFilter, lacking: Sequence[Version]) -> Iterator[JobCause]:
    """The filter of a manifest without any version, if it takes none of those that have no replica (M13: a filter for NONE)."""
    if not lacking or any(filters.takes(version, lambda _one: True) for version in lacking):
        return
    one = lacking[0]
    if filters.takes_status(one):
        differs = "the filter takes other keys, times, sizes, storage classes or encryption"
    else:
        status = f"the status {one.status.value}" if one.status is not None else "no status (NONE)"
        differs = f"it has {status}, and the filter takes {' or '.join(sorted(filters.statuses))}"
    yield JobCause(f"The manifest lists no version. Version {one.version_id} of {one.key} is left out: {differs}.")


def task_causes(job: BatchJob, world: World, sample: Sample) -> Iterator[JobCause]:
    """What today's configuration does with the versions of the sample that the job takes: one cause for each of S3's reasons."""
    engine = Engine(world)
    found: dict[FailureReason, Version] = {}
    for version in sample.known:
        if job.filter is None or job.filter.takes(version, lambda one: is_eligible(engine.admit(one, Change.BATCH))):
            reason = _reason(engine, version)
            if reason is not None:
                found.setdefault(reason, version)
    for reason, version in found.items():
        yield JobCause(f"For version {version.version_id} of {version.key}, S3's reason is {reason}. {explain(reason)}")


def _reason(engine: Engine, version: Version) -> FailureReason | None:
    reason = obstacle(engine.admit(version, Change.BATCH))
    if reason is not None:
        return reason
    tasks = engine.decide(version, Change.BATCH).tasks
    return next((task.failure_reason for task in tasks if task.outcome is Outcome.FAILED), None)
