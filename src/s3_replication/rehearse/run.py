"""rehearse(): applies a configuration to a throwaway local AWS, writes one object of every group, and compares with what check says."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from s3_replication.aws import list_versions
from s3_replication.core import Bucket, Change, Engine, ReplicationConfiguration, World
from s3_replication.errors import AwsError, InputError, TerraformError
from s3_replication.findings.expectations import is_expected
from s3_replication.findings.finding import ReplicationVerdict, Report, Severity
from s3_replication.findings.groups import Group, groups_of
from s3_replication.findings.report import build_report
from s3_replication.plan import Reading
from s3_replication.rehearse.decided import PlanDecisions, Said
from s3_replication.rehearse.objects import GroupObject, GroupWriter
from s3_replication.rehearse.replicas import write_replica
from s3_replication.rehearse.rows import RehearsedGroup, happened, rows_of
from s3_replication.trial import Applied, Places, StandIn, Trial, TrialOptions

__all__ = ["RehearsalReport", "rehearse"]

_MOST_GROUPS = 2_000
_SETTLE_SECONDS = 300
_REFUSED: Final = frozenset({"configuration-refused", "policy-refused", "source-is-not-versioned"})  # findings of a failing apply
_UNEXPLAINED: Final = "no error. If AWS accepts what Terraform's message is about, report this as a bug of s3-replication."


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """What happened. `verdict` is check's, with the values known after apply; `seconds` has the time of each step."""

    verdict: ReplicationVerdict
    rows: tuple[RehearsedGroup, ...]
    stand_ins: tuple[StandIn, ...]
    left_out: tuple[str, ...]
    seconds: Mapping[str, float]

    @property
    def differences(self) -> tuple[RehearsedGroup, ...]:
        """Rows in which something else happened than check said."""
        return tuple(row for row in self.rows if row.differs)

    @property
    def works(self) -> bool:
        """Whether replication works and everything happened as check said."""
        return self.verdict is ReplicationVerdict.WORKS and not self.differences


@dataclass(slots=True)
class _Timer:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def check_world(reading: Reading) -> Report:
    """The report of the plan's world, without what only the plan itself shows."""
    return build_report(reading.world)


def rehearse(folder: Path, options: TrialOptions, check: Callable[[Reading], Report] = check_world) -> RehearsalReport:
    """Rehearse the configuration in a folder; raises InputError for what cannot be rehearsed, TerraformError if Terraform fails.

    `check` gives what check says of the plan, which explains a failed apply.
    """
    timer = _Timer()
    with Trial.open(folder, options) as trial:
        with timer.step("plan"):
            document = trial.plan()
            planned = trial.read(document)
        _groups_of_sources(planned)  # refuses too many before the apply
        with timer.step("apply"):
            applied = _applied(trial, document, check(planned), options.say)
        settled = trial.read(applied.document)
        return _written(trial, planned, settled, applied, options.say, timer)


def _applied(trial: Trial, document: Mapping[str, object], checked: Report, say: Callable[[str], None]) -> Applied:
    """An apply that fails says whether check expects it; one that AWS refuses can take minutes, because the provider tries again."""
    errors = sorted((one for one in checked.findings if one.severity is Severity.ERROR), key=lambda one: one.id not in _REFUSED)
    expected = bool(errors) and errors[0].id in _REFUSED
    if expected:
        say(f"s3-replication check expects that the apply fails ({errors[0].id}, {errors[0].subject}); this can take minutes ...")
    try:
        return trial.apply(document)
    except (AwsError, TerraformError) as error:
        said = f"{errors[0].title} [{errors[0].id}], {errors[0].subject}. {errors[0].why}" if errors else _UNEXPLAINED
        raise TerraformError(f"{error}\ns3-replication check says: {said}") from error


