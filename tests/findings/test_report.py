"""The report of a world: one finding per root cause, verdicts, and what counts as expected."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from s3_replication.errors import InputError
from s3_replication.findings.catalogue import catalogue, find_check
from s3_replication.findings.finding import Report, Severity
from s3_replication.findings.render import as_json
from s3_replication.findings.report import build_report
from tests.core.builders import build_world

THIRD_KEY = {
    "arn": "arn:aws:kms:us-east-1:111111111111:key/99999999-9999-4999-8999-999999999999",
    "account": "111111111111",
    "region": "us-east-1",
}
KMS_DEFAULT = {"buckets/source/default_encryption": {"kind": "aws:kms", "key": "{source-key}"}}


def report_of(world: dict[str, Any] | None = None, **row: Any) -> Report:
    return build_report(build_world({"world": world or {}, **row}))


def errors(report: Report) -> list[str]:
    return [finding.id for finding in report.findings if finding.severity == "error"]


@pytest.mark.parametrize("base", ["cross", "same"])
def test_a_correct_pair_works_without_error_or_warning(base: str) -> None:
    report = report_of(base=base)
    assert report.verdict == "works"
    assert {finding.severity.value for finding in report.findings} == {"note"}


def test_one_root_cause_is_one_finding_however_many_objects_it_breaks() -> None:
    report = report_of({"buckets/destination/policy": None})
    assert report.verdict == "broken"
    assert errors(report) == ["bucket-policy-lacks-permission"]
    broken = [row for row in report.outcomes if row.outcome == "FAILED" and row.expected]
    assert len(broken) > 3
    assert {row.because for row in broken} == {("bucket-policy-lacks-permission",)}


def test_two_causes_are_two_findings_with_a_repair_each() -> None:
    report = report_of({"buckets/destination/policy": None, "buckets/destination/versioning": "Suspended"})
    assert errors(report) == ["bucket-policy-lacks-permission", "destination-is-not-versioned"]
    assert all(finding.proven for finding in report.findings if finding.severity == "error")


def test_what_only_a_deliberately_disabled_setting_would_need_is_no_error() -> None:
    """Nobody needs permission to replicate delete markers that no rule replicates."""
    without = {"without": ["s3:ReplicateDelete"], "base": "same"}
    report = report_of({"buckets/source/rules/0/delete_marker_replication": "Disabled"}, **without)
    assert report.verdict == "works"
    assert errors(report) == []
    assert errors(report_of(**without)) == ["role-policy-lacks-permission"]


def test_an_unversioned_destination_is_said_once() -> None:
    """PutBucketReplication refuses it, and a delivery fails by it: it is one cause."""
    assert errors(report_of({"buckets/destination/versioning": "Suspended"})) == ["destination-is-not-versioned"]


def test_an_unversioned_source_has_its_own_finding() -> None:
    assert errors(report_of({"buckets/source/versioning": "Suspended"})) == ["source-is-not-versioned"]


def test_a_disabled_key_breaks_only_where_objects_use_it() -> None:
    disabled = {"keys/destination/state": "Disabled"}
    assert report_of(disabled).verdict == "works"
    assert errors(report_of({**disabled, **KMS_DEFAULT})) == ["replica-key-unusable"]


def test_kms_objects_that_a_rule_skips_are_an_error_where_the_default_makes_them() -> None:
    skips = {"buckets/source/rules/0/source_selection": None}
    severities = [
        {finding.id: finding.severity.value for finding in report_of(world).findings}.get("rule-skips-kms-objects")
        for world in ({**skips, **KMS_DEFAULT}, skips)
    ]
    assert severities == ["error", "note"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({}, {}),
        ({"without": ["kms:Decrypt"]}, {"role-policy-lacks-permission"}),
        ({"without": ["kms:Encrypt", "kms:GenerateDataKey"]}, {"role-policy-lacks-permission"}),
        ({"without": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "world": {"keys": {}}}, {"role-policy-lacks-permission"}),
        ({"world": {"keys/destination/state": "Disabled"}}, {"replica-key-unusable"}),
        (
            {
                "without": ["kms:Decrypt"],
                "world": {
                    "buckets/source/rules/0/source_selection": None,
                    "buckets/source/rules/0/destination": {"bucket": "{destination}"},
                },
            },
            {},
        ),
        ({"world": {"keys/third": THIRD_KEY}}, {}),
    ],
    ids=["works", "no Decrypt", "no Encrypt", "no KMS and no key visible", "key disabled", "no opt-in", "one of two keys is allowed"],
)
def test_kms_objects_that_a_rule_asks_for_and_that_all_fail_are_a_warning(row: dict[str, Any], found: set[str]) -> None:
    """The default encryption is not KMS, so only SseKmsEncryptedObjects says that such objects are expected."""
    report = report_of(**{**row, "world": {"complete": False, **row.get("world", {})}})
    assert report.verdict == "works"
    assert {one.id for one in report.findings if one.severity == "warning"} == set(found)
    assert all(
        one.proven
        for one in report.findings
        if one.id == "role-policy-lacks-permission" and one.severity == "warning" and "11111111-aaaa" in one.why
    )


def test_a_configuration_that_replicates_nothing_is_an_error() -> None:
    disabled = report_of({"buckets/source/rules/0/status": "Disabled"})
    assert (disabled.verdict, errors(disabled)) == ("broken", ["nothing-replicates"])
    assert report_of({"buckets/source/rules/0/filter": {"prefix": "docs/"}}).verdict == "works"


def test_what_is_not_known_is_a_verdict_of_its_own() -> None:
    report = report_of({"buckets/destination": "ABSENT", "complete": False})
    assert report.verdict == "unknown"
    assert "value-not-known" in {finding.id for finding in report.findings}
    assert not errors(report)


def test_an_error_wins_over_what_is_not_known() -> None:
    assert (
        report_of({"buckets/destination": "ABSENT", "complete": False}, without=["s3:GetObjectVersionForReplication"]).verdict == "broken"
    )


def test_a_missing_permission_of_unknown_effect_is_found_and_is_not_certain() -> None:
    """AWS names s3:GetReplicationConfiguration as required, and no document says what its absence does (fact 5.10)."""
    report = report_of(without=["s3:GetReplicationConfiguration"])
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert (finding.id, finding.certain, finding.proven) == ("role-policy-lacks-permission", False, True)


PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/"


def test_every_check_says_what_it_must() -> None:
    for entry in catalogue().values():
        assert entry.source.startswith(("https://docs.aws.amazon.com/", "https://developer.hashicorp.com/", PROVIDER))
        assert all(text.endswith(".") for text in (entry.why, entry.fix))
        assert not entry.title.endswith(".")


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(InputError, match="check 'role-does-not-exit' does not exist: did you mean role-does-not-exist"):
        find_check("role-does-not-exit")


def test_an_unknown_policy_is_named_by_the_bucket_that_has_it() -> None:
    """The policy of an existing source bucket is not in the plan; the destination has nothing to do with it."""
    report = report_of({"buckets/source/policy": "UNKNOWN"})
    found = {finding.subject: finding.why for finding in report.findings if finding.severity == "warning"}
    assert list(found) == ["arn:aws:s3:::source"]
    assert "the policy of arn:aws:s3:::source, which is not known" in found["arn:aws:s3:::source"]


def test_a_lock_on_objects_is_not_expected_where_nobody_knows_whether_the_bucket_has_object_lock() -> None:
    """A source bucket that exists already and that the plan only names: most buckets have no Object Lock."""
    no_lock = {"buckets/destination/object_lock": False}
    severities = [
        {finding.id: finding.severity.value for finding in report_of({**no_lock, **source}).findings}.get("destination-has-no-object-lock")
        for source in ({"buckets/source/object_lock": True}, {"buckets/source/object_lock": "UNKNOWN"})
    ]
    assert severities == ["error", "note"]


def test_a_refused_rule_is_explained_with_s3s_own_names() -> None:
    report = report_of({"buckets/source/rules/0/delete_marker_replication": None})
    (finding,) = [one for one in report.findings if one.id == "configuration-refused"]
    assert "Add DeleteMarkerReplication" in finding.why


@pytest.mark.parametrize(("trust", "is_open"), [({}, False), ({"roles/replicator/trust": "UNKNOWN"}, True)])
def test_a_reason_is_open_where_an_earlier_step_is_not_known(trust: dict[str, Any], is_open: bool) -> None:
    """With a trust policy that is not known, S3 reports AssumeRoleNotPermitted if that step fails first."""
    report = report_of({"buckets/destination/policy": None, **trust})
    failed = [row for row in report.outcomes if row.outcome == "FAILED" and row.expected]
    assert {(row.failure_reason, row.reason_is_open) for row in failed if row.object_class == "plain"} == {
        ("DstPutObjectNotPermitted", is_open)
    }
    assert {row.reason_is_open for row in report.outcomes if row.outcome != "FAILED"} <= {False}
    assert {row["reason_is_open"] for row in as_json(report)["outcomes"] if row["failure_reason"]} == {is_open}  # type: ignore[attr-defined]


def test_a_cause_that_only_an_assumption_makes_an_error_is_not_certain() -> None:
    """Large objects need kms:Decrypt on the replicas' key by an assumption; what else needs it for certain is not what the bucket gives."""
    on_source = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    permissions = [["s3:GetReplicationConfiguration", "{source}"], ["s3:ListBucket", "{source}"]]
    permissions += [[action, "{source}/*"] for action in on_source]
    permissions += [["s3:Replicate*", "{destination}/*"], ["kms:Decrypt", "{source-key}"], ["kms:Encrypt", "{destination-key}"]]
    encryption = {"kind": "aws:kms", "key": "{source-key}"}
    world: Mapping[str, Any] = {"roles/replicator/permissions": permissions, "buckets/source/default_encryption": encryption}
    report = build_report(build_world({"world": world}))
    (found,) = (one for one in report.findings if one.severity is Severity.ERROR)
    assert (found.id, found.affects, found.certain) == ("role-policy-lacks-permission", ("large: all keys -> destination",), False)


