"""Runs Terraform once for many tests: a table of wrong inputs, and the plans of the examples."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from moto.server import ThreadedMotoServer

from s3_replication.local import LocalAws
from s3_replication.terraform import Binary, Terraform, copy_module, find_binary, find_checkout, terraform_environment

HERE = Path(__file__).parent
CHECKOUT = find_checkout(HERE)
TABLE = yaml.safe_load((HERE / "rejections.yaml").read_text(encoding="utf-8"))

MOCKS = """
mock_provider "aws" {{
  alias = "{alias}"
  mock_data "aws_caller_identity" {{
    defaults = {{ account_id = "{account}" }}
  }}
  mock_data "aws_partition" {{
    defaults = {{ partition = "{partition}", dns_suffix = "amazonaws.com" }}
  }}
  mock_data "aws_service" {{
    defaults = {{ region = "{region}" }}
  }}
  mock_data "aws_iam_policy_document" {{
    defaults = {{ json = "{{}}" }}
  }}
  # Created roles and keys are in the provider's account.
  mock_resource "aws_kms_key" {{
    defaults = {{ arn = "arn:aws:kms:{region}:{account}:key/created" }}
  }}
  mock_resource "aws_iam_role" {{
    defaults = {{ arn = "arn:aws:iam::{account}:role/created" }}
  }}
  # OpenTofu makes computed values up in the plan already, and the provider's own checks want an ARN here.
  mock_resource "aws_sns_topic" {{
    defaults = {{ arn = "arn:aws:sns:{region}:{account}:topic" }}
  }}
}}
"""
# The outputs of a bucket's module if a row states the bucket's present settings, which a mocked bucket does not have.
BUCKET = {
    "account_id": "111111111111",
    "arn": "arn:aws:s3:::reports",
    "id": "reports",
    "kms_key_arn": None,
    "kms_key_policy_json": "{}",
    "name": "reports",
    "partition": "aws",
    "policy_json": "{}",
    "present_prefixes": [],
    "present_role_arn": None,
    "region": "us-east-1",
    "replicable_name": "reports",
    "retired_kms_key_arns": [],
}
HEADER = """
terraform {{
  required_providers {{
    aws = {{
      source                = "hashicorp/aws"
      configuration_aliases = [{aliases}]
    }}
  }}
}}
"""
# Providers of two accounts, two of one account for the topologies that want either, and one of another partition.
PROVIDERS = {
    "source": ("111111111111", "us-east-1", "aws"),
    "destination": ("222222222222", "eu-west-1", "aws"),
    "twin": ("111111111111", "eu-west-1", "aws"),
    "china": ("333333333333", "cn-north-1", "aws-cn"),
}
TOPOLOGIES = {"": ("source", "destination"), "modules/same-account": ("source", "twin"), "modules/cross-account": ("source", "destination")}


def merged(base: object, change: object) -> object:
    """`base` with `change` applied to it, object by object; a null removes an entry of the base."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    result = {**base, **{key: merged(base.get(key), value) for key, value in change.items()}}
    return {key: value for key, value in result.items() if not (key in base and key in change and change[key] is None)}


def call_name(case: Mapping[str, object]) -> str:
    """The name of the module call that carries out one row of the table."""
    return "".join(character if character.isalnum() else "_" for character in str(case["case"]))


def module_call(case: Mapping[str, object]) -> str:
    """HCL of one row: JSON is HCL except for the characters that begin a template."""
    module = str(case["module"])
    variables = merged(TABLE["bases"][module], case.get("change", {}))
    assert isinstance(variables, dict)
    lines = [f"  {name} = {json.dumps(value).replace('${', '$${').replace('%{', '%%{')}" for name, value in variables.items()]
    aliases = case.get("providers") or TOPOLOGIES.get(module)
    providers = (
        "aws = aws.source" if aliases is None else f"aws.source = aws.{aliases[0]}, aws.destination = aws.{aliases[1]}"  # type: ignore[index]
    )
    head = [f'module "{call_name(case)}" {{', f'  source = "../{module or "root"}"', f"  providers = {{ {providers} }}"]
    return "\n".join([*head, *lines, "}\n"])


