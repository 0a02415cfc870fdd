"""Time of the demo and its parts, and its apply against an apply of the same number of bare buckets on the same local AWS."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).resolve().parent)
BARE = """
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "buckets" {
  type = number
}

resource "aws_s3_bucket" "bare" {
  count  = var.buckets
  bucket = "bench-bare-${count.index}"
}
"""


def emit(figure: str, value: float, unit: str = "s", note: str = "") -> None:
    """One line for bench/run.py."""
    print(json.dumps({"group": "Demo", "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


def demo() -> tuple[dict[str, float], float, list[dict[str, object]]]:
    """One whole demo by its own command: seconds of its steps, seconds in all, and the objects."""
    began = time.monotonic()
    command = [sys.executable, "-c", "from s3_replication.cli.main import main; main()", "demo", "--json", "--checkout", str(CHECKOUT)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own command
    result = json.loads(done.stdout)
    return result["seconds"], time.monotonic() - began, result["objects"]


def timed_apply(folder: Path, local: LocalAws, scratch: Path, variables: dict[str, object]) -> float:
    """Seconds of `terraform apply` of a saved plan; init, plan and destroy are not in it."""
    terraform = Terraform(folder, find_binary(os.environ), terraform_environment(local.full_environment(), scratch))
    terraform.variables(variables)
    terraform.init()
    plan = terraform.plan()
    began = time.monotonic()
    terraform.apply(plan)
    seconds = time.monotonic() - began
    terraform.destroy()
    return seconds


def applies() -> tuple[float, float]:
    """The example and the same number of bare buckets, one after the other on one local AWS."""
    with LocalAws.start() as local, tempfile.TemporaryDirectory(prefix="s3-replication-") as temporary:
        scratch = Path(temporary)
        example = copy_configuration(CHECKOUT, "cross-account", scratch / "example")
        inputs = {"name": "bench-example", "force_destroy": True, "destination_role_arn": LOCAL_DESTINATION_ROLE}
        whole = timed_apply(example, local, scratch, inputs)
        bare = scratch / "bare"
        bare.mkdir()
        (bare / "main.tf").write_text(BARE)
        return whole, timed_apply(bare, local, scratch, {"buckets": 2})


def main() -> None:
    """Prints the figures."""
    seconds, total, objects = demo()
    for step, value in seconds.items():
        emit(f"demo: {step}", value)
    emit("demo in all", total, note=f"{len(objects)} versions and changes watched")
    whole, bare = applies()
    emit("apply of examples/cross-account in one go", whole, note="17 resources in two accounts, two of them buckets")
    emit("apply of 2 bare buckets", bare)
    emit("the example's apply against the bare buckets'", whole / bare, "x")
    lags = sorted(float(str(each["lag_seconds"])) for each in objects if each["lag_seconds"] is not None)
    emit("lag of a replica, median", lags[len(lags) // 2] * 1000, "ms", "from S3's answer until seen, the demo's own calls included")


if __name__ == "__main__":
    main()
