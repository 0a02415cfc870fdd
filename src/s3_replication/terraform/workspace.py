"""A copy of the checkout's HCL to run Terraform in, so that the checkout stays clean and relative module sources still work."""

import re
import shutil
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["configurations", "copy_configuration", "copy_module", "find_checkout", "forget_hashes"]

_PARTS = ("modules", "examples")
_HASHES = re.compile(r"^ *hashes = \[.*?\]\n", re.DOTALL | re.MULTILINE)
_LEFTOVERS = shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfplan")


def find_checkout(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that holds the module's checkout; raises InputError if no such folder exists."""
    for folder in (start, *start.parents):
        if all((folder / part).is_dir() for part in _PARTS) and (folder / "versions.tf").is_file():
            return folder
    raise InputError(
        f"no checkout of the module was found at {start} or above it (a folder with versions.tf, modules/ and examples/): "
        "run inside a clone of the project, or name one with --checkout."
    )


def configurations(checkout: Path) -> dict[str, Path]:
    """The plain Terraform roots under examples/, by their path below it."""
    examples = checkout / "examples"
    folders = {path.parent for path in examples.glob("**/versions.tf")} | {path.parent for path in examples.glob("**/main.tf")}
    plain = [folder for folder in folders if not _is_other(folder.relative_to(examples))]
    return {folder.relative_to(examples).as_posix(): folder for folder in sorted(plain)}


def _is_other(path: Path) -> bool:
    """Whether it is no plain root: Terragrunt's live tree, or a folder of a tool, whose name begins with a dot."""
    return path.parts[:1] == ("terragrunt",) or any(part.startswith(".") for part in path.parts)


def copy_module(checkout: Path, target: Path) -> None:
    """Copies the module and modules/ into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for path in checkout.glob("*.tf"):
        shutil.copy2(path, target / path.name)
    shutil.copytree(checkout / "modules", target / "modules", ignore=_LEFTOVERS, dirs_exist_ok=True)


def copy_configuration(checkout: Path, example: str, target: Path) -> Path:
    """Copies the module and `examples/<example>` into `target` and returns the example's folder there.

    Raises InputError with the existing names if the example does not exist.
    """
    known = configurations(checkout)
    if example not in known:
        raise InputError(f"there is no example {example!r}: choose one of {', '.join(known) or '(none found)'}.")
    copy_module(checkout, target)
    return Path(shutil.copytree(known[example], target / "examples" / example, ignore=_LEFTOVERS, dirs_exist_ok=True))


def forget_hashes(copied: Path) -> None:
    """Removes the providers' hashes from the lock file of a copy. Otherwise each command after `init` verifies the AWS provider again.

    Call it after `init`, which has verified the providers, and never in a user's own folder.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock#checksum-verification
    """
    lock = copied / ".terraform.lock.hcl"
    if lock.exists():  # no provider, no lock file
        lock.write_text(_HASHES.sub("", lock.read_text(encoding="utf-8")), encoding="utf-8")
