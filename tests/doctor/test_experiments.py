"""Experiments of AWS FIS that pause replication: found with their end and their rules, and ended by the printed command."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from s3_replication.aws import RunningPause
from s3_replication.core import Bucket, Destination, ReplicationConfiguration, ReplicationPause, ReplicationStatus, Rule, Version, World
from s3_replication.doctor.paused import PausedRules, paused_rules, wait_of
from s3_replication.iam import UNKNOWN
from tests.doctor.conftest import Clinic, ids
from tests.local.conftest import Aws, Pair
from tests.local.experiments import Laboratory

PAUSED = "replication-paused"


@pytest.fixture
def laboratory(aws: Aws, make_pair: Callable[..., Pair]) -> Iterator[tuple[Laboratory, Pair]]:
    pair = make_pair()
    found = Laboratory(aws, pair.source_account)
    found.make_role()
    found.tag(pair)
    yield found, pair
    found.stop()


def paused(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["id"] == PAUSED]


def test_a_pause_is_found_and_its_printed_repair_works(laboratory: tuple[Laboratory, Pair], clinic: Clinic) -> None:
    lab, pair = laboratory
    experiment = lab.start()
    pair.at_source.put_object(Bucket=pair.source, Key="before", Body=b"")
    report = clinic.report(pair.source, *clinic.sides, "--object", "before", code=0)
    (said,) = paused(report)
    started = lab.fis.get_experiment(id=experiment)["experiment"]["startTime"]
    ends = f"{(started + timedelta(minutes=10)).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    assert said["why"].startswith(f"Experiment {experiment} in us-east-1 pauses rule rule-1 of bucket {pair.source} until {ends}.")
    assert (ids(report, "error", "warning"), report["verdict"], said["rule_id"], said["certain"]) == ({PAUSED}, "works", "rule-1", True)
    assert (report["object"]["state"], PAUSED in report["object"]["next_step"]) == ("PENDING", True)
    text = clinic.run(pair.source, *clinic.sides, "--object", "before", "--html", str(clinic.folder / "page.html")).stdout
    waits = f"waits for experiment {experiment} until {ends}, then COMPLETED"
    verdict = f"Replication works, but experiment {experiment} pauses rule rule-1 until {ends}."
    title = "What happens to each group of objects after the pause"
    for part in (verdict, title, f"rule rule-1, {waits}; replica absent.", f"rules today: rule-1 {waits};"):
        assert part in text
    page = (clinic.folder / "page.html").read_text()
    assert all(part in page for part in (verdict, title, waits))
    assert not any("Replication works for all objects" in form for form in (text, page))
    (change,) = said["repair"]["changes"]
    clinic.shell(change["cli"], "source")
    pair.put("after")
    assert {pair.head(key)["ReplicationStatus"] for key in ("before", "after")} == {"COMPLETED"}
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()


@dataclass
class FakeAccounts:
    """The source's account with one experiment."""

    pause: RunningPause

    @property
    def at_source(self) -> "FakeAccounts":
        return self

    def once(self, *_question: object) -> tuple[RunningPause, ...]:
        return (self.pause,)


RULES = [Rule("Enabled", Destination(f"arn:aws:s3:::{name}"), id=name) for name in ("there", "elsewhere")]
RULED = ReplicationConfiguration("role", tuple(RULES))
SOURCE_BUCKET = Bucket("bucket", "arn:aws:s3:::bucket", "111111111111", "us-east-1", replication=RULED)
PLACES = {"there": Bucket("there", "arn:aws:s3:::there", "111111111111", "eu-west-1")}
PAUSE = ReplicationPause("eu-west-1", timedelta(minutes=1))
ENDS = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(("targets", "pause", "ends", "says"), [
    ({"bucket"}, PAUSE, ENDS, "may pause rules there and elsewhere of bucket bucket until 2026-01-02 03:04:05 UTC."),
    ({"arn:aws:s3:::bucket"}, replace(PAUSE, destinations=frozenset({"there"})), ENDS, "pauses rule there of bucket bucket until"),
    ({"arn:aws:s3:::bucket"}, replace(PAUSE, region="eu-west-2"), ENDS, "may pause rule elsewhere of bucket bucket until"),
    (UNKNOWN, replace(PAUSE, destinations=frozenset({"there"})), ENDS,
     "may pause rule there of bucket bucket until 2026-01-02 03:04:05 UTC. The buckets that it targets may not be read."),
    ({"bucket"}, UNKNOWN, None, "may pause rules there and elsewhere of bucket bucket."),
    ({"other"}, PAUSE, ENDS, None),
    ({"bucket"}, replace(PAUSE, destinations=frozenset({"other"})), ENDS, None),
], ids=["a destination that is not visible", "a named destination", "another Region", "targets that may not be read",
        "parameters that are not known", "another bucket", "another destination"])  # fmt: skip
def test_what_a_pause_takes_of_a_bucket(targets: Any, pause: Any, ends: datetime | None, says: str | None) -> None:
    found = targets if targets is UNKNOWN else frozenset(targets)
    accounts = FakeAccounts(RunningPause("EXP1", "arn:aws:fis:us-east-1:111111111111:experiment/EXP1", found, pause, ends))
    findings = [one.finding() for one in paused_rules(accounts, World(PLACES, complete=False), SOURCE_BUCKET)]  # type: ignore[arg-type]
    assert [one.why.startswith(f"Experiment EXP1 in us-east-1 {says}") for one in findings] == ([] if says is None else [True])
    assert [one.certain for one in findings] == ([] if says is None else [says.startswith("pauses")])


def version(status: ReplicationStatus | None, *, delete_marker: bool = False) -> Version:
    return Version("bucket", "key", "1", ENDS, status=status, delete_marker=delete_marker)


@pytest.mark.parametrize(
    ("rules", "certain", "ends", "of", "says"),
    [
        ("there", True, ENDS, version(ReplicationStatus.PENDING), "waits for experiment EXP1 until 2026-01-02 03:04:05 UTC"),
        ("there", True, None, version(ReplicationStatus.PENDING), "waits for experiment EXP1 until it ends"),
        ("there", False, None, version(ReplicationStatus.PENDING), "may wait for experiment EXP1 until it ends"),
        ("there", True, None, version(ReplicationStatus.FAILED), "would wait for experiment EXP1 until it ends"),
        ("there", True, None, version(None, delete_marker=True), "may wait for experiment EXP1 until it ends"),
        ("elsewhere", True, None, version(ReplicationStatus.PENDING), ""),
    ],
    ids=["PENDING", "an end that is not known", "a pause that is not certain", "FAILED", "a delete marker has no status", "another rule"],
)
def test_what_a_version_waits_for(rules: str, certain: bool, ends: datetime | None, of: Version, says: str) -> None:
    running = RunningPause("EXP1", "arn:aws:fis:us-east-1:111111111111:experiment/EXP1", frozenset({"bucket"}), PAUSE, ends)
    taken = tuple(rule for rule in RULES if rule.id == rules)
    assert wait_of([PausedRules(running, SOURCE_BUCKET, taken, certain)], "there", of) == says
