"""What a trial does before Terraform runs: the copy, the override file, accounts, and the values of a state."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from s3_replication.errors import InputError
from s3_replication.iam import Policy
from s3_replication.local import LocalAws
from s3_replication.plan import Source, read_plan
from s3_replication.trial.account_numbers import account_numbers, check_accounts
from s3_replication.trial.copied_folder import copy_folder
from s3_replication.trial.lookups import looked_up_name, lookups
from s3_replication.trial.missing import refuse_created, stand_in_for_names
from s3_replication.trial.override import write_override
from s3_replication.trial.places import Places
from s3_replication.trial.stand_ins import StandIn, StandIns
from s3_replication.trial.state_values import addresses_in_state, with_state_values


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def _override(folder: Path, text: str, accounts: Mapping[str, str]) -> Mapping[str, Any]:
    _write(folder, {"main.tf": text})
    write_override(folder, Source.read(folder), accounts)
    found: Mapping[str, Any] = json.loads((folder / "s3_replication_trial_override.tf.json").read_text())
    return found


def test_local_modules_are_copied_and_state_is_not(tmp_path: Path) -> None:
    _write(tmp_path / "live", {
        "root/main.tf": 'module "a" {\n  source = "../shared/a"\n}\n', "root/policy.json.tftpl": "{}", "root/terraform.tfstate": "secret",
        "root/.terraform/terraform.tfstate": "secret", "root/.terraform/modules/modules.json": "{}", "root/.terraform.lock.hcl": "#",
        "root/nested/files/a.txt": "-", "shared/a/main.tf": "", "shared/b/main.tf": "", "root/uncalled/main.tf": "",
    })  # fmt: skip
    copied = copy_folder(tmp_path / "live" / "root", Source.read(tmp_path / "live" / "root"), tmp_path / "copy")
    found = {path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert copied == tmp_path / "copy" / "root"
    assert found == {
        "root/main.tf", "root/policy.json.tftpl", "root/nested/files/a.txt", "root/.terraform.lock.hcl",
        "root/.terraform/modules/modules.json", "shared/a/main.tf",
    }  # fmt: skip


def test_the_state_is_local_and_each_provider_has_a_key_of_its_account(tmp_path: Path) -> None:
    written = 'provider "aws" {\n  profile = "me"\n  endpoints {\n    s3 = "x"\n  }\n}\nprovider "aws" {\n  alias = "b"\n}\n'
    found = _override(tmp_path, written, {"aws.b": "222222222222"})
    assert found["terraform"] == {"backend": {"local": {}}}
    first, second = found["provider"]["aws"]
    assert (first["profile"], first["endpoints"], first["access_key"]) == (None, {}, "AKIA111111111111TEST")
    assert second == {"alias": "b", "access_key": "AKIA222222222222TEST", "secret_key": "local"}


def test_a_provider_that_is_not_written_has_no_override(tmp_path: Path) -> None:
    assert "provider" not in _override(tmp_path, "", {})


def test_what_is_known_after_apply_comes_from_the_state() -> None:
    unknown = {"b": True, "c": [{"e": True}], "f": True, "g": {}, "policy": True, "h": True}
    change = {"actions": ["create"], "after": {"a": 1, "c": [{"d": 1}]}, "after_unknown": unknown}
    one = {"address": "module.m.x.y", "mode": "managed", "type": "x", "name": "y", "change": change}
    other = {"address": "x.other", "change": {"after": {}, "after_unknown": {"a": True}}}
    values = {"a": 2, "b": 3, "c": [{"d": 1, "e": 4}], "policy": "what another resource writes", "h": [{}]}
    written = {"module_calls": {"m": {"module": {"resources": [{"address": "x.y", "expressions": {"a": {}, "c": [{}]}}]}}}}
    module = {"resources": [{"address": "module.m.x.y", "mode": "managed", "values": values}]}
    state = {"values": {"root_module": {"child_modules": [module]}}}
    plan = with_state_values({"resource_changes": [one, other], "configuration": {"root_module": written}}, state)
    filled, untouched = plan["resource_changes"]  # type: ignore[misc]
    assert filled["change"]["after"] == {"a": 1, "b": 3, "c": [{"d": 1, "e": 4}]}
    assert filled["change"]["after_unknown"] == {"f": True, "g": {}, "policy": True, "h": True}
    assert untouched == other
    assert addresses_in_state(state) == {"module.m.x.y"}


def test_what_exists_keeps_its_arn_in_values_of_the_state() -> None:
    key, tried = "arn:aws:kms:us-east-1:1:key/real", "arn:aws:kms:us-east-1:1:key/of-the-trial"
    exists = {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values": {"arn": key}}
    change = {"actions": ["create"], "after": {}, "after_unknown": {"policy": True}}
    new = {"address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p", "change": change}
    written = {"root_module": {"resources": [{"address": "aws_iam_role_policy.p", "expressions": {"policy": {}}}]}}
    resources = [{**exists, "values": {"arn": tried}}, {**new, "values": {"policy": f"[{tried}]"}}]
    plan = {"prior_state": {"values": {"root_module": {"resources": [exists]}}}, "resource_changes": [new], "configuration": written}
    (filled,) = with_state_values(plan, {"values": {"root_module": {"resources": resources}}})["resource_changes"]  # type: ignore[misc]
    assert filled["change"]["after"] == {"policy": f"[{key}]"}


ROOT = {
    "resources": [
        {
            "address": "data.aws_s3_bucket.b", "mode": "data", "type": "aws_s3_bucket", "name": "b", "provider_config_key": "aws",
            "expressions": {"bucket": {"references": ["var.name"]}},
        },
        {
            "address": "data.aws_kms_alias.k", "mode": "data", "type": "aws_kms_alias", "name": "k", "provider_config_key": "aws",
            "expressions": {"name": {"constant_value": "alias/k"}},
        },
        {
            "address": "data.aws_iam_role.r", "mode": "data", "type": "aws_iam_role", "name": "r", "provider_config_key": "aws",
            "expressions": {"name": {"references": ["random_id.r.hex", "random_id.r"]}},
        },
    ],
    "variables": {"name": {}},
}  # fmt: skip
PLAN = {
    "format_version": "1.2",
    "variables": {"name": {"value": "acme"}},
    "resource_changes": [],
    "configuration": {"provider_config": {"aws": {"name": "aws"}}, "root_module": ROOT},
}


def test_data_sources_are_looked_up_by_the_source(tmp_path: Path) -> None:
    written = 'variable "name" {}\ndata "aws_s3_bucket" "b" {\n  bucket = "${var.name}-backup"\n}\ndata "aws_kms_alias" "k" {\n'
    _write(tmp_path, {"main.tf": written + '  name = "alias/k"\n}\ndata "aws_iam_role" "r" {\n  name = random_id.r.hex\n}\n'})
    found = {one.address: looked_up_name(one) for one in lookups(PLAN, Source.read(tmp_path), {"aws": "111111111111"})}
    assert found == {"data.aws_s3_bucket.b": "acme-backup", "data.aws_kms_alias.k": "alias/k", "data.aws_iam_role.r": None}


def test_a_data_source_that_the_plan_has_read_is_taken_from_it(tmp_path: Path) -> None:
    values = {"name": "r", "arn": "arn:aws:iam::111111111111:role/r"}
    role = {"address": "data.aws_iam_role.r", "mode": "data", "type": "aws_iam_role", "name": "r", "values": values}
    plan = {**PLAN, "prior_state": {"values": {"root_module": {"resources": [role]}}}}
    _write(tmp_path, {"main.tf": ""})
    found = {one.address: looked_up_name(one) for one in lookups(plan, Source.read(tmp_path), {"aws": "111111111111"})}
    assert found["data.aws_iam_role.r"] == "r"


def test_an_account_that_may_be_a_certain_one_is_not_chosen(tmp_path: Path) -> None:
    _write(tmp_path, {"main.tf": 'locals {\n  owner = "123456789012"\n}\n# 999999999999\n'})
    numbers = account_numbers(tmp_path)
    assert numbers == {"123456789012"}
    with pytest.raises(InputError, match="the account of provider aws is not known: name it with --account aws=ID"):
        check_accounts(read_plan(PLAN), numbers, {})
    check_accounts(read_plan(PLAN), numbers, {"aws": "123456789012"})
    check_accounts(read_plan(PLAN), (), {})


def test_import_blocks_are_left_out_of_the_copy(tmp_path: Path) -> None:
    """What they import does not exist on the local AWS; a resource called import, and text about imports, stay."""
    kept = 'resource "aws_s3_bucket" "import" {\n  bucket = "import {"\n}\n'
    imports = 'import {\n  for_each = { a = "x" }\n  to       = aws_s3_bucket.a\n  id       = each.value\n}\n'
    _write(tmp_path / "live", {"main.tf": f"{imports}{kept}import {{ }}\n{imports}"})
    copied = copy_folder(tmp_path / "live", Source.read(tmp_path / "live"), tmp_path / "copy")
    assert (copied / "main.tf").read_text().split("\n") == ["", *kept.rstrip().split("\n"), "", "", ""]
    assert imports in (tmp_path / "live" / "main.tf").read_text()


def test_an_aws_managed_policy_of_the_local_aws_needs_no_stand_in(local_aws: LocalAws) -> None:
    stand_ins = StandIns(Places(local_aws), ("111111111111",))
    stand_ins.policy("arn:aws:iam::aws:policy/AmazonS3FullAccess")
    assert stand_ins.created == {}
    with pytest.raises(InputError, match="cannot be rehearsed"):
        stand_ins.policy("arn:aws:iam::aws:policy/NotThere")


def test_a_file_that_is_no_text_is_copied_as_it_is(tmp_path: Path) -> None:
    """Terraform says what is wrong with it."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "main.tf").write_bytes(b"import {\n  to = a.b\n}\n# \xff\xfe\n")
    copied = copy_folder(tmp_path / "root", Source.read(tmp_path / "root"), tmp_path / "copy")
    assert (copied / "main.tf").read_bytes() == b"\n# \xff\xfe\n"