def bucket_override(case: Mapping[str, object]) -> str:
    """What the row's bucket returns instead of what its resources would."""
    present = case.get("present")
    if not isinstance(present, dict):
        return ""
    outputs = "\n".join(f"    {name} = {json.dumps(value)}" for name, value in {**BUCKET, **present}.items())
    return f"override_module {{\n  target = module.{call_name(case)}.module.bucket\n  outputs = {{\n{outputs}\n  }}\n}}\n"


def computed_overrides(case: Mapping[str, object]) -> str:
    """What AWS would return for attributes of the row's own resources and data sources, which a mock does not return."""
    computed = case.get("computed", {})
    assert isinstance(computed, dict)
    texts = []
    for address, values in computed.items():
        kind = "data" if "data." in address else "resource"
        lines = "\n".join(f"    {name} = {json.dumps(value)}" for name, value in values.items())
        texts.append(f"override_{kind} {{\n  target = module.{call_name(case)}.{address}\n  values = {{\n{lines}\n  }}\n}}\n")
    return "".join(texts)


def returned(case: Mapping[str, object]) -> str:
    """Assertions of what the row's module returns: HCL conditions in which `self` is the module."""
    conditions = case.get("returns", [])
    assert isinstance(conditions, list)
    name = f"module.{call_name(case)}"
    message = f"{name} does not return what its row says."
    return "".join(
        f'  assert {{\n    condition = {text.replace("self.", f"{name}.")}\n    error_message = "{message}"\n  }}\n' for text in conditions
    )


def write_configuration(folder: Path) -> None:
    """One root module per stage, since Terraform plans nothing while a validation fails anywhere."""
    shutil.copytree(CHECKOUT / "modules", folder / "modules", ignore=shutil.ignore_patterns(".terraform*"))
    (folder / "root").mkdir()
    for path in CHECKOUT.glob("*.tf"):
        text = path.read_text(encoding="utf-8").replace('"./modules/', '"../modules/')
        (folder / "root" / path.name).write_text(text, encoding="utf-8")
    aliases = ", ".join(f"aws.{alias}" for alias in PROVIDERS)
    header = HEADER.format(aliases=aliases)
    mocks = "".join(
        MOCKS.format(alias=alias, account=account, region=region, partition=partition)
        for alias, (account, region, partition) in PROVIDERS.items()
    )
    tests = folder / "tests"
    tests.mkdir()
    for stage in ("validating", "planning", "applying", "accepted"):
        cases = TABLE["accepted"] if stage == "accepted" else [row for row in TABLE["rejected"] if row.get("when", "validating") == stage]
        (folder / stage).mkdir()
        (folder / stage / "main.tf").write_text(header + "\n".join(module_call(case) for case in cases), encoding="utf-8")
        command = "apply" if stage == "applying" else "plan"
        asserts = "".join(returned(case) for case in cases)
        run = f'run "{stage}" {{\n  command = {command}\n  module {{\n    source = "./{stage}"\n  }}\n{asserts}}}\n'
        overrides = "".join(bucket_override(case) + computed_overrides(case) for case in cases)
        (tests / f"{stage}.tftest.hcl").write_text(mocks + overrides + run, encoding="utf-8")
    (folder / "main.tf").write_text(header, encoding="utf-8")


def run_table(folder: Path, binary: Binary) -> list[dict[str, object]]:
    """What one `terraform test` says about the whole table: its diagnostics, each with the stage it came from."""
    write_configuration(folder)
    environment = terraform_environment(os.environ, folder / "cli")
    subprocess.run([binary.path, "init", "-input=false", "-no-color"], cwd=folder, env=environment, check=True, capture_output=True)
    answer = subprocess.run([binary.path, "test", "-json"], cwd=folder, env=environment, check=False, capture_output=True, text=True)
    events = [json.loads(line) for line in answer.stdout.splitlines()]
    assert any(event["type"] == "test_summary" for event in events), answer.stdout + answer.stderr
    return [{"stage": event.get("@testrun"), **event["diagnostic"]} for event in events if event["type"] == "diagnostic"]


