"""Builds the report of a world: decides one example of every group of objects, finds the causes, and proves the repairs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from s3_replication.core import (
    Bucket,
    Change,
    Engine,
    Outcome,
    Rejection,
    ReplicationConfiguration,
    Task,
    Version,
    Versioning,
    World,
    validate_configuration,
)  # fmt: skip
from s3_replication.findings.advice import advise, unneeded_permissions, wide_policies
from s3_replication.findings.blind_spots import BlindSpot, explain_unknowns, join_statements, spot_of, unused
from s3_replication.findings.catalogue import find_check, new_finding
from s3_replication.findings.cause_findings import cause_findings
from s3_replication.findings.causes import Cause, UnknownValue
from s3_replication.findings.decided_groups import CollectedRepairs, DecidedGroup
from s3_replication.findings.finding import Finding, OutcomeRow, ReplicationVerdict, Report, Severity
from s3_replication.findings.groups import Group, GroupFinder, group_of
from s3_replication.findings.repairs import Edit, SetBucket
from s3_replication.findings.repairs.describe import describe
from s3_replication.iam import Unknown

__all__ = ["build_report", "is_open", "with_findings"]


# Facts of refusals: of a destination that is not there or not versioned, and of a source that is not versioned.
_AT_DELIVERY: Final = frozenset({"1.05", "1.07"})
_OPEN: Final = frozenset({
    "behaviour-not-documented", "bucket-not-examined", "destination-not-in-plan", "destination-not-visible", "statement-not-decidable",
    "value-not-known",
})  # fmt: skip
_OPEN_IF_NEEDED: Final = frozenset({"not-readable", "read-failed"})
_SOURCE_VERSIONING: Final = frozenset({"1.03", "1.04"})


def build_report(
    world: World, only: str | None = None, waiting: Collection[Version] = (), blind_spots: Sequence[BlindSpot] = ()
) -> Report:  # fmt: skip
    """The report for every bucket of the world that has a replication configuration, or for the bucket `only`.

    `waiting` are versions of that bucket that only a Batch Replication job replicates, such as FAILED ones: a cause that would stop them
    now is at least a warning. The report has the findings of the `blind_spots`, which are the cause of what is unknown because of them.
    """
    buckets = [bucket for bucket in world.buckets.values() if only in (None, bucket.name)]
    sources = [bucket for bucket in buckets if isinstance(bucket.replication, ReplicationConfiguration)]
    engine, finder = Engine(world), GroupFinder(world)
    decided: list[DecidedGroup] = []
    complete = True
    findings: list[Finding] = []
    repairs = CollectedRepairs(world, engine)
    for bucket in sources:
        groups = finder.of(bucket.name)
        seen = [group_of(groups, version, Change.OBJECT) for version in waiting]
        found = repairs.explain([
            DecidedGroup(group, bucket, task, waits=group in seen) for group in groups.groups for task in _tasks(engine, group)
        ])  # fmt: skip
        decided += found
        findings += _nothing_replicates(bucket, found) if groups.complete else ()
        findings += [*_refusals(world, bucket), *advise(world, bucket)]
        findings += _cut_short(bucket, groups.why) if not groups.complete else ()
        complete = complete and groups.complete
    if complete:  # a group that was not enumerated may need what the others do not
        findings += unneeded_permissions(world, [one.task for one in decided])
        findings += wide_policies(world, [(one.group.version, one.group.change, one.task) for one in decided])
    decided = explain_unknowns(join_statements(decided), blind_spots)
    unread = [bucket for bucket in buckets if isinstance(bucket.replication, Unknown)]
    findings += cause_findings(world, decided, repairs, blind_spots)
    findings += _unknown_configurations(unread, blind_spots)
    findings += unused(blind_spots, findings)
    return Report(_verdict(findings), tuple(_rows(decided)), tuple(sorted(findings, key=_rank)), world=world)


def _tasks(engine: Engine, group: Group) -> Sequence[Task]:
    return engine.decide(group.version, group.change).tasks


def with_findings(report: Report, more: Iterable[Finding]) -> Report:
    """The report with further findings, and with the verdict that follows from all of them."""
    findings = tuple(sorted([*report.findings, *more], key=_rank))
    return replace(report, findings=findings, verdict=_verdict(findings))


def _rank(finding: Finding) -> tuple[int, bool, str, str]:
    """The causes of outcomes before what else has their severity."""
    return list(Severity).index(finding.severity), not finding.affects, finding.id, finding.subject


def _verdict(findings: Sequence[Finding]) -> ReplicationVerdict:
    if any(finding.severity is Severity.ERROR for finding in findings):
        return ReplicationVerdict.BROKEN
    return ReplicationVerdict.UNKNOWN if any(map(is_open, findings)) else ReplicationVerdict.WORKS


def is_open(finding: Finding) -> bool:
    """Whether the finding leaves the verdict unknown: a value is not known that outcomes depend on, and the user did not accept that."""
    decisive = finding.id in _OPEN or (finding.id in _OPEN_IF_NEEDED and bool(finding.affects))
    return decisive and finding.severity is Severity.WARNING


def _refusals(world: World, bucket: Bucket) -> Iterator[Finding]:
    """PutBucketReplication's own errors, but those that a delivery meets too."""
    configuration = bucket.replication
    if not isinstance(configuration, ReplicationConfiguration):
        return
    for rejection in validate_configuration(configuration, world, bucket.name, bucket.account):
        if rejection.fact in _AT_DELIVERY:
            continue
        unversioned = rejection.fact in _SOURCE_VERSIONING
        edits = (SetBucket(bucket.arn, "versioning", Versioning.ENABLED),) if unversioned else ()
        entry = find_check("source-is-not-versioned" if unversioned else "configuration-refused")
        detail = rejection.detail[:1].upper() + rejection.detail[1:]  # the rest has S3's own names
        why = f"{rejection.code}: {rejection.message.removesuffix('.')}. {detail}."
        why += " Assumed: this is S3's error. No AWS document gives its code and text." if rejection.assumed else ""
        yield Finding(
            entry.id, entry.severity, bucket.arn, entry.title, why, entry.fix, entry.source, rejection.rule, not rejection.assumed,
            suggestions=tuple(map(describe, edits)), proven=_accepted(world, bucket, rejection, edits),
        )  # fmt: skip


