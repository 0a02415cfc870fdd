"""Names and ARNs that the modules make, in one plan: of roles, long and short, of every partition and of opt-in Regions."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

pytestmark = pytest.mark.xdist_group("names")  # the module's fixture creates one plan for all tests
CHECKOUT = find_checkout(Path(__file__).parent)
LONG = "a-bucket-whose-name-has-all-of-the-sixty-three-characters"
PAIRS = {
    "usual": ("aws", "us-east-1", "eu-west-1", "amazonaws.com"),
    "opt_in": ("aws", "af-south-1", "eu-south-1", "amazonaws.com"),
    "china": ("aws-cn", "cn-north-1", "cn-northwest-1", "amazonaws.com.cn"),
    "govcloud": ("aws-us-gov", "us-gov-west-1", "us-gov-east-1", "amazonaws.com"),
}
ROLE = """
module "%(name)s" {
  source       = "../../modules/replication-role"
  providers    = { aws = aws.usual_near }
  destinations = { copy = { bucket_name = "copy", account_id = "222222222222", region = "eu-west-1", delete_markers = true } }

  source_bucket = { name = "%(bucket)s", account_id = "111111111111", region = "us-east-1" }
  role          = %(role)s
}

output "%(name)s" {
  value = module.%(name)s.principal_arn
}
"""
SHAPED = '{ name = "team", path = "/storage/", permissions_boundary = "arn:aws:iam::111111111111:policy/limits", restrict_trust = true }'
ROLES = {
    "short": ("reports", "{}"),
    "long": (f"{LONG}-one", "{}"),
    "other": (f"{LONG}-two", "{}"),
    "shaped": ("shaped", SHAPED),
    "own": ("owned", '{ existing = { arn = "arn:aws:iam::111111111111:role/storage/own" } }'),
}
PAIR = """
provider "aws" {
  alias  = "%(alias)s_near"
  region = "%(near)s"
}

provider "aws" {
  alias      = "%(alias)s_far"
  region     = "%(far)s"
  access_key = "AKIA222222222222TEST" # the local AWS' key of the other account
  secret_key = "local"
}

module "pair_%(alias)s" {
  source    = "../.."
  providers = { aws.source = aws.%(alias)s_near, aws.destination = aws.%(alias)s_far }

  source_bucket      = { name = "near", kms = { existing = { arn = "arn:%(partition)s:kms:%(near)s:111111111111:key/near" } } }
  destination_bucket = { name = "far", kms = { existing = { arn = "arn:%(partition)s:kms:%(far)s:222222222222:key/far" } } }
  account_ids        = { source = "111111111111", destination = "222222222222" }
  rules              = { everything = { priority = 1, delete_markers = true } }
}
"""


@pytest.fixture(scope="module")
def plan(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, object]:
    folder = tmp_path_factory.mktemp("names")
    root = copy_configuration(CHECKOUT, "same-account", folder)
    for name in ("variables.tf", "outputs.tf"):
        (root / name).unlink()
    pairs = "".join(
        PAIR % {"alias": alias, "partition": partition, "near": near, "far": far} for alias, (partition, near, far, _) in PAIRS.items()
    )
    roles = "".join(ROLE % {"name": name, "bucket": bucket, "role": role} for name, (bucket, role) in ROLES.items())
    (root / "main.tf").write_text(pairs + roles, encoding="utf-8")
    terraform = Terraform(root, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
    terraform.init()
    return terraform.plan().document


def planned(plan: Mapping[str, object], beginning: str) -> dict[str, Mapping[str, object]]:
    changes = plan["resource_changes"]
    assert isinstance(changes, list)
    return {
        change["address"]: change["change"]["after"]
        for change in changes
        if change["mode"] == "managed" and change["address"].startswith(beginning)
    }


def role(plan: Mapping[str, object], name: str, label: str = "default") -> Mapping[str, object]:
    return planned(plan, f"module.{name}.aws_iam_role.")[f'module.{name}.aws_iam_role.this["{label}"]']


def test_a_role_is_named_after_its_bucket(plan: Mapping[str, object]) -> None:
    assert role(plan, "short")["name"] == "reports-replication"


def test_long_bucket_names_give_names_that_iam_takes_and_that_differ(plan: Mapping[str, object]) -> None:
    names = [str(role(plan, name)["name"]) for name in ("long", "other")]

    assert [len(name) for name in names] == [64, 64]
    assert len(set(names)) == 2


def test_a_role_has_the_name_path_boundary_and_trust_that_are_asked_for(plan: Mapping[str, object]) -> None:
    shaped = role(plan, "shaped", "team")
    (statement,) = json.loads(str(shaped["assume_role_policy"]))["Statement"]

    assert (shaped["name"], shaped["path"]) == ("team", "/storage/")
    assert shaped["permissions_boundary"] == "arn:aws:iam::111111111111:policy/limits"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "111111111111", "aws:SourceArn": "arn:aws:s3:::shaped"}
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}


def test_a_role_of_ones_own_is_used_and_left_alone(plan: Mapping[str, object]) -> None:
    outputs = plan["planned_values"]["outputs"]  # type: ignore[index]

    assert planned(plan, "module.own.") == {}
    assert outputs["own"]["value"] == "arn:aws:iam::111111111111:role/storage/own"


def test_an_arn_that_is_told_before_the_role_exists_is_the_one_that_it_gets(plan: Mapping[str, object]) -> None:
    outputs = plan["planned_values"]["outputs"]  # type: ignore[index]

    for name, label in (("short", "default"), ("long", "default"), ("shaped", "team")):
        made = role(plan, name, label)
        assert outputs[name]["value"] == f"arn:aws:iam::111111111111:role{made['path']}{made['name']}"


@pytest.mark.parametrize("pair", PAIRS)
def test_every_arn_and_service_is_of_its_partition_and_region(pair: str, plan: Mapping[str, object]) -> None:
    partition, near, far, suffix = PAIRS[pair]
    text = json.dumps(planned(plan, f"module.pair_{pair}."))

    assert set(re.findall(r"arn:([\w-]+):", text)) == {partition}
    assert set(re.findall(r"\bs3\.[\w.-]+", text)) == {"s3.amazonaws.com", f"s3.{near}.{suffix}", f"s3.{far}.{suffix}"}