@pytest.mark.parametrize("base", ["cross", "same"])
def test_a_role_without_any_policy_is_one_finding_whose_fix_is_proven(base: str) -> None:
    """Whatever S3 asks for is missing then, on both buckets, and for delete markers two base permissions are missing together."""
    world = build_world({"base": base})
    (arn,) = world.roles
    report = build_report(replace(world, roles={arn: replace(world.roles[arn], policies=())}))
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert (finding.id, finding.subject, finding.proven) == ("role-policy-lacks-permission", arn, True)
    actions = {action for one in finding.suggestions for action in json.loads(one.json)["Action"]}
    assert actions >= {"s3:GetReplicationConfiguration", "s3:ListBucket", "s3:ReplicateObject", "s3:ReplicateDelete"}


def test_a_disabled_rule_is_reported_for_the_keys_that_it_would_replicate() -> None:
    rule = {"id": "docs", "priority": 9, "status": "Disabled", "filter": {"prefix": "docs/"}, "delete_marker_replication": "Enabled"}
    rules = {
        "buckets/source/rules/0/filter": {"prefix": "logs/"},
        "buckets/source/rules/1": {**rule, "destination": {"bucket": "{destination}"}},
    }
    (finding,) = [one for one in report_of(rules).findings if one.id == "rule-disabled"]
    assert (finding.severity, finding.proven) == ("warning", True)
    assert {one.rpartition(": ")[2] for one in finding.affects} == {"keys under docs/ -> destination"}


