"""Time of a rehearsal against a bare init, plan, apply, write and destroy of the same example with as many objects."""

import json
import os
import tempfile
import time
from pathlib import Path

from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import LocalAws
from s3_replication.plan import read_plan
from s3_replication.rehearse import RehearsalReport, rehearse
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment
from s3_replication.trial import Places, TrialOptions

CHECKOUT = find_checkout(Path(__file__).resolve().parent)
INPUTS = {"name": "bench-rehearse", "force_destroy": True, "destination_role_arn": LOCAL_DESTINATION_ROLE}


def emit(figure: str, value: float, unit: str = "s", note: str = "") -> None:
    """One line for bench/run.py."""
    print(json.dumps({"group": "Rehearse", "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


def rehearsed() -> tuple[float, RehearsalReport]:
    """Seconds of one rehearsal, and its report."""
    for name, value in INPUTS.items():
        os.environ[f"TF_VAR_{name}"] = str(value).lower() if isinstance(value, bool) else str(value)
    began = time.monotonic()
    report = rehearse(CHECKOUT / "examples" / "cross-account", TrialOptions())
    return time.monotonic() - began, report


def bare(objects: int) -> float:
    """Seconds of the same by Terraform and PutObject alone, with so many plain objects."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="s3-replication-") as temporary, LocalAws.start() as local:
        scratch = Path(temporary)
        folder = copy_configuration(CHECKOUT, "cross-account", scratch / "example")
        terraform = Terraform(folder, find_binary(os.environ), terraform_environment(local.full_environment(), scratch))
        terraform.variables(INPUTS)
        terraform.init()
        plan = terraform.plan()
        terraform.apply(plan)
        source = next(one for one in read_plan(plan.document).world.buckets.values() if one.replication is not None)
        s3 = Places(local).connection(source.account).s3(source.region)
        for number in range(objects):
            s3.put_object(Bucket=source.name, Key=str(number), Body=b"-")
        local.control.settle()
        terraform.destroy()
    return time.monotonic() - began


def main() -> None:
    """Prints the figures."""
    whole, report = rehearsed()
    groups = len({(row.source_bucket, row.description, row.keys) for row in report.rows})
    emit("rehearsal of examples/cross-account", whole, note=f"one object of each of {groups} groups")
    for step, seconds in report.seconds.items():
        emit(f"rehearsal: {step}", seconds)
    alone = bare(groups)
    emit("bare apply, write, destroy", alone, note=f"{groups} plain objects")
    emit("rehearsal against bare", whole / alone, "x", "the local AWS is thrown away, so nothing is destroyed")


if __name__ == "__main__":
    main()