def _written(
    trial: Trial, planned: Reading, settled: Reading, applied: Applied, say: Callable[[str], None], timer: _Timer
) -> RehearsalReport:
    groups = _groups_of_sources(settled)
    say(f"writing one object of each of {sum(map(len, groups.values()))} groups ...")
    with timer.step("write and replicate"):
        buckets = settled.world.buckets
        written = [one for name, those in groups.items() for one in _write(trial.places, buckets[name], settled.world, those)]
        trial.places.local.control.settle(_SETTLE_SECONDS)
        found = _Found(trial.places, settled, applied.stand_ins)
        decisions, engine = PlanDecisions(planned, settled), Engine(settled.world)
        rows = tuple(row for one in written for row in _rows(one, decisions, engine, found, settled))
    verdict = build_report(settled.world).verdict
    return RehearsalReport(verdict, rows, applied.stand_ins, applied.left_out, timer.seconds)


def _groups_of_sources(reading: Reading) -> Mapping[str, Sequence[Group]]:
    """The groups of every bucket with rules, by its name."""
    sources = [one for one in reading.world.buckets.values() if isinstance(one.replication, ReplicationConfiguration)]
    return {bucket.name: _groups(reading, bucket) for bucket in sources}


def _groups(reading: Reading, bucket: Bucket) -> Sequence[Group]:
    found = groups_of(reading.world, bucket.name)
    if not found.complete or len(found.groups) > _MOST_GROUPS:
        raise InputError(
            f"bucket {bucket.name} has too many groups of objects to rehearse ({found.why or len(found.groups)}; at most {_MOST_GROUPS}): "
            "use s3-replication check."
        )
    return found.groups


def _write(places: Places, bucket: Bucket, world: World, groups: Sequence[Group]) -> Iterator[GroupObject]:
    """Objects that are older than the rules first."""
    writer = GroupWriter(places, bucket, world.keys)
    with writer.without_replication():
        yield from [writer.write(group) for group in groups if group.change is Change.EXISTING]
    for group in groups:
        if group.version.replica:
            yield write_replica(places, bucket, group, world)
        elif group.change is not Change.EXISTING:
            yield writer.write(group)


class _Found:
    """What the local AWS has: the record of each version, and the versions in each destination."""

    def __init__(self, places: Places, reading: Reading, stand_ins: Sequence[StandIn]) -> None:
        self._places = places
        self._owners = {one.name: (one.account, one.region) for one in stand_ins if one.kind == "bucket"}
        self._owners |= {one.name: (one.account, one.region) for one in reading.world.buckets.values()}
        self._versions: dict[str, Mapping[str, Mapping[str, object]]] = {}
        self._arrived: dict[str, frozenset[tuple[str, str]]] = {}

    def version(self, bucket: str, version_id: str) -> Mapping[str, object]:
        """The record of a version."""
        if bucket not in self._versions:
            self._versions[bucket] = {one["version_id"]: one for one in self._places.local.control.versions(bucket)}
        return self._versions[bucket][version_id]

    def arrived(self, destination: str, key: str, version_id: str) -> bool:
        """Whether a destination has the version."""
        if destination not in self._owners:
            return False
        if destination not in self._arrived:
            account, region = self._owners[destination]
            listed = list_versions(self._places.connection(account).s3(region), destination)
            self._arrived[destination] = frozenset((one.key, one.version_id) for one in listed)
        return (key, version_id) in self._arrived[destination]


def _rows(written: GroupObject, decisions: PlanDecisions, engine: Engine, found: _Found, settled: Reading) -> Iterator[RehearsedGroup]:
    group = written.group
    version = group.version
    said = {task.destination_bucket: Said.of(task) for task in engine.decide(version, group.change).tasks}
    results = None
    if (version_id := written.version_id) is not None:
        record = found.version(version.bucket, version_id)
        results = happened(record, lambda destination: found.arrived(destination, version.key, version_id))
    expected = is_expected(settled.world.buckets[version.bucket], version, group.change)
    yield from rows_of(written, decisions.said(group), said, results, expected=expected)
