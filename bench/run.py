"""`make bench`: runs every program in this folder, shows one table, and writes docs/bench.md.

Each program prints one JSON object per line: {"group", "figure", "value", "unit"} and, where it helps, "note". A ratio's unit is "x".
Usage: python bench/run.py [NAME ...] [--no-write]; NAME is a program without .py, none means all. With names, only the groups of these
programs are rewritten.
"""

import argparse
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "bench.md"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value."""

    group: str
    figure: str
    value: float
    unit: str
    note: str = ""

    @property
    def text(self) -> str:
        """The value with three significant digits, or as a whole number if it is larger."""
        shown = f"{self.value:,.0f}" if abs(self.value) >= 1000 else f"{self.value:.3g}"
        return f"{shown} {self.unit}".strip()


def programs() -> dict[str, Path]:
    """Every other program of this folder."""
    return {path.stem: path for path in sorted(HERE.glob("*.py")) if path.name != Path(__file__).name and not path.name.startswith("_")}


def measure(name: str, path: Path, err: Console) -> list[Figure]:
    """Runs one program; raises CalledProcessError if it fails."""
    err.print(f"bench/{name}.py ...", highlight=False)
    done = subprocess.run([sys.executable, str(path)], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own programs
    return [Figure(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


def machine() -> str:
    """The machine's cores and memory."""
    cores = len(os.sched_getaffinity(0))
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cores} cores, {gibibytes:.0f} GiB of memory, Python {sys.version_info.major}.{sys.version_info.minor}"


def table(figures: Iterable[Figure]) -> Table:
    """All figures for a terminal."""
    grid = Table("Group", "Figure", "Value", "Note", box=None, header_style="bold", pad_edge=False)
    for each in figures:
        grid.add_row(each.group, each.figure, each.text, each.note)
    return grid


def introduction() -> str:
    """The first lines of the document, which name the machine."""
    return textwrap.fill(
        f"Written by `make bench` on {machine()}. Times depend on the machine and its other load, so read the ratios (x) first: both "
        "sides of a ratio are measured in one run.",
        100,
    )


def page(figures: list[Figure], before: str = "") -> str:
    """All figures as a document. Groups of `before`, the present document, that were not measured now stay as they are.

    Raises ValueError if `before` was measured on another kind of machine: a document has one machine's figures.
    """
    if before and introduction() not in before:
        raise ValueError("docs/bench.md was measured on another kind of machine. Measure all groups, or use --no-write.")
    measured = {
        group: section([each for each in figures if each.group == group]) for group in dict.fromkeys(each.group for each in figures)
    }
    kept = {title: body.strip() for title, _, body in (part.partition("\n") for part in before.split("\n## ")[1:])}
    sections = (f"## {title}\n\n{body}\n" for title, body in {**kept, **measured}.items())
    return "\n".join(["# Figures\n", f"{introduction()}\n", *sections])


def section(figures: Iterable[Figure]) -> str:
    """The table of one group."""
    rows = (f"| {each.figure} | {each.text} | {each.note} |" for each in figures)
    return "\n".join(["| Figure | Value | Note |", "| --- | ---: | --- |", *rows])


def main() -> int:
    """Measure and report; return 1 and do not change the page if a program failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs to run")
    parser.add_argument("--no-write", action="store_true", help="leave docs/bench.md as it is")
    options = parser.parse_args()
    if unknown := set(options.names) - set(programs()):
        parser.error(f"no program {', '.join(sorted(unknown))}; choose from {', '.join(programs())}.")
    before = PAGE.read_text(encoding="utf-8") if options.names and not options.no_write else ""
    try:
        page([], before)
    except ValueError as error:
        parser.error(str(error))
    err = Console(stderr=True)
    figures: list[Figure] = []
    for name in options.names or programs():
        try:
            figures += measure(name, programs()[name], err)
        except subprocess.CalledProcessError as error:
            err.print(f"bench/{name}.py failed with exit code {error.returncode}; docs/bench.md was left as it is.", highlight=False)
            return 1
    Console().print(table(figures))
    if not options.no_write:
        PAGE.write_text(page(figures, before), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
