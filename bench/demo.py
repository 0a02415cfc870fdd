"""Time of the demo and its parts, and its apply against an apply of the same number of bare buckets on the same local AWS."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, find_binary, find_checkout, terraform_environment

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

resource "aws_s3_bucket" "bare" {
  count  = %d
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


def bare_apply(buckets: int) -> float:
    """Seconds of `terraform apply` of so many buckets with nothing else, all steps before it done."""
    with LocalAws.start() as local, tempfile.TemporaryDirectory(prefix="s3-replication-") as scratch:
        folder = Path(scratch) / "bare"
        folder.mkdir()
        (folder / "main.tf").write_text(BARE % buckets)
        environment = terraform_environment(local.full_environment(), Path(scratch))
        terraform = Terraform(folder, find_binary(os.environ), environment)
        terraform.init()
        plan = terraform.plan()
        began = time.monotonic()
        terraform.apply(plan)
        seconds = time.monotonic() - began
        terraform.destroy()
    return seconds


def main() -> None:
    """Prints the figures."""
    seconds, total, objects = demo()
    for step, value in seconds.items():
        emit(f"demo: {step}", value)
    emit("demo in all", total, note=f"{len(objects)} versions and changes watched")
    applied = seconds["apply the buckets"] + seconds["apply"]
    bare = bare_apply(buckets=2)
    emit("apply of 2 bare buckets", bare)
    emit(
        "demo's two applies against it", applied / bare, "x", "the demo applies its buckets first, so that an object exists before the rule"
    )
    lags = sorted(float(str(each["lag_seconds"])) for each in objects if each["lag_seconds"] is not None)
    emit("lag of a replica, median", lags[len(lags) // 2] * 1000, "ms", "from S3's answer until seen, the demo's own calls included")


if __name__ == "__main__":
    main()
