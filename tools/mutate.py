"""Mutation testing of iam and core: does any test fail when a line of them is changed? Bounded, one process, in a copy of the tree.

    tools/mutate.py [iam] [core]

mutmut changes the code of one part and runs the tests that reach the changed function. docs/mutation.md has the last score
and the reason why each surviving mutant survives.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("src", "tools", "pyproject.toml", "README.md", "LICENSE")
MINUTES = 25
# Exit codes that mutmut records: all tests passed, no test reaches the function.
ALIVE = (0, 33)


@dataclass(frozen=True, slots=True)
class Part:
    """The code to change, its tests, and the tests that are left out because they are slow or random."""

    source: str
    tests: str
    left_out: tuple[str, ...] = ()


PARTS = {
    "iam": Part(
        "src/s3_replication/iam/*",
        "tests/iam",
        ("tests/iam/test_properties.py", "tests/iam/test_names.py"),
    ),
    "core": Part("src/s3_replication/core/*", "tests/core", ("tests/core/test_properties.py", "tests/core/test_facts.py")),
}


def configuration(part: Part) -> str:
    """The setup.cfg of a run."""
    options = ["-p", "no:s3_replication", "-p", "no:xdist", "-p", "no:cacheprovider", "-x", *(f"--ignore={path}" for path in part.left_out)]
    lines = {"source_paths": ["src"], "only_mutate": [part.source], "pytest_add_cli_args_test_selection": [part.tests]}
    text = "[mutmut]\n" + "".join(f"{name} =\n    {chr(10).join(values)}\n" for name, values in lines.items())
    return text + "pytest_add_cli_args =\n" + "".join(f"    {option}\n" for option in options)


def run(part: Part, folder: Path) -> None:
    """Run mutmut in one process until the time limit."""
    (folder / "setup.cfg").write_text(configuration(part), encoding="utf-8")
    command = ["mutmut", "run", "--max-children", "1"]
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    try:
        subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, timeout=MINUTES * 60, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        print(f"stopped after {MINUTES} minutes; the score is of the mutants tried until then", file=sys.stderr)


def score(folder: Path) -> tuple[int, int, list[str]]:
    """The number of killed mutants, of tried mutants, and the names of the survivors."""
    found: dict[str, int | None] = {}
    for meta in (folder / "mutants").rglob("*.meta"):
        found |= json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    tried = {name: code for name, code in found.items() if code is not None}
    alive = sorted(name for name, code in tried.items() if code in ALIVE)
    return len(tried) - len(alive), len(tried), alive


def mutate(name: str) -> None:
    """Run one part in a copy and print its score."""
    part = PARTS[name]
    with tempfile.TemporaryDirectory(prefix="mutation-") as place:
        folder = Path(place)
        for item in (*COPIED, part.tests):
            source = ROOT / item
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            (folder / item).parent.mkdir(parents=True, exist_ok=True)
            copy(source, folder / item)
        run(part, folder)
        killed, total, alive = score(folder)
        print(f"{name}: {killed} of {total} mutants killed ({killed / max(total, 1):.1%}); alive:", *alive, sep="\n  ")


def main() -> int:
    """Run the named parts, or all."""
    names = sys.argv[1:] or list(PARTS)
    strangers = [name for name in names if name not in PARTS]
    if strangers:
        print(f"{strangers[0]} cannot be mutated; allowed: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    if shutil.which("mutmut", path=str(Path(sys.executable).parent)) is None:
        print("mutmut is not installed; install it: pip install -e '.[mutation]'", file=sys.stderr)
        return 2
    for name in names:
        mutate(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
