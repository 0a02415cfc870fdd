"""`make check` and `make test`: every step and its time, with pytest last, so that the output ends with its summary.

Usage: python tools/steps.py check|test
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
UNIT = ("core", "iam", "plan", "terraform", "tools")


@dataclass(frozen=True, slots=True)
class Step:
    """One command; `repair` is what its user can do if it fails."""

    name: str
    command: tuple[str, ...]
    repair: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


def tool(name: str) -> str:
    """The path of a tool that a script in this folder finds or installs; raises CalledProcessError if it cannot."""
    found = subprocess.run([str(ROOT / "tools" / name)], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own script
    return found.stdout.strip()


def static() -> list[Step]:
    """The steps that need neither a provider nor a server."""
    scripts = sorted(str(path) for folder in ("tools", "bench") for path in (ROOT / folder).glob("*.py"))
    return [
        Step("ruff check", (f"{BIN}/ruff", "check", "."), ".venv/bin/ruff check --fix ."),
        Step("ruff format", (f"{BIN}/ruff", "format", "--check", "."), ".venv/bin/ruff format ."),
        Step("mypy", (f"{BIN}/mypy",)),
        Step("mypy tools", (f"{BIN}/mypy", *scripts)),
        Step("import-linter", (f"{BIN}/lint-imports",)),
        Step("terraform fmt", ("terraform", "fmt", "-check", "-recursive", "-diff", "."), "terraform fmt -recursive ."),
    ]


def terraform() -> list[Callable[[], Step]]:
    """The steps for the HCL, created late, because finding a tool may install it."""
    return [
        lambda: Step("terraform validate", (f"{BIN}/python", "tools/validate.py")),
        lambda: Step("tflint", (f"{BIN}/python", "tools/lint_hcl.py", tool("tflint"))),
    ]


def checkov() -> Step:
    """The longest step. A block with count or for_each is scanned once; scanning each instance would double the time."""
    once = {"CHECKOV_ENABLE_FOREACH_HANDLING": "False", "CHECKOV_ENABLE_MODULES_FOREACH_HANDLING": "False"}
    return Step("checkov", (tool("checkov"), "--config-file", ".checkov.yaml"), environment=once)


def run(step: Step) -> bool:
    """Run one step and print its time, and its output only if it fails."""
    began = time.monotonic()
    environment = {**os.environ, **step.environment}
    done = subprocess.run(  # noqa: S603 - commands made in this file
        step.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    lines = [f"{step.name:<20} {verdict:<6} {time.monotonic() - began:6.1f} s"]
    if done.returncode:
        lines += [done.stdout.rstrip(), *([f"repair: {step.repair}"] if step.repair else [])]
    print("\n".join(lines), flush=True)  # in one write, because another step may print at the same time
    return done.returncode == 0


def run_late(make: Callable[[], Step]) -> bool:
    """Run a step that must find its tool first. If the tool is missing, the run fails with the message of the tool's script."""
    try:
        step = make()
    except subprocess.CalledProcessError:
        return False
    return run(step)


def pytest(arguments: list[str]) -> int:
    """Run pytest with unchanged output; return its exit code."""
    return subprocess.run([f"{BIN}/python", "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode  # noqa: S603 - our own tests


def main(which: str) -> int:
    """Run every step, even after a failure; return 1 if any step failed."""
    if which == "test":
        with ThreadPoolExecutor(1) as beside:  # checkov uses one core for as long as all other steps together
            last = beside.submit(run_late, checkov)
            results = [*map(run, static()), *map(run_late, terraform()), last.result()]
        # Six workers on two cores, because Terraform waits longer than it computes. tests/conftest.py chooses the order.
        code = pytest(["-q", "-n", "6", "--dist", "loadgroup", "--no-loadscope-reorder"])
    else:
        results = [run(step) for step in static()]
        folders = [f"tests/{name}" for name in UNIT if (ROOT / "tests" / name).is_dir()]
        code = pytest(["-q", "-n", "2", *folders])
    return code or int(not all(results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "test"))
