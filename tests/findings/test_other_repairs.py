"""Where the policy of the role, and that of the bucket or key, would each do, the role's is printed and the other one is named."""

from collections.abc import Mapping
from typing import Any

import pytest

from s3_replication.core import Change, Engine, Outcome
from s3_replication.findings.repairs import FailingExample, find_repairs
from s3_replication.findings.repairs.edits import Allow
from s3_replication.findings.report import build_report
from tests.core.builders import build_version, build_world

KMS = {"encryption": {"kind": "aws:kms", "key": "{source-key}"}}
# A permission that the role lacks, the object, and the kind of policy that would do instead.
KINDS: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "reading": ("s3:GetObjectVersionAcl", {}, "bucket policy"),
    "writing": ("s3:ReplicateObject", {}, "bucket policy"),
    "a key": ("kms:Decrypt", KMS, "key policy"),
}


def failing(name: str, base: str) -> tuple[Any, FailingExample]:
    missing, version, _ = KINDS[name]
    row = {"base": base, "without": [missing], "version": dict(version)}
    return build_world(row), FailingExample(build_version(row), Change.OBJECT, "destination")


@pytest.mark.parametrize("name", KINDS)
def test_the_other_policy_is_named_and_does_work(name: str) -> None:
    world, case = failing(name, "same")
    repairs = find_repairs(world, [case])
    ((key, edits),) = repairs.edits.items()
    others = repairs.others[key]
    assert {one.holder.kind.value for one in edits if isinstance(one, Allow)} == {"role policy"}
    assert {one.holder.kind.value for one in others if isinstance(one, Allow)} == {KINDS[name][2]}
    for edit in others:
        world = edit.apply(world)
    assert [task.outcome for task in Engine(world).decide(case.version, case.change).tasks] == [Outcome.COMPLETED]


@pytest.mark.parametrize("name", KINDS)
def test_the_printed_policy_allows_the_role_alone(name: str) -> None:
    """An identity policy names no principal, and a resource policy names this role and no account."""
    world, case = failing(name, "same")
    repairs = find_repairs(world, [case])
    edits = [edit for those in (*repairs.edits.values(), *repairs.others.values()) for edit in those]
    (role,) = world.roles
    assert {one.principal for one in edits if isinstance(one, Allow)} == {("AWS", role)}
    assert not [one for one in edits if isinstance(one, Allow) and "*" in "".join(one.actions)]


def test_across_accounts_both_policies_are_needed_so_none_is_an_alternative() -> None:
    world, case = failing("writing", "cross")
    repairs = find_repairs(world, [case])
    assert repairs.others == {}
    assert repairs.edits


def test_the_text_of_the_fix_names_the_other_policy() -> None:
    world, _ = failing("writing", "same")
    (finding,) = [one for one in build_report(world).findings if one.severity == "error"]
    assert finding.suggestions[-1].text.endswith(
        "Another fix that works: Allow s3:ReplicateObject in the bucket policy of arn:aws:s3:::destination."
    )
