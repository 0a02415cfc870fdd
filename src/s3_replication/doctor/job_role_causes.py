"""What the role of a job lacks: the trust of S3 Batch Operations, or a permission for the job's actions (facts 5.02, 6.18, 6.20)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3_replication.core import Bucket, Check, FailureReason, World
from s3_replication.core.batch import BATCH_SERVICE, GENERATOR_ACTIONS, INITIATE, BatchJob, JobRole, ReportPlace, manifest_action
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.repairs.describe import describe
from s3_replication.findings.repairs.edits import Allow
from s3_replication.findings.repairs.policies import Holder, HolderKind
from s3_replication.findings.words import and_list
from s3_replication.iam import Denial, Layer, Verdict, partition_of

__all__ = ["JobCause", "role_causes"]


@dataclass(frozen=True, slots=True)
class JobCause:
    """Why a job or its tasks failed, in a sentence, with the changes; `certain` False means that it depends on what is not known."""

    says: str
    suggestions: tuple[Suggestion, ...] = ()
    certain: bool = True


def role_causes(job: BatchJob, world: World, source: Bucket, keys: Sequence[str]) -> Iterator[JobCause]:
    """Nothing where IAM allows everything for these keys, or where that is not known."""
    role = JobRole(world, job.role, job.arn)
    trust = role.trust()
    reason = FailureReason.ASSUME_ROLE_NOT_PERMITTED
    if trust is None:
        if world.lacks(job.role):
            yield JobCause(f"The role {job.role} does not exist, so S3's reason is {reason}.")
        return
    if trust.decision.verdict is Verdict.DENY:
        yield _refused_trust(trust, job.role)
    for need in _needs(job, world, source, keys):
        checks = [role.check(action, need.bucket, key) for action in need.actions for key in need.keys]
        refused = [check for check in checks if check is not None and check.decision.verdict is Verdict.DENY]
        if refused:
            yield _refused(refused, job.role, need)


@dataclass(frozen=True, slots=True)
class _JobNeed:
    """Actions on a bucket (None) or on its objects; `known` says whether the bucket's policy was read."""

    actions: tuple[str, ...]
    bucket: Bucket
    keys: Sequence[str | None]
    known: bool = True

    @property
    def resource(self) -> str:
        return self.bucket.arn if None in self.keys else f"{self.bucket.arn}/*"


def _needs(job: BatchJob, world: World, source: Bucket, keys: Sequence[str]) -> Iterator[_JobNeed]:
    if job.source is not None:
        yield _JobNeed(GENERATOR_ACTIONS, source, (None,))
    yield _JobNeed((INITIATE,), source, keys)
    if job.manifest is not None:
        bucket, known = _bucket(job.manifest.bucket, world, source)
        yield _JobNeed((manifest_action(job.manifest.version_id),), bucket, (job.manifest.key,), known)
    for place in (job.output, job.report):
        if place is not None:
            bucket, known = _bucket(place.bucket, world, source)
            yield _JobNeed(("s3:PutObject",), bucket, (f"{_folder(place)}job-{job.id}/manifest.json",), known)


def _folder(place: ReportPlace) -> str:
    return f"{place.prefix.rstrip('/')}/" if place.prefix else ""


def _bucket(name: str, world: World, source: Bucket) -> tuple[Bucket, bool]:
    """The bucket as it was read; else one of the account without a policy, since that was not read."""
    found = world.buckets.get(name)
    if found is not None:
        return found, True
    arn = f"arn:{partition_of(source.arn)}:s3:::{name}"
    return Bucket(name=name, arn=arn, account=source.account, region=source.region), False


def _refused_trust(check: Check, role: str) -> JobCause:
    reason = f"so S3's reason is {FailureReason.ASSUME_ROLE_NOT_PERMITTED}."
    if check.decision.denial is Denial.EXPLICIT:
        return JobCause(f"{_denying(check)} denies sts:AssumeRole to {BATCH_SERVICE}, {reason}")
    allow = Allow(Holder(HolderKind.TRUST, role), (check.action,), "", ("Service", BATCH_SERVICE))
    return JobCause(f"The trust policy of {role} does not allow sts:AssumeRole to {BATCH_SERVICE}, {reason}", (describe(allow),))


def _refused(refused: list[Check], role: str, need: _JobNeed) -> JobCause:
    """One cause for the actions on one resource; only what the role's own policies lack is added there."""
    actions = tuple(dict.fromkeys(check.action for check in refused))
    reason = f" S3's reason for each task is {FailureReason.INITIATE_REPLICATION_NOT_PERMITTED}." if INITIATE in actions else ""
    explicit = [check for check in refused if check.decision.denial is Denial.EXPLICIT]
    if explicit:
        says = f"{_denying(explicit[0])} denies {and_list(actions)} on {need.resource} to {role}.{reason}"
        return JobCause(says, certain=need.known)
    lacking = {one.layer for check in refused for one in check.decision.because if one.verdict is Verdict.DENY}
    layers = and_list(sorted(layer.value for layer in lacking))
    says = f"{role} may not do {and_list(actions)} on {need.resource}: no statement of its {layers} allows that.{reason}"
    if not need.known:
        says += f" The policy of bucket {need.bucket.name} was not read."
    allow = Allow(Holder(HolderKind.ROLE, role), actions, need.resource, ("AWS", role))
    return JobCause(says, (describe(allow),) if lacking <= {Layer.IDENTITY} else (), need.known)


def _denying(check: Check) -> str:
    found = next((one for one in check.decision.because if one.verdict is Verdict.DENY), None)
    return f"Statement {found.statement} of {found.policy}" if found is not None else "A policy"