@pytest.mark.parametrize(
    ("kind", "name", "address"),
    [
        ("bucket", "one-account-source", "aws_s3_bucket.source"),
        ("role", "{role}", "aws_iam_role.replication"),
        ("bucket", "another", None),
    ],
)
def test_a_stand_in_for_what_the_configuration_creates_is_refused(kind: str, name: str, address: str | None) -> None:
    reading = read_plan((Path(__file__).parent.parent / "plan" / "plans" / "one-account" / "plan.json").read_bytes())
    stand_in = StandIn(kind, name.format(role=next(iter(reading.world.roles))), "111111111111", "us-east-1", "")
    if address is None:
        refuse_created(reading, [stand_in])
        return
    with pytest.raises(InputError, match=f"a data source looks up {kind} .*, which {address} creates"):
        refuse_created(reading, [stand_in])


def test_roles_that_a_bucket_policy_names_have_stand_ins_without_permissions(local_aws: LocalAws) -> None:
    """S3 refuses a policy with a role that does not exist, such as an administrator that a Deny leaves out."""
    read = read_plan((Path(__file__).parent.parent / "plan" / "plans" / "one-account" / "plan.json").read_bytes())
    named = ["arn:aws:iam::444444444444:role/ops/admin", "arn:aws:iam::444444444444:root", "*"]
    deny = {"Effect": "Deny", "NotPrincipal": {"AWS": named}, "Action": "s3:Put*", "Resource": "arn:aws:s3:::one-account-destination/*"}
    policy = Policy.parse({"Version": "2012-10-17", "Statement": [deny]}, "aws_s3_bucket_policy.destination.policy")
    destination = replace(read.world.buckets["one-account-destination"], policy=policy)
    reading = replace(read, world=replace(read.world, buckets={**read.world.buckets, destination.name: destination}))
    stand_ins = StandIns(Places(local_aws), ("444444444444",))
    stand_in_for_names(reading, (), stand_ins)
    found = [one for one in stand_ins.created.values() if one.kind == "role" and "444444444444" in one.name]
    assert [(one.name, one.says) for one in found] == [(named[0], "it exists, and it has no permissions")]
    iam = Places(local_aws).connection("444444444444").iam()
    assert iam.get_role(RoleName="admin")["Role"]["Arn"] == named[0]
    assert iam.list_role_policies(RoleName="admin")["PolicyNames"] == []
