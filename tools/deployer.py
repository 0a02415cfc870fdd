"""Records which permissions Terraform needs for an example, and proves that it needs each of them.

    python tools/deployer.py            plan, apply, change and destroy as an administrator; writes docs/deployer/NAME.requests.json
    python tools/deployer.py --prove    the same with the policy docs/deployer/NAME.json alone, then once more without each action

The second takes about two minutes of Terraform for each action. It needs the provider that `make test` uses.
"""

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from botocore.config import Config

from s3_replication.errors import TerraformError
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_module, find_binary, terraform_environment

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "deployer"
NAME, EXAMPLE = "same-account-kms", "same-account"
ACCOUNT, BEGINNING = "111111111111", "deployed"
# What stands in the files for the account and the two buckets.
NAMES = {"SOURCE_BUCKET": f"{BEGINNING}-source", "DESTINATION_BUCKET": f"{BEGINNING}-destination", "ACCOUNT": ACCOUNT}
_KEY = re.compile(r"arn:aws:kms:[a-z0-9-]+:(\d+):key/[0-9a-f-]+")
_TAGS = ('  tags = { team = "data", step = "first" }\n', '  tags = { team = "platform" }\n')


def policy() -> dict[str, Any]:
    """The policy with the example's own names."""
    text = (FOLDER / f"{NAME}.json").read_text(encoding="utf-8")
    for placeholder, name in NAMES.items():
        text = text.replace(placeholder, name)
    found: dict[str, Any] = json.loads(text)
    return found


def without(action: str) -> dict[str, Any]:
    """The policy without one action."""
    found = policy()
    for statement in found["Statement"]:
        statement["Action"] = [each for each in statement["Action"] if each != action]
    return {**found, "Statement": [statement for statement in found["Statement"] if statement["Action"]]}


def actions() -> list[str]:
    """Every action of the policy, once."""
    return sorted({action for statement in policy()["Statement"] for action in statement["Action"]})


@contextmanager
def deployer(aws: LocalAws, document: dict[str, Any] | None) -> Iterator[dict[str, str]]:
    """The environment of a user with this policy; with None an administrator."""
    iam: Any = boto3.client("iam", region_name="us-east-1", endpoint_url=aws.endpoint, aws_access_key_id=f"AKIA{ACCOUNT}TEST",
                            aws_secret_access_key="local", config=Config(proxies={}))  # fmt: skip  # noqa: S106 - nothing checks it
    iam.create_user(UserName="deployer")
    if document is None:
        iam.attach_user_policy(UserName="deployer", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    else:
        made = iam.create_policy(PolicyName="deployer", PolicyDocument=json.dumps(document))
        iam.attach_user_policy(UserName="deployer", PolicyArn=made["Policy"]["Arn"])
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    yield {**aws.full_environment(), "AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def deploy(document: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Plan, apply, change and destroy the example; what IAM was asked. Raises TerraformError where a command fails."""
    with TemporaryDirectory() as scratch, LocalAws.start(authorize=True) as aws, deployer(aws, document) as environment:
        copy = Path(scratch) / "checkout"
        copy_module(ROOT, copy)
        folder = copy / "examples" / EXAMPLE
        shutil.copytree(ROOT / "examples" / EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        main = folder / "main.tf"
        main.write_text(main.read_text().replace("  rules = {", _TAGS[0] + "\n  rules = {"))
        terraform = Terraform(folder, find_binary(os.environ), terraform_environment(environment, Path(scratch)))
        terraform.variables({"name": BEGINNING})
        terraform.init()
        terraform.apply()
        main.write_text(main.read_text().replace("delete_markers = true", "delete_markers = false").replace(*_TAGS))
        terraform.apply()
        if terraform.has_changes():
            raise SystemExit("the second plan is not clean")
        terraform.destroy()
        return aws.control.permissions()


def record() -> None:
    """Write what IAM was asked, each action and resource once, without the example's own names."""
    asked = {_KEY.sub(r"arn:aws:kms:*:\1:key/*", f"{each['action']} {each['resource']}") for each in deploy(None)}
    for placeholder, name in NAMES.items():
        asked = {each.replace(name, placeholder) for each in asked}
    (FOLDER / f"{NAME}.requests.json").write_text(json.dumps(sorted(asked), indent=2) + "\n", encoding="utf-8")


def prove(chosen: list[str]) -> int:
    """Deploy with the policy alone, which must work, and without each action, which must not; the number of surprises."""
    deploy(policy())
    print("the policy is enough", flush=True)
    surprises = 0
    for action in chosen or actions():
        try:
            deploy(without(action))
        except TerraformError as error:
            reason = next((line for line in str(error).splitlines() if "AccessDenied" in line or "not authorized" in line), str(error))
            print(f"{action}: needed ({reason.strip()[:120]})", flush=True)
        else:
            surprises += 1
            print(f"{action}: NOT NEEDED", flush=True)
    return surprises


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prove", action="store_true", help="deploy with the policy, and without each of its actions")
    parser.add_argument("actions", nargs="*", help="with --prove: only these actions")
    options = parser.parse_args()
    if options.prove:
        sys.exit(min(prove(options.actions), 1))
    record()
