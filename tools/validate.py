"""`terraform validate` for the module, each of modules/ and each of examples/, in a copy, so that the checkout stays clean.

Terraform does not validate a module by itself that takes provider aliases; the copy of such a module gets empty provider blocks for them.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns

from s3_replication.errors import ReplicationToolError
from s3_replication.terraform import Binary, Terraform, find_binary, terraform_environment

ROOT = Path(__file__).resolve().parent.parent
ALIASES = re.compile(r"configuration_aliases\s*=\s*\[([^\]]*)\]")


def copy(target: Path) -> Path:
    """The whole HCL tree, copied."""
    ignored = ignore_patterns(".git", ".venv", ".tools", ".cache", "src", "tests", "bench", "docs", "tools", ".terraform*", "*.tfstate*")
    return Path(copytree(ROOT, target, ignore=ignored))


def roots(tree: Path) -> list[Path]:
    """Every folder with HCL that Terraform can work in."""
    folders = {path.parent for path in tree.rglob("*.tf")}
    return sorted(folder for folder in folders if (folder / "main.tf").exists())


def aliases(folder: Path) -> list[str]:
    """The provider aliases that the folder's caller must give."""
    texts = [path.read_text() for path in folder.glob("*.tf")]
    return [alias for text in texts for found in ALIASES.findall(text) for alias in re.findall(r"\w+\.(\w+)", found)]


@contextmanager
def providers(folder: Path) -> Iterator[None]:
    """The provider blocks that the module's caller would give; gone again afterwards, since that caller gives its own."""
    path = folder / "validate_providers.tf"
    path.write_text("".join(f'provider "aws" {{\n  alias  = "{alias}"\n  region = "us-east-1"\n}}\n' for alias in aliases(folder)))
    try:
        yield
    finally:
        path.unlink()


def validate(folder: Path, binary: Binary, scratch: Path) -> str | None:
    """Terraform's complaint about one folder, or None."""
    try:
        terraform = Terraform(folder, binary, terraform_environment(os.environ, scratch))
        terraform.init()
        terraform.validate()
    except ReplicationToolError as error:
        return str(error)
    return None


def validate_all(tree: Path, binary: Binary, scratch: Path) -> dict[Path, str | None]:
    """Two at a time where nothing has to be added; then, one by one, what takes aliases."""
    whole = [folder for folder in roots(tree) if not aliases(folder)]
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(whole, pool.map(lambda folder: validate(folder, binary, scratch), whole), strict=True))
    for folder in roots(tree):
        if folder not in results:
            with providers(folder):
                results[folder] = validate(folder, binary, scratch)
    return results


def main() -> int:
    """Validates all; prints a paragraph for each folder that fails."""
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        tree = copy(Path(scratch) / "tree")
        results = validate_all(tree, find_binary(os.environ), Path(scratch))
    for folder, complaint in sorted(results.items()):
        if complaint:
            print(f"{folder.relative_to(tree).as_posix()}: {complaint}")
    return int(any(results.values()))


if __name__ == "__main__":
    sys.exit(main())
