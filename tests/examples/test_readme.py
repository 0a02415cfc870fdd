"""Every HCL example in a README plans, and plans as many resources of AWS as the README says (`<!-- plans N resources -->` after it).

All of them, and some folders of examples/, are children of one root module, so that one Terraform process plans them all. It is the first
plan of each, and what replicates by it must be decided already.
"""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from s3_replication.check.plan_checks import plan_findings
from s3_replication.core import Change, Version, decide
from s3_replication.core.model import Encryption
from s3_replication.plan import Source, read_plan
from s3_replication.terraform import Terraform, copy_module, find_binary, find_checkout, terraform_environment

pytestmark = pytest.mark.xdist_group("readme")  # the module's fixture creates one plan for all tests
CHECKOUT = find_checkout(Path(__file__))
BLOCK = re.compile(r"^```hcl\n(.*?)^```\n(?:\n?<!-- plans (\d+) resources -->)?", re.MULTILINE | re.DOTALL)
PAGES = sorted([CHECKOUT / "README.md", *CHECKOUT.glob("modules/*/README.md")])
PUBLISHED = re.compile(r'"git::https://github\.com/OWNER/terraform-aws-s3-replication\.git\?ref=\w+"')
ROOT = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "same_account"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "other_account"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/terraform"
  }
}
"""
NEEDS = """
terraform {{
  required_providers {{
    aws = {{
      source                = "hashicorp/aws"
      configuration_aliases = [{aliases}]
    }}
  }}
}}
"""


def _examples():
    """(name, page, HCL, resources promised) of each block."""
    for page in PAGES:
        for number, (text, promised) in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
            name = re.sub(r"\W+", "_", f"{page.parent.relative_to(CHECKOUT)}_{number}").strip("_")
            yield name if page.parent != CHECKOUT else f"readme_{number}", page, text, int(promised) if promised else None


EXAMPLES = list(_examples())


def _with_context(text):
    """A block that continues another module call follows the pair of modules/same-account's README, with metrics to watch."""
    if "module.replication." in text and 'module "replication"' not in text:
        pair = BLOCK.search((CHECKOUT / "modules/same-account/README.md").read_text(encoding="utf-8"))[1]
        return f"{pair.replace('delete_markers = true', 'delete_markers = true, metrics = true')}\n{text}"
    return text


def _write(folder, text):
    """One block as a module; returns the aliases that it needs from the root."""
    text = PUBLISHED.sub('"../.."', _with_context(text)).replace('"./terraform-aws-s3-replication"', '"../.."')
    text = text.replace('"./modules/', '"../../modules/')
    aliases = [] if "terraform {" in text else sorted(set(re.findall(r"= (aws\.\w+)", text)))
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(
        (NEEDS.format(aliases=", ".join(aliases)) if "terraform {" not in text else "") + text, encoding="utf-8"
    )
    return aliases


def _call(name, aliases):
    other = {"aws.backup_account": "aws.other_account"}
    given = ", ".join(f"{alias} = {other.get(alias, 'aws.same_account')}" for alias in aliases)
    return f'module "{name}" {{\n  source    = "./{name}"\n  providers = {{ aws = aws{", " + given if given else ""} }}\n}}\n'


# Those whose policies or keys are known only after apply; each costs its providers' start, so the others are left out.
FOLDERS = ["cross-account", "existing-buckets", "kms", "multi-region-keys", "same-account", "test-copies", "two-way"]


def _call_folder(name):
    """A folder of examples/; it has providers of its own."""
    variables = (CHECKOUT / "examples" / name / "variables.tf").read_text(encoding="utf-8")
    role = 'destination_role_arn = "arn:aws:iam::222222222222:role/terraform"' if "destination_role_arn" in variables else ""
    return f'module "example_{name}" {{\n  source = "../examples/{name}"\n  name   = "acme-{name}"\n  {role}\n}}\n'


