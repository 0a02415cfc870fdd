"""diagnose(): the live accounts in, one report out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from s3_replication.aws import Connection, FailedRead, Noted, list_jobs, noting, read_pauses, read_world
from s3_replication.core import Bucket, ReplicationStatus, World
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.batch_jobs import batch_jobs
from s3_replication.doctor.control_policies import assume_allowing
from s3_replication.doctor.drift import TerraformSide, drift_findings, require_buckets
from s3_replication.doctor.early_sample import EarlySample
from s3_replication.doctor.failed_objects import failed_objects, never_queued, objects_without_status
from s3_replication.doctor.object_answer import ObjectAnswer, ObjectName
from s3_replication.doctor.object_reader import answer_object
from s3_replication.doctor.orphans import orphaned_principals
from s3_replication.doctor.paused import paused_rules
from s3_replication.doctor.replica_owners import former_owners
from s3_replication.doctor.sample import Sample
from s3_replication.doctor.sampling import show, take_sample, with_sampled_keys
from s3_replication.doctor.strangers import strangers
from s3_replication.doctor.uncovered_objects import uncovered_objects
from s3_replication.doctor.upkeep import upkeep
from s3_replication.doctor.visibility import blind_spots
from s3_replication.doctor.watchers import silent_watchers
from s3_replication.errors import InputError
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, ReplicationVerdict, Report
from s3_replication.findings.report import build_report, with_findings
from s3_replication.iam import Unknown
from s3_replication.plan import TerraformRecord

__all__ = ["BucketGoneError", "Diagnosis", "diagnose", "diagnose_with"]

_FIX: Final = (
    "Allow the reads that the findings not-readable name, or give access to the destination's account with --destination-profile or "
    "--destination-role-arn."
)


class BucketGoneError(InputError):
    """The bucket does not exist, or was deleted while it was read."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The report of the bucket, the answer about one object, if one was asked for, and a sample of the bucket's versions.

    `failed_reads` are calls that AWS did not answer; what depends on them is UNKNOWN.
    """

    report: Report
    answer: ObjectAnswer | None = None
    sample: Sample = field(default_factory=Sample)
    failed_reads: tuple[FailedRead, ...] = ()


def diagnose(accounts: Accounts, bucket: str, wanted: ObjectName | None = None, recorded: Sequence[TerraformRecord] = ()) -> Diagnosis:
    """What the bucket replicates, what it does not, and why; reads only. `recorded` is what Terraform says of the bucket.

    Raises InputError for a bucket or object that does not exist or that another account owns, AwsError where nothing of it can be read.
    """
    require_buckets(recorded, [bucket])
    return diagnose_with(accounts, bucket, TerraformSide(recorded) if recorded else None, wanted)


def diagnose_with(accounts: Accounts, bucket: str, said: TerraformSide | None, wanted: ObjectName | None = None) -> Diagnosis:
    """As `diagnose`, for one of several buckets that are compared with the same states and plans."""
    with noting() as noted:
        found = _diagnose(accounts, bucket, wanted, noted)
        world = found.report.world
        if world is not None and said is not None:
            drift = drift_findings(said, world, world.buckets[bucket], partial(_is_unread, accounts, noted))
            found = replace(found, report=with_findings(found.report, drift))
    return replace(found, failed_reads=tuple(noted.failed))


def _diagnose(accounts: Accounts, bucket: str, wanted: ObjectName | None, noted: Noted) -> Diagnosis:
    early = EarlySample(accounts)
    world = read_world(
        accounts.connections,
        accounts.source,
        bucket,
        now=accounts.opened,
        meanwhile=partial(_ahead, accounts, early if wanted is None else None),
    )
    assumptions: tuple[str, ...] = ()
    if accounts.assume_control_policies_allow:
        world, assumptions = assume_allowing(world)
    found = world.buckets.get(bucket)
    if found is None:
        for failed in noted.failed:
            raise failed.error
        return _unread(accounts, bucket)
    pauses = tuple(paused_rules(accounts, world, found))
    answer, asked, more = answer_object(accounts, world, found, wanted, pauses) if wanted is not None else (None, None, ())
    sample = early.of(found) if asked is None else take_sample(accounts, found, asked)
    world = with_sampled_keys(accounts, world, sample)
    sample = show(accounts, world, sample, pauses)
    if bucket in accounts.at_source.gone:
        raise BucketGoneError(f"bucket {bucket} was deleted while it was read: check the name.")
    taken = dict(strangers(accounts, world, found))
    waiting = never_queued(world, sample)
    further = [*batch_jobs(accounts, world, found, sample, waiting), *(one.finding() for one in pauses)]
    further += former_owners(accounts, world, found, sample)
    waits = ReplicationStatus.PENDING in {one.status for one in sample.known}
    spots = blind_spots(accounts, world, found, noted.failed, taken, waits)
    report = build_report(world, bucket, [*sample.failed, *waiting], spots)
    findings = [*_unconfigured(found), *orphaned_principals(world), *failed_objects(found, sample), *more]
    findings += [*objects_without_status(found, sample, waiting), *uncovered_objects(found, sample)]
    findings += [*taken.values(), *further, *silent_watchers(world, found), *upkeep(world, found)]
    report = replace(report, assumptions=assumptions, pending=sample.pending(bucket), pauses=tuple(one.sentence for one in pauses))
    whole = with_findings(report, findings)
    return Diagnosis(replace(whole, findings=tuple(map(_live, whole.findings))), answer, sample)


def _is_unread(accounts: Accounts, noted: Noted, operation: str, bucket: str) -> bool:
    """Whether a read about a bucket was denied or failed."""
    denied = {(one.operation, one.resource) for connection in accounts.connections.values() for one in connection.denied}
    return (operation, bucket) in denied | {(one.operation, one.resource) for one in noted.failed}


def _ahead(accounts: Accounts, early: EarlySample | None, bucket: Bucket) -> None:
    """Take the sample and list the jobs and experiments of the bucket's Region at once; the answers are kept."""
    source = accounts.at_source
    reads: list[Callable[[], object]] = [partial(source.once, read, bucket.region) for read in (list_jobs, read_pauses)]
    if early is not None:
        reads.append(partial(early, bucket))
    source.together(reads)


def _live(finding: Finding) -> Finding:
    """What gives a live account's unknown values is more access, not another plan."""
    return replace(finding, fix=_FIX) if finding.id == "value-not-known" else finding


def _unconfigured(bucket: Bucket) -> Iterator[Finding]:
    if bucket.replication is None:
        yield new_finding("no-replication-configuration", bucket.arn, "")


def _unread(accounts: Accounts, name: str) -> Diagnosis:
    """A bucket without a location: it does not exist, another account owns it, or its location may not be read."""
    if not any(denied.bucket == name for denied in accounts.at_source.denied):
        raise BucketGoneError(f"bucket {name} does not exist: check the name and, with an endpoint of your own, AWS_ENDPOINT_URL.")
    owned = accounts.at_source.once(Connection.visible_buckets)
    if not isinstance(owned, Unknown) and name not in owned:
        fix = "use credentials of its owner's account (--profile or --role-arn)"
        raise InputError(f"bucket {name} belongs to another account than {accounts.source}, or it may not be listed: {fix}.")
    hidden = (f"every object of bucket {name}",)
    unread = [replace(one.finding, affects=hidden) for one in blind_spots(accounts, World({}, complete=False), None)]
    return Diagnosis(with_findings(Report(ReplicationVerdict.UNKNOWN, (), ()), unread))
