"""The groups of named worlds: their classes and words."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication import core
from s3_replication.core import Change, EncryptionKind
from s3_replication.findings.groups import Group, GroupFinder, Groups, KeyUse, ObjectClass, group_of, groups_of
from s3_replication.findings.report import build_report
from tests.core.builders import Cases

CASES = Cases()
ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "groups.yaml").read_text())


def groups(row: dict[str, Any], limit: int | None = None) -> Groups:
    """The groups of a row's source bucket."""
    world = CASES.world(row)
    return groups_of(world, "source") if limit is None else groups_of(world, "source", limit)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_world_has_these_groups(row: dict[str, Any]) -> None:
    found = groups(row)
    words = [group.description for group in found.groups]
    wanted, absent = CASES.named(row.get("groups", [])), CASES.named(row.get("absent", []))
    assert (found.complete, found.why) == (True, "")
    assert len(set(words)) == len(words)
    assert [one for one in wanted if one not in words] == []
    assert [one for one in absent if one in words] == []
    if "classes" in row:
        assert {group.object_class.value for group in found.groups} == set(row["classes"])
    if row.get("only"):
        assert [group.description for group in found.groups if group.kms_key is None and group.description not in wanted] == []


def test_the_example_has_the_key_and_the_class() -> None:
    found = groups({"world": {"buckets/source/rules/0/filter": {"prefix": "logs/"}, "buckets/source/object_lock": True}})
    for group in found.groups:
        version = group.version
        assert (version.bucket, version.key) == ("source", group.keys.example)
        assert (group.kms_key is not None) == (version.encryption.kind in (EncryptionKind.SSE_KMS, EncryptionKind.DSSE_KMS))
    by_class = {group.object_class: group for group in found.groups}
    assert by_class[ObjectClass.DELETE_MARKER].version.delete_marker
    assert by_class[ObjectClass.DELETE_MARKER].change is Change.DELETE_MARKER
    assert by_class[ObjectClass.EXISTING].change is Change.EXISTING
    assert by_class[ObjectClass.REPLICA].version.replica
    assert by_class[ObjectClass.LARGE].version.multipart
    assert by_class[ObjectClass.LOCKED].version.lock != core.Lock()
    assert by_class[ObjectClass.SSE_KMS_BUCKET_KEY].version.encryption.bucket_key


def test_a_kms_group_names_the_use_of_its_key() -> None:
    row = {"world": {"buckets/source/default_encryption": {"kind": "aws:kms", "key": "{source-key}"}}}
    uses = [group.kms_key.use for group in groups(row).groups if group.object_class is ObjectClass.SSE_KMS and group.kms_key is not None]
    assert uses == [KeyUse.DEFAULT, KeyUse.AWS_MANAGED, KeyUse.OTHER]


def test_a_version_of_another_bucket_or_change_has_no_group() -> None:
    found, version = groups({}), CASES.version({})
    assert group_of(found, version, Change.OBJECT) is not None
    assert group_of(found, replace(version, bucket="other"), Change.OBJECT) is None
    assert group_of(found, version, Change.TAGS) is None


def test_a_bucket_that_is_not_in_the_world_has_no_groups() -> None:
    found = groups_of(CASES.world({}), "nowhere")
    assert (found.groups, found.complete, found.why) == ((), False, "bucket nowhere is not known")


@pytest.mark.parametrize(
    ("statement", "policy"),
    [
        ({"Effect": "Deny", "Action": "s3:*", "Resource": "{destination}/${aws:PrincipalTag/team, 'x'}/*"}, "role policy"),
        (
            {
                "Effect": "Deny",
                "Action": "kms:Decrypt",
                "Resource": "*",
                "Condition": {"StringEqualsIgnoreCase": {"kms:EncryptionContext:aws:s3:arn": "{source}/Docs"}},
            },
            "role policy",
        ),
    ],
    ids=["a variable", "ignoring case"],
)
def test_policies_that_compare_more_than_patterns_are_named(statement: dict[str, Any], policy: str) -> None:
    found = groups({"statements": {"roles/replicator/permissions": [statement]}})
    assert found.groups
    assert (found.complete, found.why) == (False, f"{policy}: compares keys with variables, or without regard to case")