def test_a_key_of_another_region_has_its_fix_also_if_the_role_may_not_use_the_right_key() -> None:
    """The wrong key hides that the right one is not allowed either: both are found, and both are repaired."""
    wrong = {"buckets/source/rules/0/destination/replica_kms_key": "{source-key}", **KMS_DEFAULT}
    found = {one.id: one for one in report_of(wrong, without=["kms:Encrypt"]).findings if one.severity == "error"}
    assert set(found) >= {"replica-key-in-another-region", "role-policy-lacks-permission"}
    assert all(one.proven and one.suggestions for one in found.values())


def test_an_alias_of_the_right_key_does_not_hide_it() -> None:
    """A world has a key under its ARN and again under each alias."""
    wrong = build_world({"world": {"buckets/source/rules/0/destination/replica_kms_key": "{source-key}", **KMS_DEFAULT}})
    (right,) = [key for key in wrong.keys.values() if key.region == "eu-west-1" and key.account == "222222222222"]
    aliased = replace(wrong, keys={**wrong.keys, "arn:aws:kms:eu-west-1:222222222222:alias/replicas": right})
    (finding,) = [one for one in build_report(aliased).findings if one.id == "replica-key-in-another-region"]
    assert [one.text for one in finding.suggestions] == [f"In rule everything of bucket source, set ReplicaKmsKeyID to {right.arn}."]


