"""The order of Terraform's operations, read from its graph. A destroy uses the reverse order."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
Edges = Mapping[str, list[str]]
# The addresses of the buckets of one replication in each graph.
SCOPES = [
    ("cross-account", "module.replication."),
    ("two-way", "module."),
    ("fan-out", "module."),
]
USABLE = ["policy", "versioning"]
LAST = ["object_lock_configuration", "server_side_encryption_configuration"]


@pytest.fixture
def edges_of(once: Callable[[str, Callable[[Path], object]], object]) -> Callable[[str], Edges]:
    """An example's resources, each with those that it waits for."""

    def edges(example: str) -> Edges:
        result = once(f"graph-{example}", lambda folder: graph(example, folder))
        assert isinstance(result, dict)
        return result

    return edges


def graph(example: str, folder: Path) -> object:
    binary, environment = find_binary(os.environ), terraform_environment(os.environ, folder / "cli")
    root = copy_configuration(CHECKOUT, example, folder / "checkout")
    Terraform(root, binary, environment).init()
    text = subprocess.run([binary.path, "graph"], cwd=root, env=environment, check=True, capture_output=True, text=True).stdout
    found: dict[str, list[str]] = {name: [] for name in re.findall(r'"([^"]+)" \[label', text)}
    for name, first in re.findall(r'"([^"]+)" -> "([^"]+)"', text):
        found[name].append(first)
    return found


def before(edges: Edges, name: str) -> set[str]:
    """Everything that Terraform does before a resource."""
    done, left = set(), [name]
    while left:
        for first in edges[left.pop()]:
            if first not in done:
                done.add(first)
                left.append(first)
    return done


def of(edges: Edges, kind: str, scope: str) -> Iterator[str]:
    return (name for name in edges if name.startswith(scope) and f".{kind}." in name and ".data." not in name)


@pytest.mark.parametrize(("example", "scope"), SCOPES)
def test_rules_wait_for_both_buckets_to_be_usable(example: str, scope: str, edges_of: Callable[[str], Edges]) -> None:
    edges = edges_of(example)
    wanted = {name for kind in USABLE for name in of(edges, f"aws_s3_bucket_{kind}", scope)}
    rules = list(of(edges, "aws_s3_bucket_replication_configuration", scope))

    assert rules
    assert len(wanted) >= len(USABLE) * 2
    assert {name: wanted - before(edges, name) for name in rules} == {name: set() for name in rules}


@pytest.mark.parametrize(("example", "scope"), SCOPES)
def test_a_source_gets_its_encryption_and_its_lock_after_its_rules(example: str, scope: str, edges_of: Callable[[str], Edges]) -> None:
    """Objects under a new key, or with a lock, must not be written before the rules and the role can replicate them."""
    edges = edges_of(example)

    for rules in of(edges, "aws_s3_bucket_replication_configuration", scope):
        side = rules.partition("aws_s3_bucket_replication_configuration")[0]
        for kind in LAST:
            assert rules in before(edges, f"{side}module.bucket.aws_s3_bucket_{kind}.this")


@pytest.mark.parametrize(("example", "scope"), SCOPES)
def test_rules_wait_for_the_roles_permissions(example: str, scope: str, edges_of: Callable[[str], Edges]) -> None:
    edges = edges_of(example)

    for name in of(edges, "aws_s3_bucket_replication_configuration", scope):
        side = name.partition("aws_s3_bucket_replication_configuration")[0]
        assert f"{side}module.role.aws_iam_role_policy.this" in before(edges, name)


@pytest.mark.parametrize(("example", "scope"), SCOPES)
def test_one_buckets_access_settings_change_one_after_the_other(example: str, scope: str, edges_of: Callable[[str], Edges]) -> None:
    edges = edges_of(example)

    for name in of(edges, "aws_s3_bucket_ownership_controls", scope):
        bucket, _, twin = name.partition("aws_s3_bucket_ownership_controls.")  # this, or existing for a bucket that existed before
        assert f"{bucket}aws_s3_bucket_policy.{twin}" in before(edges, name)
        assert f"{bucket}aws_s3_bucket_public_access_block.{twin}" in before(edges, f"{bucket}aws_s3_bucket_policy.{twin}")
