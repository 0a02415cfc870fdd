"""Versions of the sample that remain without a replica: S3 does not try FAILED ones again, and never queued those without a status."""

from collections.abc import Iterator, Sequence

from s3_replication.core import Bucket, Change, Engine, Lock, Outcome, Version, World
from s3_replication.doctor.commands import replicate_again
from s3_replication.doctor.sample import Sample
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["failed_objects", "never_queued", "objects_without_status"]


def failed_objects(bucket: Bucket, sample: Sample) -> Iterator[Finding]:
    """A finding if versions of the sample are FAILED: how many, one of them, and the job for them."""
    if sample.failed:
        says = f"{_counted(sample.failed, sample)} {_are(sample.failed)} FAILED, such as {_first(sample.failed)}."
        says += "".join(_expiring(bucket, sample.failed))
        yield new_finding("failed-objects-remain", bucket.arn, says, suggestions=(replicate_again(bucket, "FAILED"),))


def _expiring(bucket: Bucket, failed: Sequence[Version]) -> Iterator[str]:
    """Whether lifecycle waits for FAILED versions is not certain: AWS's documents differ (facts 3.107 and 3.108)."""
    for rule in bucket.lifecycle if not isinstance(bucket.lifecycle, Unknown) else ():
        expires = rule.expires_after is not None or rule.expires_noncurrent_after is not None
        if expires and isinstance(rule.prefix, str) and any(one.key.startswith(rule.prefix) for one in failed):
            yield f" Lifecycle rule {rule.id} of the bucket may delete such objects before they replicate."


def never_queued(world: World, sample: Sample) -> Sequence[Version]:
    """The versions of the sample that have no status, although a rule selects such versions today."""
    engine = Engine(world)
    return [one for one in sample.known if one.status is None and not one.replica and _is_selected(engine, one)]


def _is_selected(engine: Engine, version: Version) -> bool:
    tasks = engine.decide(version, Change.OBJECT).tasks
    return any(task.admission is not None and task.outcome is not Outcome.NOT_REPLICATED for task in tasks)


def objects_without_status(bucket: Bucket, sample: Sample, waiting: Sequence[Version]) -> Iterator[Finding]:
    """A finding about the versions that were never queued: those with a lock, else all."""
    locked = [one for one in waiting if one.lock != Lock()]
    found, check = (locked, "locked-objects-without-replica") if locked else (waiting, "objects-without-status")
    if found:
        says = f"{_counted(found, sample)} {_have(found)} no status, although a rule selects {_them(found)}, such as {_first(found)}."
        yield new_finding(check, bucket.arn, says, suggestions=(replicate_again(bucket, "NONE"),))


def _counted(found: Sequence[Version], sample: Sample) -> str:
    which = "all of the bucket" if sample.whole else "a sample"
    if len(sample.read) == 1:
        return f"The only version that was read ({which})"
    return f"{len(found)} of the {len(sample.read)} versions that were read ({which})"


def _are(found: Sequence[Version]) -> str:
    return "is" if len(found) == 1 else "are"


def _have(found: Sequence[Version]) -> str:
    return "has" if len(found) == 1 else "have"


def _them(found: Sequence[Version]) -> str:
    return "it" if len(found) == 1 else "them"


def _first(found: Sequence[Version]) -> str:
    return f"version {found[0].version_id} of {found[0].key}"
