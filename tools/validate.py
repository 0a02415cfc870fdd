"""Runs `terraform validate` for the module and each of modules/, all called from one root with inputs that are not known.

One root, because each process of Terraform loads all of the provider's schemas. The examples are validated where the tests plan them.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

from s3_replication.errors import ReplicationToolError
from s3_replication.terraform import Terraform, copy_module, find_binary, terraform_environment

ROOT = Path(__file__).resolve().parent.parent
ALIASES = re.compile(r"configuration_aliases\s*=\s*\[([^\]]*)\]")
INPUT = re.compile(r'^variable "(\w+)"', re.MULTILINE)
# A root's input without a value is unknown during validation, and matches an input of any type.
HEAD = """
provider "aws" {
  region = "us-east-1"
}

variable "any" {
  type = any
}
"""


def call(folder: Path, source: str) -> str:
    """HCL that calls a module with every input it has."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))
    aliases = re.findall(r"aws\.\w+", "".join(ALIASES.findall(text)))
    providers = ", ".join(f"{alias} = aws" for alias in aliases or ["aws"])
    inputs = [f"  {name} = var.any" for name in INPUT.findall(text)]
    return "\n".join([f'module "{folder.name}" {{', f'  source = "{source}"', f"  providers = {{ {providers} }}", *inputs, "}\n"])


def main() -> int:
    """Validate all modules, and print Terraform's errors."""
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        tree = Path(scratch) / "replication"
        copy_module(ROOT, tree)
        modules = sorted(path.parent for path in tree.glob("modules/*/main.tf"))
        root = tree / "validate"
        root.mkdir()
        calls = [call(tree, "../"), *(call(folder, f"../modules/{folder.name}") for folder in modules)]
        (root / "main.tf").write_text(HEAD + "\n".join(calls), encoding="utf-8")
        try:
            terraform = Terraform(root, find_binary(os.environ), terraform_environment(os.environ, Path(scratch)))
            terraform.init()
            terraform.validate()
        except ReplicationToolError as error:
            print(error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
