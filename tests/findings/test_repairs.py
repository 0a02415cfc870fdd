"""Causes and repairs of every failure in the case tables of core/: each is explained, and each known repair makes the object replicate."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication import core
from s3_replication.findings.catalogue import catalogue
from s3_replication.findings.repairs import Allow, Edit, FailingExample, Repairs, find_repairs
from s3_replication.findings.repairs.describe import describe
from s3_replication.iam import Policy
from tests.core.builders import build_version, build_world

HERE = Path(__file__).parent
UNSOLVED = {row["name"]: row["causes"] for row in yaml.safe_load((HERE / "unsolved.yaml").read_text())}
ROWS = {
    path.stem: [row for row in yaml.safe_load(path.read_text()) if "expect" in row]
    for path in sorted((HERE.parent / "core" / "cases").glob("*.yaml"))
    if not path.stem.startswith("configuration-")
}


def failures(row: Mapping[str, Any]) -> tuple[core.World, list[FailingExample]]:
    world, version, change = build_world(row), build_version(row), core.Change(row.get("change", "object"))
    tasks = core.decide(world, version, change).tasks
    return world, [FailingExample(version, change, task.destination_bucket) for task in tasks if task.outcome is core.Outcome.FAILED]


# By the file of their table, because only a decision tells which rows fail, and each worker would make them all while it collects.
FILES = pytest.mark.parametrize("file", [file for file, rows in ROWS.items() if rows])


def broken(file: str) -> Iterator[tuple[str, core.World, list[FailingExample]]]:
    """The rows of a table that fail: name, world and what fails in it."""
    for row in ROWS[file]:
        world, cases = failures(row)
        if cases:
            yield row["name"], world, cases


def repaired(world: core.World, edits: tuple[Edit, ...]) -> core.World:
    for edit in edits:
        world = edit.apply(world)
    return world


def everything(repairs: Repairs) -> tuple[Edit, ...]:
    return tuple(edit for edits in repairs.edits.values() for edit in edits)


def outcome(world: core.World, case: FailingExample) -> core.Outcome:
    tasks = core.decide(world, case.version, case.change).tasks
    return next(task.outcome for task in tasks if task.destination_bucket == case.destination)


@FILES
def test_every_failure_has_causes_and_a_minimal_repair(file: str) -> None:
    for name, world, cases in broken(file):
        repairs = find_repairs(world, cases)
        causes = [cause.check for solution in repairs.solutions for cause in solution.causes]
        assert causes, name
        assert set(causes) <= set(catalogue()), name
        if name in UNSOLVED:
            assert sorted(set(causes)) == UNSOLVED[name], name
            continue
        edits = everything(repairs)
        assert [outcome(repaired(world, edits), case) for case in cases] == [core.Outcome.COMPLETED] * len(cases), name
        for less in fewer(edits):
            assert any(outcome(repaired(world, less), case) is not core.Outcome.COMPLETED for case in cases), (name, less)


def fewer(edits: tuple[Edit, ...]) -> list[tuple[Edit, ...]]:
    """The changes without one of them, or without one action of one."""
    found = []
    for place, edit in enumerate(edits):
        found.append(edits[:place] + edits[place + 1 :])
        if isinstance(edit, Allow) and len(edit.actions) > 1:
            for action in edit.actions:
                less = Allow(
                    edit.holder, tuple(one for one in edit.actions if one != action), edit.resource, edit.principal, edit.condition
                )
                found.append((*edits[:place], less, *edits[place + 1 :]))
    return found


@FILES
def test_every_change_is_described(file: str) -> None:
    for name, world, cases in broken(file):
        for edit in everything(find_repairs(world, cases)):
            said = describe(edit)
            assert said.text.endswith("."), name
            assert said.json or said.hcl or said.cli, name


def test_most_tables_have_a_failure_and_the_unsolved_rows_exist() -> None:
    assert sum(any(broken(file)) for file in ROWS) > 10
    assert set(UNSOLVED) <= {row["name"] for rows in ROWS.values() for row in rows}


def test_a_statement_for_a_prefix_with_wildcards_is_literal() -> None:
    """S3 takes * and ? of a prefix literally, and IAM does not."""
    row = {
        "world": {"buckets/source/rules/0/filter": {"prefix": "a*/$1?/"}},
        "without": ["s3:ReplicateObject"],
        "version": {"key": "a*/$1?/x"},
    }
    world, cases = failures(row)
    (allow,) = everything(find_repairs(world, cases))
    assert isinstance(allow, Allow)
    assert allow.resource == "arn:aws:s3:::destination/a${*}/${$}1${?}/*"
    assert Policy.parse({"Version": "2012-10-17", "Statement": [allow.statement()]}, "repair").statements
    assert outcome(repaired(world, (allow,)), cases[0]) is core.Outcome.COMPLETED


def test_one_account_needs_a_statement_in_the_role_alone() -> None:
    world, cases = failures({"base": "same", "without": ["s3:ReplicateObject"]})
    (allow,) = everything(find_repairs(world, cases))
    assert isinstance(allow, Allow)
    assert allow.holder.kind == "role policy"


def test_two_accounts_may_need_a_statement_on_both_sides() -> None:
    world, cases = failures({"without": ["s3:ReplicateObject"], "world": {"buckets/destination/policy": None}})
    kinds = {edit.holder.kind.value for edit in everything(find_repairs(world, cases)) if isinstance(edit, Allow)}
    assert kinds == {"role policy", "bucket policy"}


def test_faults_behind_the_first_one_are_found_too() -> None:
    """S3 stops at the first; the next would show only after it is fixed."""
    world, cases = failures(
        {"world": {"buckets/destination/versioning": "Suspended", "keys/destination/state": "Disabled"}, "version": KMS}
    )
    checks = [cause.check for cause in find_repairs(world, cases).solutions[0].causes]
    assert checks == ["replica-key-unusable", "destination-is-not-versioned"]


@pytest.mark.parametrize("limit", [
    {"roles/replicator/boundary": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]},
    {"accounts": {"111111111111": {"scps": [[{"Effect": "Allow", "Action": ["s3:*", "sts:*"], "Resource": "*"}]]}}},
], ids=["a permissions boundary", "a service control policy"])  # fmt: skip
def test_a_limit_without_kms_is_one_cause_for_the_keys_of_both_sides(limit: dict[str, Any]) -> None:
    world, cases = failures({"world": limit, "version": KMS})
    repairs = find_repairs(world, cases)
    (key,) = {cause.key for cause in repairs.solutions[0].causes}
    assert key[0] in ("permissions-boundary-lacks-permission", "service-control-policy-lacks-permission")
    assert {cause.denied.resource.split(":")[3] for cause in repairs.solutions[0].causes if cause.denied} == {"us-east-1", "eu-west-1"}
    assert outcome(repaired(world, everything(repairs)), cases[0]) is core.Outcome.COMPLETED


KMS = {"encryption": {"kind": "aws:kms", "key": "{source-key}"}}