@pytest.mark.parametrize(
    ("missing", "locks", "objects"),
    [
        ("s3:GetObjectVersionTagging", {}, "tagged: all keys -> destination"),
        ("s3:GetObjectRetention", {"buckets/source/object_lock": True, "buckets/destination/object_lock": True}, "sse-kms"),
    ],
    ids=["tags", "a lock"],
)
def test_a_feature_that_fails_is_an_error_in_a_bucket_that_encrypts_with_a_kms_key_too(
    missing: str, locks: dict[str, Any], objects: str
) -> None:
    """Objects without KMS fail in the same way there, and they are not what the bucket's default gives."""
    report = report_of({**KMS_DEFAULT, **locks}, without=[missing])
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert (report.verdict, finding.id, finding.proven) == ("broken", "role-policy-lacks-permission", True)
    assert missing in finding.why
    assert finding.affects[0].startswith(objects)


def test_a_default_encryption_that_the_rules_skip_is_one_error() -> None:
    rule = {"buckets/source/rules/0/source_selection": None, "buckets/source/rules/0/destination/replica_kms_key": None}
    markers = {"buckets/source/rules/0/delete_marker_replication": "Disabled"}
    assert errors(report_of({**KMS_DEFAULT, **rule, **markers})) == ["rule-skips-kms-objects"]


def test_a_role_that_is_nowhere_is_one_finding_about_the_role() -> None:
    """Its trust policy, its policies and its boundary are all unknown, for one reason."""
    role = "arn:aws:iam::111111111111:role/elsewhere"
    report = report_of({"buckets/source/role": role, "complete": False}, base="same")
    found = [(one.subject, one.why) for one in report.findings if one.id == "value-not-known" and one.severity == "warning"]
    assert [(subject, why.partition(". ")[0]) for subject, why in found] == [
        (role, f"The outcome depends on role {role}, which is not known")
    ]


def test_a_lock_that_the_destination_cannot_take_is_found_with_the_permission_that_hides_it() -> None:
    """The role may read no retention, so every object of the bucket fails first, and locked ones would fail again."""
    locks = {"buckets/source/object_lock": True, "buckets/destination/object_lock": False}
    report = report_of({**KMS_DEFAULT, **locks}, without=["s3:GetObjectRetention"])
    assert errors(report) == ["destination-has-no-object-lock", "role-policy-lacks-permission"]
    assert all(finding.proven for finding in report.findings if finding.severity == "error")


def test_a_fix_does_not_allow_what_a_deliberate_setting_leaves_out() -> None:
    """Delete markers replicate under a/ only, so the bucket policy needs no s3:ReplicateDelete under b/."""
    rule = {"status": "Enabled", "destination": {"bucket": "{destination}", "account": "{other}", "replica_kms_key": "{destination-key}"}}
    rules = [
        {**rule, "id": prefix, "priority": place, "filter": {"prefix": f"{prefix}/"}, "delete_marker_replication": markers}
        for place, (prefix, markers) in enumerate([("a", "Enabled"), ("b", "Disabled")], 1)
    ]
    report = report_of({"buckets/source/rules": rules, "buckets/destination/policy": None})
    (found,) = [one for one in report.findings if one.id == "bucket-policy-lacks-permission"]
    allowed = {statement["Resource"]: statement["Action"] for statement in (json.loads(change.json) for change in found.suggestions)}
    assert {resource.rpartition(":::")[2]: actions for resource, actions in allowed.items()} == {
        "destination/a/*": ["s3:ReplicateDelete", "s3:ReplicateObject"], "destination/b/*": "s3:ReplicateObject",
    }  # fmt: skip
    assert found.proven
