"""Mutation testing of the module's HCL: does any test fail when a condition, a dependency or a constant of it is changed?

    tools/mutate_hcl.py [--module modules/source]... [--kind condition]... [--minutes 25] [--limit 50] [--seed 1] [--json FILE] [--list]

It works in a copy of the checkout. For each mutant it runs the tests of TESTS until one fails. docs/mutation.md has the last score and
the reason why each surviving mutant survives.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from hcl_mutants import KINDS, Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
_POLICIES = tuple(f"tests/minimality/test_{name}.py" for name in ("narrow", "statements", "minimality"))
_PLANS = ("tests/module/test_modules.py", "tests/module/test_inventories.py", "tests/module/test_compliance.py")
# By kind of mutant, the tests that can detect it, cheapest first.
TESTS: Mapping[str, Sequence[str]] = {
    "condition": _POLICIES,
    "principal": _POLICIES,
    "resource": _POLICIES,
    "depends_on": ("tests/module/test_order_table.py", "tests/module/test_order.py"),
    "lifecycle": ("tests/module/test_order_table.py",),
    "precondition": ("tests/module/test_rejections.py", "tests/module/test_retired_keys.py", "tests/module/test_existing_bucket.py"),
    "constant": (
        *_PLANS,
        "tests/module/test_rejections.py",
        "tests/module/test_names.py",
        *_POLICIES,
        "tests/module/test_monitoring.py",
        "tests/module/test_existing_settings.py",
        "tests/examples/test_existing_objects.py",
    ),
}
SECONDS = 600
"""The time limit for the tests of one mutant. A mutant that makes them hang counts as caught."""

Runner: TypeAlias = Callable[[Path, Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Result:
    """One mutant and whether a test failed."""

    mutant: Mutant
    caught: bool


def found(checkout: Path, modules: Sequence[str], kinds: Sequence[str]) -> list[Mutant]:
    """The mutants of the modules' files, in the order of path and text; versions.tf has none."""
    folders = [checkout / module for module in modules] if modules else [checkout, *sorted(checkout.glob("modules/**/"))]
    paths = sorted({path for folder in folders for path in folder.glob("*.tf") if path.name != "versions.tf"})
    everything = (one for path in paths for one in mutants(path.relative_to(checkout).as_posix(), path.read_text(encoding="utf-8")))
    return [one for one in everything if one.kind in (kinds or KINDS)]


def sample(every: Sequence[Mutant], limit: int | None, seed: int) -> list[Mutant]:
    """As many as the limit, drawn with the seed, so that a limit takes mutants of all files, and the same seed takes the same mutants."""
    return random.Random(seed).sample(every, min(limit or len(every), len(every)))  # noqa: S311


def copied(checkout: Path, folder: Path) -> Path:
    """A copy of all files that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=checkout, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (checkout / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, folder / name)
    return folder


def pytest_passes(copy: Path, tests: Sequence[str]) -> bool:
    """Whether all tests of the files pass in the copy."""
    scratch = copy.parent / "scratch"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", f"--basetemp={scratch}", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(copy.parent)}
    process = subprocess.Popen(  # noqa: S603
        command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return process.wait(SECONDS) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 15)
        process.wait()
        return False
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def tried(copy: Path, every: Sequence[Mutant], passes: Runner, over: Callable[[], bool]) -> Iterator[Result]:
    """Each mutant's result, until the time is over. Each file is restored after its mutant."""
    for mutant in every:
        if over():
            return
        path = copy / mutant.path
        text = path.read_text(encoding="utf-8")
        path.write_text(mutant.applied(text), encoding="utf-8")
        try:
            caught = not passes(copy, TESTS[mutant.kind])
        finally:
            path.write_text(text, encoding="utf-8")
        yield Result(mutant, caught)


def report(results: Sequence[Result]) -> str:
    """A table of the kinds and a list of the survivors."""
    lines = ["| kind | tried | caught |", "| --- | --- | --- |"]
    for kind in sorted({one.mutant.kind for one in results}):
        of_kind = [one for one in results if one.mutant.kind == kind]
        lines.append(f"| {kind} | {len(of_kind)} | {sum(one.caught for one in of_kind)} |")
    lines.append(f"| all | {len(results)} | {sum(one.caught for one in results)} |")
    return "\n".join([*lines, "", "survivors:", *(f"  {one.mutant}" for one in sorted_by_place(results) if not one.caught)])


def sorted_by_place(results: Sequence[Result]) -> list[Result]:
    """The results in the order of the files."""
    return sorted(results, key=lambda one: one.mutant)


def options(words: Sequence[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Mutation testing of the module's HCL.")
    parser.add_argument("--module", action="append", default=[], help="folder of a module, such as modules/source (default: all)")
    parser.add_argument("--kind", action="append", default=[], choices=KINDS, help="kind of mutant (default: all)")
    parser.add_argument("--minutes", type=float, default=25, help="start no mutant after this time (default: 25)")
    parser.add_argument("--limit", type=int, help="largest number of mutants")
    parser.add_argument("--seed", type=int, default=1, help="which mutants a limit takes, and in which order")
    parser.add_argument("--json", type=Path, help="file for the results")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    return parser.parse_args(words)


def main(words: Sequence[str], checkout: Path = ROOT, passes: Runner = pytest_passes) -> int:
    """Try the mutants and print the report; return 1 if the tests fail before any change."""
    wanted = options(words)
    every = sample(found(checkout, wanted.module, wanted.kind), wanted.limit, wanted.seed)
    if wanted.list:
        print(*sorted(every), sep="\n")
        return 0
    end = time.monotonic() + wanted.minutes * 60
    with tempfile.TemporaryDirectory(prefix="mutate-hcl-") as place:
        copy = copied(checkout, Path(place) / "copy")
        tests = dict.fromkeys(test for one in every for test in TESTS[one.kind])
        if not passes(copy, list(tests)):
            print(f"without any change one of these fails; fix it first: {', '.join(tests)}", file=sys.stderr)
            return 1
        results = []
        for result in tried(copy, every, passes, lambda: time.monotonic() > end):
            results.append(result)
            print("caught" if result.caught else "LIVES ", result.mutant, file=sys.stderr, flush=True)
    print(f"{len(results)} of {len(every)} mutants tried", report(results), sep="\n")
    if wanted.json:
        rows = [{**asdict(one.mutant), "caught": one.caught} for one in sorted_by_place(results)]
        wanted.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