@pytest.fixture(scope="module")
def planned(local_aws, tmp_path_factory):
    """One plan of every block and folder, and the folder that holds its source."""
    tree = tmp_path_factory.mktemp("readme")
    copy_module(CHECKOUT, tree)
    shutil.copytree(CHECKOUT / "examples", tree / "examples", ignore=shutil.ignore_patterns(".terraform*"))
    root = tree / "blocks"
    calls = []
    for name, _, text, _ in EXAMPLES:
        aliases = _write(root / name, text)
        call = _call(name, aliases)
        calls.append(call if "provider " not in text else call.replace("  providers = { aws = aws }\n", ""))
    calls += map(_call_folder, FOLDERS)
    (root / "main.tf").write_text(ROOT + "\n".join(calls), encoding="utf-8")
    environment = terraform_environment(local_aws.full_environment(), tree)
    terraform = Terraform(root, find_binary(os.environ), environment)
    terraform.init()
    return terraform.plan().document, root


@pytest.fixture(scope="module")
def plan(planned):
    """The plan."""
    return planned[0]


@pytest.fixture(scope="module")
def world(planned):
    """What will exist, by the plan and its source."""
    document, root = planned
    return read_plan(document, source=Source.read(root)).world


def _planned(plan, name):
    return [
        change["address"]
        for change in plan["resource_changes"]
        if change["mode"] == "managed" and change["type"] != "terraform_data" and change["address"].startswith(f"module.{name}.")
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_an_example_plans_what_it_says(example, plan):
    name, _, _, promised = example
    planned = _planned(plan, name)
    assert planned
    if promised is not None:
        assert len(planned) == promised


def _versions(bucket):
    """A new object for each rule, as S3 encrypts it by default and with SSE-S3."""
    for rule in bucket.replication.rules:
        tags = {tag.key: tag.value for tag in rule.filter.tags} if rule.filter else {}
        key = f"{(rule.filter.prefix if rule.filter else rule.prefix) or ''}x"
        for encryption in (Encryption(), bucket.default_encryption):
            yield Version(bucket.name, key, "v1", datetime(2026, 1, 1, tzinfo=UTC), tags=tags, encryption=encryption)


def test_every_first_plan_decides_what_replicates(world):
    """Even where policies and keys are known only after apply."""
    sources = [bucket for bucket in world.buckets.values() if bucket.replication is not None]
    decided = [decide(world, version, Change.OBJECT) for bucket in sources for version in _versions(bucket)]
    tasks = [task for decision in decided for task in decision.tasks if task.rules[-1].reason is None]
    assert len(sources) > len(FOLDERS)
    assert [(task.admission, task.unknown) for task in tasks if task.outcome == "UNKNOWN"] == []
    assert {task.outcome for task in tasks} == {"COMPLETED"}


def _alone(plan, name):
    """The plan of one call."""
    changes = [change for change in plan["resource_changes"] if change["address"].startswith(f"module.{name}.")]
    read = plan["prior_state"]["values"]["root_module"]["child_modules"]
    prior = {"values": {"root_module": {"child_modules": [one for one in read if one["address"] == f"module.{name}"]}}}
    return {**plan, "resource_changes": changes, "prior_state": prior}


def test_no_check_of_a_plan_finds_anything_in_an_example(planned):
    """Each by itself, since several examples have the same names of buckets."""
    document, root = planned
    source = Source.read(root)
    for name in document["configuration"]["root_module"]["module_calls"]:
        reading = read_plan(_alone(document, name), source=source)
        assert [(finding.id, finding.subject, finding.why) for finding in plan_findings([reading], reading.world)] == []
        assert reading.world.buckets


def test_the_first_page_says_how_much_its_examples_plan():
    assert [promised for _, page, _, promised in EXAMPLES if page.parent == CHECKOUT and promised is None] == []
    assert any(page.parent == CHECKOUT for _, page, _, _ in EXAMPLES)
