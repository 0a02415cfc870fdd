"""Every HCL example in a README plans, and plans as many resources as the README says (`<!-- plans N resources -->` after the block).

All of them are children of one root module, so that one Terraform process plans them all.
"""

import os
import re
from pathlib import Path

import pytest

from s3_replication.terraform import Terraform, copy_module, find_binary, find_checkout, terraform_environment

pytestmark = pytest.mark.xdist_group("readme")  # what the module's fixture makes, it makes for all
CHECKOUT = find_checkout(Path(__file__))
BLOCK = re.compile(r"^```hcl\n(.*?)^```\n(?:\n?<!-- plans (\d+) resources -->)?", re.MULTILINE | re.DOTALL)
PAGES = sorted([CHECKOUT / "README.md", *CHECKOUT.glob("modules/*/README.md")])
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
    """A block that continues another module call stands behind the pair of modules/same-account's README, with metrics to watch."""
    if "module.replication." in text and 'module "replication"' not in text:
        pair = BLOCK.search((CHECKOUT / "modules/same-account/README.md").read_text(encoding="utf-8"))[1]
        return f"{pair.replace('delete_markers = true', 'delete_markers = true, metrics = true')}\n{text}"
    return text


def _write(folder, text):
    """One block as a module; returns the aliases that it wants from the root."""
    text = _with_context(text).replace('"./terraform-aws-s3-replication"', '"../.."').replace('"./modules/', '"../../modules/')
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


@pytest.fixture(scope="module")
def plan(local_aws, tmp_path_factory):
    """One plan of every block."""
    tree = tmp_path_factory.mktemp("readme")
    copy_module(CHECKOUT, tree)
    root = tree / "blocks"
    calls = []
    for name, _, text, _ in EXAMPLES:
        aliases = _write(root / name, text)
        call = _call(name, aliases)
        calls.append(call if "provider " not in text else call.replace("  providers = { aws = aws }\n", ""))
    (root / "main.tf").write_text(ROOT + "\n".join(calls), encoding="utf-8")
    environment = terraform_environment(local_aws.full_environment(), tree)
    terraform = Terraform(root, find_binary(os.environ), environment)
    terraform.init()
    return terraform.plan().document


def _planned(plan, name):
    return [
        change["address"]
        for change in plan["resource_changes"]
        if change["mode"] == "managed" and change["address"].startswith(f"module.{name}.")
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_an_example_plans_what_it_says(example, plan):
    name, _, _, promised = example
    planned = _planned(plan, name)
    assert planned
    if promised is not None:
        assert len(planned) == promised


def test_the_first_page_says_how_much_its_examples_plan():
    assert [promised for _, page, _, promised in EXAMPLES if page.parent == CHECKOUT and promised is None] == []
    assert any(page.parent == CHECKOUT for _, page, _, _ in EXAMPLES)