def test_beyond_the_limit_the_groups_are_not_complete() -> None:
    rules = {
        f"buckets/source/rules/{number}": {
            "id": f"r{number}", "priority": number + 1, "status": "Enabled", "filter": {"prefix": f"team-{number}/"},
            "delete_marker_replication": "Enabled", "destination": {"bucket": "{destination}"},
        }
        for number in range(8)
    }  # fmt: skip
    few, all_of = groups({"world": rules}, 90), groups({"world": rules})
    words = "there are more than 90 groups of objects, and those of 5 groups of keys are decided"
    assert (few.complete, few.why) == (False, words)
    assert all_of.complete
    assert len(few.groups) <= 90 < len(all_of.groups)
    version = CASES.version({"version": {"key": "team-7/a"}})
    assert group_of(few, version, Change.OBJECT) is None
    assert group_of(all_of, version, Change.OBJECT) is not None


def test_too_many_patterns_are_not_complete() -> None:
    wild = [f"{{destination}}/*{a}*{a}*" for a in "abcdefgh"]
    found = groups({"statements": {"roles/replicator/permissions": [{"Effect": "Deny", "Action": "s3:*", "Resource": wild}]}}, 500)
    assert not found.complete
    many = re.fullmatch(
        r"rules and policies compare keys in too many ways .*: there are more than (\d+) groups of keys, .* (\d+) are decided", found.why
    )
    assert many is not None
    assert 10 < int(many[2]) <= int(many[1])
    assert len({group.keys for group in found.groups}) == int(many[2])


def test_beyond_the_limit_the_verdict_is_unknown_and_says_how_many_groups_are_decided() -> None:
    """A pattern more doubles the groups of keys, so no limit is high enough."""
    wild = [f"{{destination}}/*x{letter}*y" for letter in "abcdefghijklm"]
    report = build_report(
        CASES.world({"statements": {"roles/replicator/permissions": [{"Effect": "Allow", "Action": "s3:*", "Resource": wild}]}})
    )
    (finding,) = [one for one in report.findings if "too many ways" in one.why]
    assert "nothing-replicates" not in {one.id for one in report.findings}
    assert (report.verdict, finding.id, finding.severity, finding.certain) == ("unknown", "value-not-known", "warning", False)
    assert re.search(r"more than [\d,]{5,} groups of keys, of which 20 are decided\. ", finding.why)


def test_too_many_sets_of_tags_are_not_complete() -> None:
    rules = {
        f"buckets/source/rules/{number}": {
            "id": f"r{number}", "priority": number + 1, "status": "Enabled", "filter": {"tags": [[f"k{number}", "v"]]},
            "delete_marker_replication": "Disabled", "destination": {"bucket": "{destination}"},
        }
        for number in range(14)
    }  # fmt: skip
    found = groups({"world": rules})
    assert (found.complete, found.why) == (False, "the rules for some keys ask for tags in more than 4,096 combinations")


def test_too_many_combinations_of_features_are_not_complete() -> None:
    found = groups({}, 10)
    assert (found.complete, found.why) == (False, "there are more than 10 combinations of features")


def find(found: Groups, words: str) -> Group:
    """The group with a description."""
    return next(group for group in found.groups if group.description == words)


def test_groups_of_keys_have_the_shortest_key_as_example() -> None:
    statement = {"Effect": "Deny", "Action": "s3:ReplicateObject", "Resource": "{destination}/*.csv"}
    found = groups({"statements": {"roles/replicator/permissions": [statement]}})
    assert find(found, "objects with SSE-S3 and no tags: keys that match *.csv").keys.example == ".csv"
    assert find(found, "objects with SSE-S3 and no tags: keys that do not match *.csv").keys.example == "a"


def test_one_finder_gives_the_groups_of_each_bucket() -> None:
    back = {"id": "back", "status": "Enabled", "priority": 1, "filter": {"prefix": "tax"}, "delete_marker_replication": "Disabled"}
    rules = [{**back, "destination": {"bucket": "{source}"}}]
    world = CASES.world({"base": "same", "world": {"buckets/destination/rules": rules}})
    finder = GroupFinder(world)
    for bucket in ("source", "destination", "third", "source"):
        assert finder.of(bucket) == groups_of(world, bucket)
    assert len({len(finder.of(bucket).groups) for bucket in ("source", "destination")}) == 2
