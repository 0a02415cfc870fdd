"""Copies a configuration with its local modules to a scratch folder, so that nothing in the user's folder changes."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from s3_replication.errors import InputError
from s3_replication.plan import Source

__all__ = ["copy_folder"]

_IMPORT = re.compile(rb"^import[ \t]*\{(?:[^{}\n]*\}[ \t]*$|[^\n]*\n(?:(?!\}).*\n)*\})", re.MULTILINE)  # up to a brace at a line's start
_LOCK = ".terraform.lock.hcl"
_MODULES = Path(".terraform") / "modules"
_LEFTOVERS = (".tfplan", ".tfstate", ".tfstate.backup")


def copy_folder(folder: Path, source: Source, scratch: Path) -> Path:
    """Copy the root module and the local modules that it calls, as far apart as they are, and return the copy of the root.

    State, hidden folders, and folders of modules that are not called stay behind; installed modules and the lock file are copied.
    Raises InputError if a file cannot be read.
    """
    root = folder.resolve()
    folders = dict.fromkeys([root, *_local_modules(root, source)])
    common = Path(os.path.commonpath(folders))
    try:
        for one in folders:
            _copy(one, scratch / one.relative_to(common))
        _without_imports(scratch / root.relative_to(common))
        copied = scratch / root.relative_to(common)
        if (root / _LOCK).is_file():
            shutil.copy2(root / _LOCK, copied / _LOCK)
        if (root / _MODULES).is_dir():
            shutil.copytree(root / _MODULES, copied / _MODULES, dirs_exist_ok=True, ignore_dangling_symlinks=True)
    except (OSError, shutil.Error) as error:
        raise InputError(f"the configuration in {folder} cannot be copied ({_reasons(error)}): make its files readable.") from error
    return copied


def _reasons(error: OSError) -> str:
    """What is wrong; copytree collects the errors of all files, each with its source, its target and the reason."""
    found = error.args[0] if error.args else ""
    return "; ".join(str(reason) for _, _, reason in found) if isinstance(found, list) else str(error)


def _without_imports(copied: Path) -> None:
    """Takes import blocks out of the copied root module: what they import does not exist on the local AWS."""
    for path in [*copied.glob("*.tf"), *copied.glob("*.tofu")]:
        content = path.read_bytes()  # it may be no text, and then Terraform says so
        if (kept := _IMPORT.sub(b"", content)) != content:
            path.write_bytes(kept)


def _local_modules(root: Path, source: Source) -> Iterable[Path]:
    installed = root / ".terraform"
    for module in source.modules.values():
        path = Path(os.path.realpath(module.folder))
        if not path.is_relative_to(installed):
            yield path


def _copy(folder: Path, target: Path) -> None:
    shutil.copytree(folder, target, ignore=_ignored, dirs_exist_ok=True, ignore_dangling_symlinks=True)


def _ignored(folder: str, names: list[str]) -> list[str]:
    """State, hidden entries and folders that are modules themselves: those that are called are copied on their own."""
    return [name for name in names if name.startswith(".") or name.endswith(_LEFTOVERS) or _is_module(Path(folder) / name)]


def _is_module(path: Path) -> bool:
    return path.is_dir() and any(one.name.endswith((".tf", ".tf.json", ".tofu")) for one in path.iterdir())
