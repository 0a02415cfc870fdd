"""Writes the files that modules/same-account and modules/cross-account share with the root module; `--check` only lists stale ones."""

import sys
from pathlib import Path

__all__ = ["FILES", "TOPOLOGIES", "main"]

FILES = ("main.tf", "outputs.tf", "variables.tf", "versions.tf")
TOPOLOGIES = ("modules/same-account", "modules/cross-account")


def main(checkout: Path, check: bool) -> int:
    """Return 0 if all files are up to date; with `check`, print the stale files and return 1."""
    stale = [name for name in (f"{folder}/{file}" for folder in TOPOLOGIES for file in FILES) if not _current(checkout, name)]
    for name in stale:
        print(f"{name} is stale: run python tools/topologies.py" if check else f"writing {name}")
        if not check:
            (checkout / name).write_text(_wanted(checkout, name), encoding="utf-8")
    return 1 if check and stale else 0


def _wanted(checkout: Path, name: str) -> str:
    return (checkout / Path(name).name).read_text(encoding="utf-8").replace('"./modules/', '"../')


def _current(checkout: Path, name: str) -> bool:
    path = checkout / name
    return path.is_file() and path.read_text(encoding="utf-8") == _wanted(checkout, name)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent, check="--check" in sys.argv[1:]))
