"""The answer about one object: its state, each destination's, and what to do now."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from s3_replication.core import Bucket
from s3_replication.doctor import ObjectName
from s3_replication.doctor.commands import copy_in_place
from tests.doctor.conftest import BOTH, Clinic, ids
from tests.doctor.jobs import run_job
from tests.local.conftest import Pair

ID = "A" * 32


def ask(clinic: Clinic, pair: Pair, name: str, code: int | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = clinic.report(pair.source, *BOTH, "--object", name, code=code)["object"]
    return answer


def replicas(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["outcome"], one["replica"]) for one in answer["destinations"]]


@pytest.mark.parametrize(("text", "key", "version"), [
    ("a/b", "a/b", None),
    (f"a@{ID}", "a", ID),
    ("a@null", "a", "null"),
    ("me@example.com", "me@example.com", None),
    (f"me@example.com@{ID}", "me@example.com", ID),
    (f"@{ID}", f"@{ID}", None),
    ("a@", "a@", None),
])  # fmt: skip
def test_a_key_may_have_an_at_sign(text: str, key: str, version: str | None) -> None:
    assert ObjectName.parse(text) == ObjectName(key, version)


def test_completed(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put("other")
    version = pair.put()
    page = clinic.folder / "report.html"
    answer = clinic.report(pair.source, *BOTH, "--object", "key", "--html", str(page), code=0)["object"]
    assert (answer["state"], answer["version_id"]) == ("COMPLETED", version)
    text = page.read_text(encoding="utf-8")
    for part in (
        f"bucket {pair.source}",
        f"key, version {version}: COMPLETED.",
        "Destinations of key",
        "Sample of versions",
        'role="img"',
    ):
        assert part in text
    assert replicas(answer) == [("COMPLETED", "present")]
    assert answer["next_step"].startswith("Nothing")


def test_completed_with_a_replica_that_is_gone(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    version = pair.put("a key/ä+?")
    pair.at_destination.delete_object(Bucket=pair.destination, Key="a key/ä+?", VersionId=version)
    report = clinic.report(pair.source, *BOTH, "--object", "a key/ä+?", code=1)
    assert report["object"]["state"] == "COMPLETED, replica gone"
    assert replicas(report["object"]) == [("COMPLETED", "absent")]
    (finding,) = [one for one in report["findings"] if one["id"] == "replica-is-missing"]
    assert finding["subject"] == f"arn:aws:s3:::{pair.destination}"
    clinic.shell(finding["repair"]["changes"][0]["cli"], "source")
    pair.settle()
    answer = ask(clinic, pair, "a key/ä+?", code=0)
    assert (answer["state"], answer["version_id"] != version, replicas(answer)) == ("COMPLETED", True, [("COMPLETED", "present")])


HOSTILE = "data\nforged\x1b[2J\u202e\t'\\"
SHOWN = "data\\u000aforged\\u001b[2J\\u202e\\u0009'\\"


def test_a_key_with_control_characters_is_one_line(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.admit(without=("s3:ReplicateObject",))
    pair.put(HOSTILE)
    page = clinic.folder / "page.html"
    result = clinic.run(pair.source, *BOTH, "--object", HOSTILE, "--verbose", "--html", str(page))
    named = [line for line in result.stdout.splitlines() if "forged" in line]
    assert len(named) >= 3, "the answer, the finding and the sample"
    assert [line for line in named if SHOWN not in line] == []
    assert not set("\x1b\u202e\t") & set(result.stdout + page.read_text(encoding="utf-8"))
    missing = clinic.run(pair.source, *BOTH, "--object", f"{HOSTILE}no")
    assert (missing.exit_code, missing.stderr.count("\n"), f"has no object {SHOWN}no" in missing.stderr) == (2, 1, True)


def test_the_command_for_a_key_with_control_characters_can_be_pasted() -> None:
    command = copy_in_place(Bucket("b", "arn:aws:s3:::b", "111111111111", "us-east-1"), HOSTILE, ID).cli
    assert command.isprintable()
    done = subprocess.run(["bash", "-c", f"aws() {{ printf '%s\\0' \"$@\"; }}; {command}"], capture_output=True, text=True, check=True)
    words = done.stdout.split("\0")
    assert words[words.index("--key") + 1] == HOSTILE
    assert words[words.index("--copy-source") + 1] == f"b/{HOSTILE}?versionId={ID}"


def test_a_lifecycle_rule_that_explains_why_the_replica_is_gone(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    version = pair.put("logs/a")
    rules = [
        {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30},
         "NoncurrentVersionExpiration": {"NoncurrentDays": 1}},
        {"ID": "others", "Status": "Enabled", "Filter": {"Prefix": "other/"}, "Expiration": {"Days": 1}},
    ]  # fmt: skip
    pair.at_destination.put_bucket_lifecycle_configuration(Bucket=pair.destination, LifecycleConfiguration={"Rules": rules})
    present = clinic.report(pair.source, *BOTH, "--object", "logs/a")
    assert "lifecycle-removed-replicas" not in ids(present, "warning"), "the replica is still there"
    pair.at_destination.delete_object(Bucket=pair.destination, Key="logs/a", VersionId=version)  # as the rule does, without its days
    report = clinic.report(pair.source, *BOTH, "--object", "logs/a", code=1)
    (cause,) = [one for one in report["findings"] if one["id"] == "lifecycle-removed-replicas"]
    assert "Rule logs" in cause["why"]
    assert "current versions after 30 days and noncurrent versions after 1 days" in cause["why"]
    assert cause["certain"] is False


def test_no_copy_is_suggested_for_an_older_version(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    version = pair.put()
    pair.put()
    pair.at_destination.delete_object(Bucket=pair.destination, Key="key", VersionId=version)
    report = clinic.report(pair.source, *BOTH, "--object", f"key@{version}", code=1)
    (finding,) = [one for one in report["findings"] if one["id"] == "replica-is-missing"]
    assert finding["repair"]["changes"] == []


def test_pending(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    with pair.failing():
        pair.at_source.put_object(Bucket=pair.source, Key="key", Body=b"x")
        answer = ask(clinic, pair, "key", code=0)
    pair.settle()
    assert (answer["state"], replicas(answer)) == ("PENDING", [("COMPLETED", "absent")])
    assert answer["next_step"].startswith("Wait")


def test_failed_before_and_after_the_repair(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.admit(without=("s3:ReplicateObject",))
    pair.put()
    answer = ask(clinic, pair, "key", code=1)
    assert (answer["state"], replicas(answer)) == ("FAILED", [("FAILED", "absent")])
    assert "Fix the findings" in answer["next_step"]
    pair.admit()
    report = clinic.report(pair.source, *BOTH, "--object", "key", code=1)
    assert (report["verdict"], report["object"]["state"]) == ("works", "FAILED")
    assert "would replicate" in report["object"]["next_step"]
    (finding,) = [one for one in report["findings"] if one["id"] == "failed-objects-remain"]
    assert "The only version that was read (all of the bucket) is FAILED" in finding["why"]
    run_job(clinic, pair, finding["repair"]["changes"][0]["cli"])
    assert ask(clinic, pair, "key", code=0)["state"] == "COMPLETED"


def test_no_status_since_it_is_older_than_the_rule(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    pair.put()
    pair.configure({})
    answer = ask(clinic, pair, "key", code=1)
    assert (answer["state"], replicas(answer)) == ("no status", [("COMPLETED", "absent")])
    assert "older than the rule" in answer["next_step"]


def test_no_status_since_no_rule_takes_it(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    pair.configure({"Filter": {"Prefix": "logs/"}})
    pair.put()
    answer = ask(clinic, pair, "key", code=1)
    assert (answer["state"], replicas(answer)) == ("no status", [("NOT_REPLICATED", "absent")])
    assert "prefix" in answer["destinations"][0]["reason"]
    assert "No rule selects" in answer["next_step"]


def test_no_status_since_its_tags_came_later(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    chosen = {"Filter": {"Tag": {"Key": "team", "Value": "a"}}, "DeleteMarkerReplication": {"Status": "Disabled"}}
    pair.configure(chosen)
    pair.put()
    pair.at_source.put_object_tagging(Bucket=pair.source, Key="key", Tagging={"TagSet": [{"Key": "team", "Value": "a"}]})
    pair.settle()
    answer = ask(clinic, pair, "key", code=1)
    assert (answer["state"], replicas(answer)) == ("no status", [("COMPLETED", "absent")])
    assert "its tags were added later" in answer["next_step"]


def test_no_status_since_it_is_archived(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put(StorageClass="GLACIER")
    answer = ask(clinic, pair, "key", code=1)
    assert (answer["state"], replicas(answer)) == ("no status", [("NOT_REPLICATED", "absent")])
    assert "archive class" in answer["destinations"][0]["reason"]


def test_no_status_without_a_configuration(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    pair.put()
    report = clinic.report(pair.source, *BOTH, "--object", "key", code=1)
    assert (report["object"]["state"], report["object"]["destinations"]) == ("no status", [])
    assert "no-replication-configuration" in ids(report, "warning")


def test_a_replica_points_to_its_source(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put()
    report = clinic.report(pair.destination, "--profile", "destination", "--object", "key", code=0)
    assert report["object"]["state"] == "REPLICA"


def test_a_delete_marker_is_looked_for_in_the_destination(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    first = pair.put()
    pair.at_source.delete_object(Bucket=pair.source, Key="key")
    pair.settle()
    marker = ask(clinic, pair, "key", code=0)
    assert (marker["delete_marker"], marker["state"], replicas(marker)) == (True, "COMPLETED", [("COMPLETED", "present")])
    older = ask(clinic, pair, f"key@{first}", code=0)
    assert (older["version_id"], older["state"]) == (first, "COMPLETED")


def test_the_replica_of_a_side_that_is_not_visible(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put()
    report = clinic.report(pair.source, "--profile", "source", "--object", "key", code=1)
    assert report["object"]["state"] == "COMPLETED"
    assert replicas(report["object"]) == [("UNKNOWN", "not visible")]
    assert "Give access" in report["object"]["next_step"]


def test_the_text_begins_with_the_object(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    version = pair.put()
    lines = clinic.run(pair.source, *BOTH, "--object", "key").stdout.splitlines()
    assert lines[0] == f"key, version {version}: COMPLETED."
    assert lines[3] == f"  {pair.destination}: rule rule-1, COMPLETED today; replica present."


@pytest.mark.parametrize(("name", "says"), [("Key", "has no object Key"), (f"key@{ID}", f"has no version {ID}")])
def test_an_object_that_is_not_there(name: str, says: str, clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put()
    result = clinic.run(pair.source, *BOTH, "--object", name)
    assert (result.exit_code, says in result.stderr) == (2, True), result.stderr
