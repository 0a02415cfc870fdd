"""s3-replication check on plans of 1, 50 and 500 pairs: CPU and memory against json.load of the same text, and groups of objects."""

import json
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from s3_replication.check import CheckOptions, run_check
from s3_replication.findings.finding import ReplicationVerdict
from s3_replication.inputs import PlanInput

PLAN = Path(__file__).parent / "_check" / "plan.json"
ACCOUNTS = {"aws.source": "111111111111", "aws.destination": "222222222222"}
GROUP = "Check"
REASON = "json.load is C code and only reads; check makes 60 decisions for each pair, 15 of them whole deliveries"


def show(figure: str, value: float, unit: str, note: str = "") -> None:
    """Prints one figure as bench/run.py reads it."""
    print(json.dumps({"group": GROUP, "figure": figure, "value": value, "unit": unit, "note": note}), flush=True)


def plan_of(pairs: int) -> str:
    """The recorded plan of one correct pair in two accounts, as many times as asked, each with its own names."""
    recorded: Mapping[str, Any] = json.loads(PLAN.read_text(encoding="utf-8"))
    changes = json.dumps(recorded["resource_changes"])
    copies = [change for number in range(pairs) for change in json.loads(changes.replace("control", f"pair{number:04}"))]
    return json.dumps({**recorded, "resource_changes": copies})


def seconds(pairs: int) -> tuple[float, float, int]:
    """CPU seconds of json.load and of check, and the groups of objects of all pairs."""
    text = plan_of(pairs)
    began = time.process_time()
    json.loads(text)
    loaded = time.process_time()
    report = run_check([PlanInput(text.encode())], CheckOptions(accounts=ACCOUNTS))
    ended = time.process_time()
    if report.verdict is not ReplicationVerdict.WORKS:
        raise SystemExit(f"the plan of {pairs} pairs does not work: {report.findings[0]}")
    return loaded - began, ended - loaded, len(report.outcomes)


def main() -> None:
    """Prints the figures."""
    seconds(1)  # imports and caches
    per_pair = {}
    for pairs in (1, 50, 500):
        load, check, groups = seconds(pairs)
        per_pair[pairs] = check / pairs
        show(f"CPU of check, {pairs} pairs", check, "s", f"{groups} groups of objects")
        show(f"check against json.load, {pairs} pairs", check / load, "x", REASON)
    show("CPU per pair, 500 pairs against 50", per_pair[500] / per_pair[50], "x", "1 is linear")
    show("largest memory of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB")


if __name__ == "__main__":
    main()