def planned_actions(terraform: Terraform, environment: Mapping[str, str]) -> dict[str, str]:
    """What a plan would do to each resource that it changes. It reads the plan's own report, so `show` need not load every schema again."""
    command = [find_binary(os.environ).path, "plan", "-json", "-input=false"]
    done = subprocess.run(command, cwd=terraform.folder, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    changes = [event["change"] for event in map(json.loads, done.stdout.splitlines()) if event["type"] == "planned_change"]
    return {change["resource"]["addr"]: change["action"] for change in changes if change["action"] not in ("noop", "read")}


@pytest.fixture(scope="module")
def own_aws() -> Iterator[LocalAws]:
    """A local AWS for one module's tests, which ends with all their resources; the examples test destroying."""
    with LocalAws.start() as local:
        yield local


@pytest.fixture(scope="session")
def diagnostics(binary: Binary, once: Callable[[str, Callable[[Path], object]], object]) -> list[dict[str, object]]:
    """All diagnostics of the rejection table, from one Terraform process."""
    result = once(f"rejections-{binary.label}", lambda folder: run_table(folder, binary))
    assert isinstance(result, list)
    if binary.version < (1, 10, 0) and any(each["summary"] == "Invalid error message" for each in result):
        # https://github.com/hashicorp/terraform/issues/35397, fixed in 1.10; OpenTofu 1.9 does not have it.
        pytest.skip("Terraform 1.9 refuses without the words of a message that names a second variable")
    return result


@pytest.fixture(scope="session")
def plan_of(once: Callable[[str, Callable[[Path], object]], object]) -> Callable[[str], dict[str, object]]:
    """The plan of an example on empty accounts, as Terraform's JSON; one Terraform process plans all examples for all tests."""

    def plan(example: str) -> dict[str, object]:
        result = once("plans", plan_examples)
        assert isinstance(result, dict)
        return result[example]

    return plan


def plan_examples(folder: Path) -> object:
    """A plan asks AWS only who is calling, so moto's own server is AWS enough here."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        environment = terraform_environment(os.environ, folder / "cli") | {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "local",
        }
        root = write_runs(folder)
        binary = find_binary(os.environ)
        Terraform(root, binary, environment).init()
        command = [binary.path, "test", "-json", "-verbose"]
        answer = subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True)
    finally:
        server.stop()
    events = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.returncode == 0, [event["diagnostic"] for event in events if event["type"] == "diagnostic"] or answer.stderr
    return {
        event["@testrun"]: {"resource_changes": event["test_plan"]["resource_changes"]} for event in events if event["type"] == "test_plan"
    }


def write_runs(folder: Path) -> Path:
    """A root module whose test plans one example after the other."""
    copy_module(CHECKOUT, folder / "checkout")
    shutil.copytree(CHECKOUT / "examples", folder / "checkout/examples", ignore=shutil.ignore_patterns(".terraform*"))
    root = folder / "checkout" / "plans"
    (root / "tests").mkdir(parents=True)
    (root / "main.tf").touch()
    runs = []
    for example in sorted(CHECKOUT.glob("examples/*/main.tf")):
        variables = {"name": "acme"}
        if "destination_role_arn" in (example.parent / "variables.tf").read_text(encoding="utf-8"):
            variables["destination_role_arn"] = "arn:aws:iam::222222222222:role/terraform"
        lines = "".join(f"    {name} = {json.dumps(value)}\n" for name, value in variables.items())
        source = f'  module {{\n    source = "../examples/{example.parent.name}"\n  }}'
        runs.append(f'run "{example.parent.name}" {{\n  command = plan\n{source}\n  variables {{\n{lines}  }}\n}}\n')
    (root / "tests" / "plans.tftest.hcl").write_text("".join(runs), encoding="utf-8")
    return root
