"""What a job does before its first task: take its role, find its manifest, and read or generate it (facts 6.02, 6.07 to 6.11, 6.18)."""

from collections.abc import Sequence

from s3_replication.core import Bucket, Change, Engine, Version
from s3_replication.core.batch import BATCH_SERVICE, GENERATOR_ACTIONS, JobRole, is_eligible, manifest_action
from s3_replication.local.batch.errors import JobFailure
from s3_replication.local.batch.job import GeneratedLocation, Job
from s3_replication.local.batch.manifest import (
    CSV_FORMAT,
    ManifestEntry,
    ManifestError,
    generated,
    read_csv,
    read_inventory,
)  # fmt: skip
from s3_replication.local.batch.request import GeneratorSource, ManifestOutput, ManifestSource
from s3_replication.local.ports.store import Store
from s3_replication.local.s3.errors import S3Error

__all__ = ["CannotRun", "prepare"]


class CannotRun(Exception):
    """The job cannot run."""

    def __init__(self, code: str, reason: str) -> None:
        self.failure = JobFailure(code, reason[:256])
        super().__init__(reason)


def prepare(job: Job, engine: Engine, store: Store) -> list[ManifestEntry]:
    """The job's entries; a generated manifest is written where it was asked for. Raises CannotRun."""
    role = JobRole(engine.world, job.request.role, job.arn)
    if not role.assumable():
        hint = f" (it depends on {', '.join(sorted(role.unknown))})" if role.unknown else ""
        sentence = f"Cannot assume {job.request.role}: let {BATCH_SERVICE} do sts:AssumeRole in its trust{hint}."
        raise CannotRun("AssumeRoleNotPermitted", sentence)
    source = job.request.source
    if isinstance(source, GeneratorSource):
        return _generate(job, source, role, engine, store)
    return _read(source, role, store)


def _bucket(store: Store, name: str, owner: str | None, what: str) -> Bucket:
    found = store.bucket(name)
    if found is None:
        raise CannotRun("SrcBucketNotFound" if what == "source" else "NoSuchBucket", f"The {what} bucket {name} does not exist.")
    if owner is not None and owner != found.account:
        raise CannotRun("AccessDenied", f"The {what} bucket {name} does not belong to the expected account {owner}.")
    return found


def _require(role: JobRole, action: str, bucket: Bucket, key: str | None = None) -> None:
    if not role.may(action, bucket, key):
        where = f"{bucket.arn}/{key}" if key is not None else bucket.arn
        raise CannotRun("AccessDenied", f"The job's role may not do {action} on {where}.")


def _generate(job: Job, source: GeneratorSource, role: JobRole, engine: Engine, store: Store) -> list[ManifestEntry]:
    bucket = _bucket(store, source.bucket, source.owner, "source")
    for action in GENERATOR_ACTIONS:
        _require(role, action, bucket)
    if bucket.replication is None:
        raise CannotRun("SrcBucketReplicationConfigMissing", f"The source bucket {bucket.name} has no replication configuration.")

    def eligible(version: Version) -> bool:
        return is_eligible(engine.admit(version, Change.BATCH))

    versions = (found.version for found in store.versions(bucket.name))
    entries = [
        ManifestEntry(bucket.name, version.key, version.version_id) for version in versions if source.filter.takes(version, eligible)
    ]
    if not entries:
        raise CannotRun("ManifestGenerationFailed", "Manifest generation found no keys matching the filter criteria.")
    if source.output is not None:
        job.generated = _write(job, source.output, entries, role, bucket.name, store)
    return entries


def _write(
    job: Job, output: ManifestOutput, entries: Sequence[ManifestEntry], role: JobRole, source: str, store: Store
) -> GeneratedLocation:
    bucket = _bucket(store, output.bucket, output.owner, "manifest")
    folder = f"{output.prefix.rstrip('/')}/job-{job.id}/" if output.prefix else f"job-{job.id}/"
    files = generated(entries, source, bucket.arn, folder, int(job.created.timestamp() * 1000))
    for name in (files.data_name, files.manifest_name):
        _require(role, "s3:PutObject", bucket, folder + name)
    try:
        store.write_object(bucket, folder + files.data_name, files.data, "application/gzip", kms_key=output.kms_key)
        made = store.write_object(bucket, folder + files.manifest_name, files.manifest, "application/json", kms_key=output.kms_key)
    except S3Error as error:
        raise CannotRun(error.code, f"The manifest cannot be written to {bucket.name}: {error.message}") from error
    version = made.version_id if made.version_id != "null" else None
    return GeneratedLocation(f"{bucket.arn}/{folder}{files.manifest_name}", made.etag, version)


def _read(source: ManifestSource, role: JobRole, store: Store) -> list[ManifestEntry]:
    bucket = _bucket(store, source.bucket, None, "manifest")
    _require(role, manifest_action(source.version_id), bucket, source.key)
    found = store.read_object(source.bucket, source.key, source.version_id)
    if found is None:
        raise CannotRun("NoSuchKey", f"The manifest {source.bucket}/{source.key} does not exist.")
    if found.etag != source.etag:
        raise CannotRun("InvalidManifest", f"The manifest's ETag is {found.etag}, the job was made for {source.etag}.")

    def fetch(name: str, key: str) -> bytes | None:
        data = _bucket(store, name, None, "manifest")
        _require(role, "s3:GetObject", data, key)
        part = store.read_object(name, key)
        return None if part is None else part.body

    try:
        entries = list(read_csv(found.body, source.fields) if source.format == CSV_FORMAT else read_inventory(found.body, fetch))
    except ManifestError as error:
        raise CannotRun("InvalidManifest", f"The manifest cannot be used: {error}.") from error
    if not entries:
        raise CannotRun("InvalidManifest", "The manifest lists no object.")
    return entries
