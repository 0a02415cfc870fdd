"""`make check` and `make test`: every step and its time, with pytest's output last, so that the output ends with its summary.

`make test` runs the steps and pytest at the same time, and shows what pytest has printed once the steps are done.

Usage: python tools/steps.py check|test
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
UNIT = ("core", "iam", "plan", "terraform", "tools")
# Python's cache of compiled modules, even if the user's environment forbids one next to the sources. Without it, each of the hundreds of
# processes that the tests start compiles the package again, which takes most of the CPU time of a small command.
BYTECODE = ROOT / ".cache" / "bytecode"


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
    """The longest step but pytest. A block with count or for_each is scanned once; scanning each instance would double the time."""
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


def tests(show: threading.Event) -> int:
    """Every test. One collection first, or each worker of a new checkout would compile the packages and rewrite the same assertions.

    Six workers on two cores, because Terraform waits longer than it computes. tests/conftest.py chooses the order.
    """
    if not BYTECODE.is_dir():
        command = [f"{BIN}/python", "-m", "pytest", "-q", "--collect-only"]
        subprocess.run(command, cwd=ROOT, env=compiling(), capture_output=True, check=False)  # noqa: S603 - our own tests
    return pytest(["-q", "-n", "6", "--dist", "loadgroup", "--no-loadscope-reorder"], show)


def compiling() -> dict[str, str]:
    """The environment in which Python keeps the modules that it compiles."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}


def pytest(arguments: list[str], show: threading.Event) -> int:
    """Run pytest, pass its output on unchanged from the moment that `show` is set, and return its exit code."""
    color = ["--color=yes"] if sys.stdout.isatty() else []
    command = [f"{BIN}/python", "-m", "pytest", *color, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=compiling(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:  # noqa: S603 - our own tests
        assert process.stdout is not None  # noqa: S101 - it was started with a pipe
        output, held = process.stdout.fileno(), b""
        for part in iter(lambda: os.read(output, 1 << 16), b""):
            held += part
            if show.is_set():
                pass_on(held)
                held = b""
    show.wait()
    pass_on(held)
    return process.returncode


def pass_on(text: bytes) -> None:
    """Print bytes as they are."""
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()


def main(which: str) -> int:
    """Run every step, even after a failure; return 1 if any step failed."""
    show = threading.Event()
    with ThreadPoolExecutor(2) as others:
        try:
            if which == "test":
                tested = others.submit(tests, show)
                scan = others.submit(run_late, checkov)
                results = [*map(run, static()), *map(run_late, terraform()), scan.result()]
            else:
                results = [run(step) for step in static()]
                folders = [f"tests/{name}" for name in UNIT if (ROOT / "tests" / name).is_dir()]
                tested = others.submit(pytest, ["-q", "-n", "2", *folders], show)
        finally:
            show.set()  # after Ctrl-C too, or pytest's thread would wait
        return tested.result() or int(not all(results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "test"))
