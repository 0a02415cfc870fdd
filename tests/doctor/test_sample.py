"""The sample of a live bucket: which versions are read and shown, what is said of each, and how many calls that takes."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from s3_replication.aws import Connection, Listed
from s3_replication.doctor import Accounts, diagnose
from s3_replication.doctor.sample_choice import spread
from s3_replication.doctor.sampling import SAMPLE
from s3_replication.findings.finding import ReplicationVerdict
from tests.doctor.conftest import BOTH, Clinic, Encrypted
from tests.doctor.interference import interfering
from tests.local.conftest import DESTINATION, SOURCE, Pair

TAG = {"Filter": {"And": {"Prefix": "logs/", "Tags": [{"Key": "team", "Value": "a"}]}}, "DeleteMarkerReplication": {"Status": "Disabled"}}


def test_what_is_said_of_each_version(clinic: Clinic, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    pair = made.pair
    destination = {"Destination": {"Account": DESTINATION, "EncryptionConfiguration": {"ReplicaKmsKeyID": made.replica_key}}}
    choice = {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}, **destination}
    pair.put("other/plain", ServerSideEncryption="AES256")
    pair.at_source.delete_bucket_replication(Bucket=pair.source)
    older = pair.put("logs/older")
    pair.configure({**TAG, **choice}, {**choice, "Filter": {"Prefix": "data/"}})
    first = pair.put("data/first", BucketKeyEnabled=True)
    time.sleep(1.1)
    pair.admit(without=("s3:ReplicateObject",))
    failed = pair.put("data/failed")
    pair.admit()
    tagged = pair.put("logs/tagged", Tagging="team=a")
    latest = pair.put("data/latest")
    time.sleep(1.1)  # S3's times are whole seconds
    with pair.failing():
        pending = pair.at_source.put_object(Bucket=pair.source, Key="data/pending", Body=b"x")["VersionId"]
        report = clinic.report(pair.source, code=0)
        text = clinic.run(pair.source, *BOTH).stdout
        page = clinic.folder / "page.html"
        everything = clinic.run(pair.source, *BOTH, "--verbose", "--html", str(page)).stdout
    pair.settle()
    sample = report["sample"]
    assert (sample["read"], sample["listed"], sample["whole_bucket"]) == (7, 7, True)
    assert sample["by_status"] == {"COMPLETED": 4, "FAILED": 1, "PENDING": 1, "no status": 1}
    shown = {one["version_id"]: one for one in sample["versions"]}
    chosen = {version: set(one["chosen"]) for version, one in shown.items()}
    assert {"latest under rule rule-2", "PENDING under rule rule-2"} <= chosen[pending]
    assert "FAILED under rule rule-2" in chosen[failed]
    assert {"oldest after rule rule-2", f"encrypted with aws:kms with bucket key {made.source_key}"} <= chosen[first]
    assert {"latest under rule rule-1", "oldest after rule rule-1"} <= chosen[tagged]
    assert chosen[older] == {"no status"}
    assert latest not in shown, "nothing is special about it"
    assert (shown[tagged]["tags"], shown[tagged]["rules"]) == ({"team": "a"}, [{"id": "rule-1", "outcome": "COMPLETED"}])
    assert (shown[first]["kms_key"], shown[first]["bucket_key"], shown[first]["owner"]) == (made.source_key, True, SOURCE)
    assert shown[older]["rules"] == []
    assert {one["encryption"] for one in sample["versions"]} == {"aws:kms", "AES256"}
    assert "Sample: the command read 7 versions of 7 listed (the whole bucket): 4 COMPLETED, 1 FAILED, 1 PENDING, 1 no status." in text
    assert f"data/failed@{failed}: FAILED" in text
    assert f"logs/tagged@{tagged}" not in text, "only what needs attention, without --verbose"
    assert f"logs/tagged@{tagged}: COMPLETED; latest under rule rule-1, oldest after rule rule-1" in everything
    assert "tags: team=a; lock: none; owner: 111111111111" in " ".join(everything.split())
    drawn = page.read_text()
    assert "Sample of versions" in drawn
    assert [name for name in ("works", "pending") if f'class="arrow {name}"' in drawn] == ["works", "pending"], "rule-1, and rule-2"
    assert "rule-2</code> (priority 2)" in drawn
    assert "works; versions are pending" in drawn


def test_a_large_bucket_takes_a_bounded_number_of_calls(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """More versions than are read: the oldest after the rule is found among versions of which most have no status."""
    pair = make_pair(configured=False)
    for number in range(130):
        pair.at_source.put_object(Bucket=pair.source, Key=f"old/{number:03}", Body=b"x")
    pair.configure({"Filter": {"Prefix": "old/"}})
    time.sleep(1.1)
    since = [pair.put(f"old/new-{number}") for number in range(3)]
    before = clinic.aws.control.counts()
    sample = clinic.report(pair.source, code=0)["sample"]
    made = {name: number - before.get(name, 0) for name, number in clinic.aws.control.counts().items() if number > before.get(name, 0)}
    assert (sample["listed"], sample["whole_bucket"]) == (133, True)
    assert SAMPLE <= sample["read"] <= SAMPLE + 10
    (oldest,) = [one for one in sample["versions"] if "oldest after rule rule-1" in one["chosen"]]
    assert oldest["version_id"] in since
    assert {name: number for name, number in made.items() if "versions" in name} == {name: 1 for name in made if "versions" in name}


def test_versions_that_are_deleted_while_they_are_read(make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(cross_account=False)
    gone, stays = pair.put("gone"), pair.put("stays")
    connection = Connection.open(pair.aws.running.environment())

    def delete(**_: object) -> None:
        pair.at_source.delete_object(Bucket=pair.source, Key="gone", VersionId=gone)

    connection.s3("us-east-1").meta.events.register("before-call.s3.HeadObject", delete)
    found = diagnose(Accounts({SOURCE: connection}, SOURCE), pair.source)
    assert found.report.verdict is ReplicationVerdict.WORKS
    assert ([one.version_id for one in found.sample.read], found.sample.listed) == ([stays], 2)
    assert [one.version.version_id for one in found.sample.shown] == [stays]


@pytest.mark.parametrize(("count", "most"), [(0, 5), (3, 5), (1000, 100), (101, 100), (7, 1)])
def test_the_spread_has_the_newest_and_as_many_as_may_be_read(count: int, most: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    listed = [Listed(f"k{number}", "v", number % 2 == 1, True, start + timedelta(minutes=number)) for number in range(2 * count)]
    found = spread(listed, most)
    assert len(found) == min(count, most)
    assert len(set(found)) == len(found)
    if found:
        assert found[0] == listed[-2]
        assert most == 1 or found[-1] == listed[0]


def test_the_sample_does_not_wait_for_the_destination(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put()
    with interfering(clinic.aws.running.endpoint) as between:
        clinic.environment["AWS_ENDPOINT_URL"] = between.endpoint
        assert clinic.report(pair.source, code=0)["sample"]["by_status"] == {"COMPLETED": 1}
    listed = next(place for place, one in enumerate(between.seen) if one.bucket == pair.source and "versions" in one.path)
    settings = [place for place, one in enumerate(between.seen) if one.bucket == pair.destination and "policy" in one.path]
    assert listed < settings[0]