def _accepted(world: World, bucket: Bucket, rejection: Rejection, edits: Sequence[Edit]) -> bool:
    """Whether the changes take the refusal away."""
    for edit in edits:
        world = edit.apply(world)
    configuration = world.buckets[bucket.name].replication
    again = validate_configuration(configuration, world, bucket.name) if isinstance(configuration, ReplicationConfiguration) else ()
    return bool(edits) and rejection.fact not in {one.fact for one in again}


def _nothing_replicates(bucket: Bucket, found: Sequence[DecidedGroup]) -> Iterator[Finding]:
    """A configuration whose rules select none of the objects that the bucket's settings give, unless another error says why."""
    expected = [one for one in found if one.expected]
    explained = any(
        find_check(cause.check).severity is Severity.ERROR for one in expected for cause in one.solution.causes if one.suffers(cause)
    )
    if expected and not explained and all(one.task.outcome is Outcome.NOT_REPLICATED for one in expected):
        yield new_finding("nothing-replicates", bucket.arn, "No rule selects any new object.")


def _cut_short(bucket: Bucket, why: str) -> Iterator[Finding]:
    yield new_finding("value-not-known", bucket.arn, f"{why[:1].upper()}{why[1:]}.", certain=False)


def _unknown_configurations(buckets: Sequence[Bucket], spots: Sequence[BlindSpot]) -> Iterator[Finding]:
    """Buckets whose replication configuration is not known, with the blind spot that is the cause."""
    for bucket in buckets:
        spot = spot_of(UnknownValue("", bucket.name, "replication configuration"), spots)
        if spot is not None:
            yield replace(spot.finding, affects=(f"every object of bucket {bucket.name}",))
        else:
            says = f"The replication configuration of bucket {bucket.name} is not known."
            yield new_finding("value-not-known", bucket.arn, says, certain=False)


def _rows(decided: Sequence[DecidedGroup]) -> Iterator[OutcomeRow]:
    """One row per class of objects, group of keys and destination; groups that differ in nothing that the row says are one row."""
    rows: dict[OutcomeRow, OutcomeRow] = {}
    for one in decided:
        row = _row(one, one.solution.causes)
        rows.setdefault(replace(row, example_key=""), row)
    yield from rows.values()


def _row(one: DecidedGroup, causes: Sequence[Cause]) -> OutcomeRow:
    task, group = one.task, one.group
    return OutcomeRow(
        one.bucket.name, task.destination_bucket, group.object_class.value, group.keys.pattern, group.keys.example, task.outcome,
        task.failure_reason.value if task.failure_reason is not None else None,
        task.admission.rule.id if task.admission is not None else None,
        tuple(dict.fromkeys(cause.check for cause in causes)), group.description, one.expected, task.reason_is_open,
    )  # fmt: skip
