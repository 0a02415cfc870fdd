"""The AWS provider on a machine that cannot reach the provider registry: a filesystem mirror.

Layout: HOST/NAMESPACE/TYPE/... (Terraform CLI documentation, "Provider Installation", filesystem_mirror). The host is read from the
folder, so a mirror of any registry works.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from s3_replication.errors import InputError

__all__ = ["MIRROR_VARIABLE", "Mirror", "find_mirror"]

MIRROR_VARIABLE = "S3_REPLICATION_PROVIDER_MIRROR"


@dataclass(frozen=True, slots=True)
class Mirror:
    """One mirror folder and the providers in it, as HOST/NAMESPACE/TYPE."""

    path: Path
    providers: tuple[str, ...]


def find_mirror(environment: Mapping[str, str], system: Path = Path("/")) -> Mirror | None:
    """The first folder that holds hashicorp/aws: the one named in S3_REPLICATION_PROVIDER_MIRROR, Terraform's implied mirror
    folders, then folders under /opt; None if no folder holds it.

    `system` is the root of the file system. Raises InputError if the variable names a folder without the provider.
    """
    named = environment.get(MIRROR_VARIABLE)
    if named:
        mirror = _mirror_at(Path(named).expanduser())
        if mirror is None:
            raise InputError(
                f"{MIRROR_VARIABLE} names {named!r}, which holds no */hashicorp/aws: name the folder above the registry host's folder, "
                "as `terraform providers mirror` fills it, or unset the variable."
            )
        return mirror
    for folder in (*_implied(environment, system), *_optional(system)):
        mirror = _mirror_at(folder)
        if mirror is not None:
            return mirror
    return None


def _implied(environment: Mapping[str, str], system: Path) -> Iterator[Path]:
    """Terraform's own implied local mirror folders, in its order (CLI documentation, "Implied Local Mirror Directories")."""
    home = environment.get("HOME")
    if home:
        yield Path(home) / ".terraform.d/plugins"
        yield Path(home) / "Library/Application Support/io.terraform/plugins"
    data_home = environment.get("XDG_DATA_HOME") or (f"{home}/.local/share" if home else "")
    shared = [Path(entry) for entry in environment.get("XDG_DATA_DIRS", "").split(":") if entry]
    defaults = [system / "usr/local/share", system / "usr/share"]
    for base in [*([Path(data_home)] if data_home else []), *shared, *defaults]:
        yield base / "terraform/plugins"


def _optional(system: Path) -> Iterator[Path]:
    opt = system / "opt"
    if not opt.is_dir():
        return
    for folder in sorted(opt.iterdir()):
        if _readable_folder(folder):
            yield folder
            yield from sorted(inner for inner in folder.iterdir() if inner.is_dir())


def _readable_folder(folder: Path) -> bool:
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True


def _mirror_at(folder: Path) -> Mirror | None:
    try:
        if not any(folder.glob("*/hashicorp/aws/*")):
            return None
        providers = sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*/*") if path.is_dir())
    except OSError:
        return None
    return Mirror(folder.resolve(), tuple(providers))
