"""Compares the module with a lower bound and plain resources: time, memory, requests, CPU and size, for pairs with keys in two accounts.

Its largest size is 850 resources, so it takes a quarter of an hour.
"""

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from _terraform import CHECKOUT, LOCAL_DESTINATION_ROLE, Run, Stack

from s3_replication.local import LocalAws

SIZES = (1, 10, 50)
TRIALS = 5
ACCOUNTS = {"destination_role_arn": LOCAL_DESTINATION_ROLE}


def emit(group: str, figure: str, value: float, unit: str = "", note: str = "") -> None:
    """One line for bench/run.py."""
    print(json.dumps({"group": f"Module: {group}", "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


@dataclass(frozen=True, slots=True)
class Life:
    """The commands of one stack at one size, by name, and its number of resources."""

    resources: int
    runs: dict[str, Run]


def live(stack: Stack, **variables: object) -> Life:
    """Plans, builds and destroys."""
    stack.size(**variables)
    plan = stack.plan()
    return Life(stack.planned(), {"plan": plan, "apply": stack.apply(), "destroy": stack.destroy()})


def growth(local: LocalAws, scratch: Path) -> None:
    """Plan, apply and destroy of 1, 10 and 50 pairs, each followed by the same number of bare roles."""
    pairs, bare = Stack("pairs", local, scratch), Stack("bare", local, scratch)
    lives: dict[int, Life] = {}
    for size in SIZES:
        life = lives[size] = live(pairs, pairs=size, **ACCOUNTS)
        floor = live(bare, resources=life.resources)
        noun = f"{size} pair" + ("s" if size > 1 else "")
        emit("growth", f"resources of {noun}", life.resources)
        for name, run in life.runs.items():
            emit("growth", f"{name} of {noun}", run.seconds, "s", f"{run.mebibytes:.0f} MiB at most, Terraform and its providers")
            emit("growth", f"{name} of {noun} against as many bare roles", run.seconds / floor.runs[name].seconds, "x")
            emit("growth", f"memory of {name} of {noun} against as many bare roles", run.mebibytes / floor.runs[name].mebibytes, "x")
    largest = SIZES[-1]
    for name in lives[largest].runs:
        one, many = lives[1].runs[name], lives[largest].runs[name]
        note = f"time of {largest} over {largest} times the time of 1; CPU {many.cpu / largest / one.cpu:.2g}"
        emit("growth", f"{name}: growth", many.seconds / (largest * one.seconds), "x", note)


def compare(local: LocalAws, scratch: Path) -> None:
    """Requests and CPU compared with the same resources without modules."""
    pair = {"pairs": 1, **ACCOUNTS}
    stacks = {
        "root": Stack("pairs", local, scratch),
        "modules/cross-account": Stack("pairs", local, scratch, "modules/cross-account"),
        "plain resources": Stack("flat", local, scratch),
    }
    requests: dict[str, tuple[int, int]] = {}
    cpu: dict[str, list[float]] = {name: [] for name in stacks}
    for _ in range(TRIALS):  # in turns, so that other work on the machine affects all equally
        for name, stack in stacks.items():
            stack.size(**pair)
            built, again = (stack.plan(), stack.apply()), stack.plan_again()
            stack.destroy()
            requests[name] = (sum(run.requests.total() for run in built), again.requests.total())
            cpu[name].append(sum(run.cpu for run in (*built, again)))
    for name, (building, second) in requests.items():
        emit("requests", f"plan and apply of 1 pair, {name}", building)
        emit("requests", f"second plan of 1 pair, {name}", second)
    for name in ("root", "modules/cross-account"):
        note = f"least of {TRIALS} turns: {min(cpu[name]):.3g} s against {min(cpu['plain resources']):.3g} s of plan, apply and second plan"
        emit("CPU", f"{name} against plain resources", min(cpu[name]) / min(cpu["plain resources"]), "x", note)


def sizes(local: LocalAws, scratch: Path) -> None:
    """Resources and lines of one pair with keys, compared with the two large modules."""
    stack = Stack("pairs", local, scratch)
    for example, accounts, others in (
        ("same-account", {}, ("91", "60")),
        ("cross-account", ACCOUNTS, ("114", "64")),
    ):
        stack.size(pairs=1, **accounts)
        stack.plan()
        emit("size", f"resources, {example}", stack.planned(), "", "terraform-aws-modules v4.11.0: 18; cloudposse v4.12.0: 21")
        text = (CHECKOUT / "examples" / example / "main.tf").read_text()
        lines = [line for line in text[text.index('module "') :].splitlines() if line.strip()]
        note = f"provider blocks apart; terraform-aws-modules v4.11.0: {others[0]}; cloudposse v4.12.0: {others[1]}, and policies to write"
        emit("size", f"user's lines, {example}", len(lines), "", note)


def main() -> int:
    """Prints the figures, with Terraform's default GOGC, because terraform_environment allows more memory."""
    os.environ.setdefault("GOGC", "100")
    for part in (sizes, compare, growth):
        with LocalAws.start() as local, tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
            part(local, Path(scratch))
    return 0


if __name__ == "__main__":
    sys.exit(main())
