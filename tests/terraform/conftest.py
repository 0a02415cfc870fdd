"""Runs Terraform once for many tests: a table of wrong inputs, and the plans of the examples."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import tftest
import yaml
from moto.server import ThreadedMotoServer

from s3_replication.local import LocalAws
from s3_replication.terraform import Binary, copy_configuration, find_binary, find_checkout, terraform_environment

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
  # OpenTofu makes computed values up in the plan already, and the provider's own checks want an ARN here.
  mock_resource "aws_sns_topic" {{
    defaults = {{ arn = "arn:aws:sns:{region}:{account}:topic" }}
  }}
}}
"""
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
    """`base` with `change` laid over it, object by object; a null takes the entry away."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    result = {**base, **{key: merged(base.get(key), value) for key, value in change.items()}}
    return {key: value for key, value in result.items() if not (key in change and change[key] is None)}


def call_name(case: Mapping[str, object]) -> str:
    """The name of the module call that carries out one row of the table."""
    return "".join(character if character.isalnum() else "_" for character in str(case["case"]))


def module_call(case: Mapping[str, object]) -> str:
    """HCL of one row: JSON is HCL but for the signs that begin a template."""
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
    for stage in ("validating", "planning", "accepted"):
        cases = TABLE["accepted"] if stage == "accepted" else [row for row in TABLE["rejected"] if row.get("when", "validating") == stage]
        (folder / stage).mkdir()
        (folder / stage / "main.tf").write_text(header + "\n".join(module_call(case) for case in cases), encoding="utf-8")
        run = f'run "{stage}" {{\n  command = plan\n  module {{\n    source = "./{stage}"\n  }}\n}}\n'
        (tests / f"{stage}.tftest.hcl").write_text(mocks + run, encoding="utf-8")
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


@pytest.fixture(scope="module")
def own_aws() -> Iterator[LocalAws]:
    """A local AWS for one module's tests, which ends with all that they built: destroying is the examples' test."""
    with LocalAws.start() as local:
        yield local


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], object]:
    """Computes a JSON value once for all workers of one test session."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared

    def compute(name: str, make: Callable[[Path], object]) -> object:
        with (shared / f"{name}.lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = shared / f"{name}.json"
            if not result.exists():
                folder = shared / f"{name}.work"
                folder.mkdir()
                value = make(folder)
                shutil.rmtree(folder)
                result.write_text(json.dumps(value), encoding="utf-8")
            return json.loads(result.read_text(encoding="utf-8"))

    return compute


@pytest.fixture(scope="session")
def diagnostics(binary: Binary, once: Callable[[str, Callable[[Path], object]], object]) -> list[dict[str, object]]:
    """All diagnostics of the rejection table, from one Terraform process."""
    result = once(f"rejections-{binary.label}", lambda folder: run_table(folder, binary))
    assert isinstance(result, list)
    if binary.version < (1, 10, 0) and any(each["summary"] == "Invalid error message" for each in result):
        # https://github.com/hashicorp/terraform/issues/35397, mended in 1.10; OpenTofu 1.9 has it not.
        pytest.skip("Terraform 1.9 refuses without the words of a message that names a second variable")
    return result


@pytest.fixture(scope="session")
def plan_of(once: Callable[[str, Callable[[Path], object]], object]) -> Callable[[str], dict[str, object]]:
    """The plan of an example on empty accounts, as Terraform's JSON; made once for all tests that read it."""

    def plan(example: str) -> dict[str, object]:
        result = once(f"plan-{example}", lambda folder: run_plan(example, folder))
        assert isinstance(result, dict)
        return result

    return plan


def run_plan(example: str, folder: Path) -> object:
    """A plan asks AWS only who is calling, so moto's own server is AWS enough here."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        environment = terraform_environment(os.environ, folder / "cli") | {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
        root = copy_configuration(CHECKOUT, example, folder / "checkout")
        terraform = tftest.TerraformTest(str(root), binary=find_binary(os.environ).path, env=environment)
        terraform.setup(cleanup_on_exit=False)
        variables = {"name": "acme"}
        if "destination_role_arn" in (root / "variables.tf").read_text(encoding="utf-8"):
            variables["destination_role_arn"] = "arn:aws:iam::222222222222:role/terraform"
        return terraform.plan(output=True, tf_vars=variables)._raw
    finally:
        server.stop()
