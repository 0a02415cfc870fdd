"""The cost of `--authorize` for each request to the local AWS, and whether iam/ reads AWS's managed policies.

Prints one JSON object per line for bench/run.py. Both kinds of server run in turns, so that a busy machine affects both equally.
"""

import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

from _signed_client import Site, send
from local_aws import client, policy
from moto.iam.aws_managed_policies import aws_managed_policies_data

from s3_replication.iam import Policy, PolicyError
from s3_replication.local import LocalAws

GROUP = "Authorization"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
REQUESTS, SIZE = 4000, 4096
ALLOW = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::bench/*"}
TLS_ONLY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def report(figure: str, value: float, unit: str, note: str = "") -> None:
    print(json.dumps({"group": GROUP, "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def user(local: LocalAws) -> Site:
    """A user with one policy, which allows the measured calls."""
    iam: Any = client(local.port, "iam")
    iam.create_user(UserName="bench")
    iam.put_user_policy(UserName="bench", PolicyName="p", PolicyDocument=policy(ALLOW, TLS_ONLY))
    key = iam.create_access_key(UserName="bench")["AccessKey"]
    return Site(local.port, key["AccessKeyId"], key["SecretAccessKey"])


def rates(*, authorize: bool) -> dict[str, float]:
    """Requests per second, and per CPU second of the server, of one client; the requests are signed before the measurement."""
    found = {}
    with LocalAws.start(authorize=authorize) as local:
        client(local.port, "s3").create_bucket(Bucket="bench")
        site = user(local)
        connection = site.connect()
        for method, body in (("PUT", b"x" * SIZE), ("GET", b"")):
            signed = [site.sign(method, f"/bench/{number}", body=body) for number in range(REQUESTS)]
            for each in signed[:200]:
                send(connection, each)
            cpu, began = cpu_seconds(local.pid), time.perf_counter()
            for each in signed:
                send(connection, each)
            found[method] = REQUESTS / (time.perf_counter() - began)
            found[f"{method} per CPU second"] = REQUESTS / (cpu_seconds(local.pid) - cpu)
    return found


def managed_policies() -> None:
    """How many of AWS's managed policies, of which moto has a copy, iam/ refuses to read."""
    documents = json.loads(aws_managed_policies_data)
    refused = 0
    for name, given in documents.items():
        try:
            Policy.parse(given["Document"], name)
        except PolicyError:
            refused += 1
    report("AWS managed policies that are refused", refused, "", f"of {len(documents):,} in moto")


def main() -> None:
    """Read the managed policies, then measure both kinds of server in turns."""
    managed_policies()
    rounds = [(rates(authorize=False), rates(authorize=True)) for _ in range(ROUNDS)]
    for figure in rounds[0][0]:
        off, on = (statistics.median(each[side][figure] for each in rounds) for side in (0, 1))
        report(f"{figure} of 4 KiB, 1 client", off, "1/s", f"with --authorize: {on:,.0f}")
        report(f"{figure} of 4 KiB with --authorize against without", on / off, "x", "signature, policies and record of each request")


if __name__ == "__main__":
    main()
