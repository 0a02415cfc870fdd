"""Speed of the local AWS and of moto's server: rates, lag, start-up, memory, measured with the same raw keep-alive client.

Prints one JSON object per line for bench/run.py.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
from _signed_client import Site, walk
from botocore.config import Config

from s3_replication.local import Control, LocalAws
from s3_replication.local.client.launch import child_environment
from s3_replication.local.http.credentials import SECRET_KEY, access_key

HERE = Path(__file__).resolve().parent
GROUP = "Local AWS"
SMALL, LARGE = 4096, 1 << 20
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SOURCE, DESTINATION = "111111111111", "222222222222"


def report(figure: str, value: float, unit: str, note: str = "") -> None:
    print(json.dumps({"group": GROUP, "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


def drive(port: int, method: str, bucket: str, count: int, *, connections: int = 8, prefix: str = "", size: int = 0,
          rate: float | None = None) -> dict[str, Any]:  # fmt: skip
    """One run of the raw client in a separate process."""
    job = {"port": port, "method": method, "bucket": bucket, "count": count, "connections": connections, "prefix": prefix, "size": size,
           "rate": rate}  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(HERE / "_raw_client.py")], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) != {"200"}:
        raise SystemExit(f"{method} on {bucket} answered {found['statuses']}")
    return found


@contextmanager
def moto_server() -> Iterator[tuple[int, int, float]]:
    """moto's unchanged server: port, process id, seconds to its first response."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    command = [sys.executable, "-m", "moto.server", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=child_environment())  # noqa: S603 - moto
    try:
        first_answer(port)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


@contextmanager
def local_server() -> Iterator[tuple[int, int, float]]:
    """The local AWS: port, process id, seconds to its first response."""
    began = time.perf_counter()
    with LocalAws.start() as running:
        first_answer(running.port)
        yield running.port, running.pid, time.perf_counter() - began


def first_answer(port: int) -> None:
    """Wait until the server lists no buckets."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            client(port, "s3").list_buckets()
        except Exception:  # noqa: BLE001 - not up yet, in whatever way
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


def client(port: int, service: str, account: str = SOURCE, region: str = "us-east-1") -> Any:
    config = Config(retries={"total_max_attempts": 1}, proxies={})
    session: Any = boto3.Session()  # the type stubs require the service's name as a literal
    return session.client(
        service,
        region_name=region,
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=access_key(account),
        aws_secret_access_key=SECRET_KEY,
        config=config,
    )


def resident(pid: int) -> float:
    """Resident memory in KiB."""
    match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return float(match.group(1)) if match else 0.0


def versioned(s3: Any, bucket: str, **more: Any) -> None:
    s3.create_bucket(Bucket=bucket, **more)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def pair(port: int) -> None:
    """Buckets `plain`, `source` and, in another account and Region, `destination`, with least privilege and a TLS-only policy."""
    s3, away, iam = client(port, "s3"), client(port, "s3", DESTINATION, "eu-west-1"), client(port, "iam")
    versioned(s3, "plain")
    versioned(s3, "source")
    versioned(away, "destination", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    arn, role = "arn:aws:s3:::", f"arn:aws:iam::{SOURCE}:role/bench"
    trust = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    write = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    read = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    iam.create_role(RoleName="bench", AssumeRolePolicyDocument=policy(trust))
    statements = [
        {"Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"], "Resource": arn + "source"},
        {"Effect": "Allow", "Action": read, "Resource": arn + "source/*"},
        {"Effect": "Allow", "Action": write, "Resource": arn + "destination/*"},
    ]
    iam.put_role_policy(RoleName="bench", PolicyName="p", PolicyDocument=policy(*statements))
    tls = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn + "destination", arn + "destination/*"],
           "Condition": {"Bool": {"aws:SecureTransport": "false"}}}  # fmt: skip
    admit = {"Effect": "Allow", "Principal": {"AWS": role}, "Action": write, "Resource": arn + "destination/*"}
    away.put_bucket_policy(Bucket="destination", Policy=policy(admit, tls))
    rule = {"ID": "r", "Priority": 1, "Status": "Enabled", "Filter": {}, "DeleteMarkerReplication": {"Status": "Enabled"},
            "Destination": {"Bucket": arn + "destination"}}  # fmt: skip
    s3.put_bucket_replication(Bucket="source", ReplicationConfiguration={"Role": role, "Rules": [rule]})


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def rates(port: int, bucket: str, count: int, mark: str) -> dict[str, float]:
    """PUT, GET and HEAD of small objects by 8 connections, after a short warm-up."""
    drive(port, "PUT", bucket, 200, prefix=f"{mark}-warm-", size=SMALL)
    found = {"PUT": drive(port, "PUT", bucket, count, prefix=f"{mark}-", size=SMALL)["rate"]}
    for method in ("GET", "HEAD"):
        found[method] = drive(port, method, bucket, count, prefix=f"{mark}-")["rate"]
    return found


def beside_moto() -> None:
    """Rates, start-up and memory compared with moto's server, in turns, so that a busy machine affects both equally."""
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    starts: dict[str, list[float]] = {"ours": [], "theirs": []}
    memory: dict[str, float] = {}
    for number in range(ROUNDS):
        for name, server, found, count in (("theirs", moto_server, theirs, 1500), ("ours", local_server, ours, 4000)):
            with server() as (port, pid, seconds):
                starts[name].append(seconds)
                client(port, "s3").create_bucket(Bucket="bench")
                found.append(rates(port, "bench", count, f"round{number}"))
                if number == 0:
                    before = resident(pid)
                    drive(port, "PUT", "bench", 5000, prefix="memory-", size=SMALL)
                    memory[name] = (resident(pid) - before) / 5000
    for method in ("PUT", "GET", "HEAD"):
        ratio = statistics.median(mine[method] / other[method] for mine, other in zip(ours, theirs, strict=True))
        report(f"{method} of 4 KiB, 8 clients", statistics.median(one[method] for one in ours), "1/s")
        report(f"{method} rate against moto_server's", ratio, "x")
    report("start-up to first answer", statistics.median(starts["ours"]), "s")
    report("start-up against moto_server's", statistics.median(starts["ours"]) / statistics.median(starts["theirs"]), "x")
    report("memory per 4 KiB object", memory["ours"], "KiB", f"moto_server: {memory['theirs']:.1f} KiB")


def replicating() -> None:
    """PUT rate with and without replication, replicated objects a second, lag."""
    with LocalAws.start() as running:
        port, control = running.port, running.control
        pair(port)
        for size, label in ((SMALL, "4 KiB"), (LARGE, "1 MiB")):
            for connections in (1, 8):
                count = 5000 if size == SMALL else 150
                ratios, replicated = [], []
                for number in range(ROUNDS):
                    mark = f"{label}-{connections}-{number}/".replace(" ", "")
                    plain = drive(port, "PUT", "plain", count, connections=connections, prefix=mark, size=size)["rate"]
                    began = time.perf_counter()
                    with_rule = drive(port, "PUT", "source", count, connections=connections, prefix=mark, size=size)["rate"]
                    control.settle(300)
                    replicated.append(count / (time.perf_counter() - began))
                    ratios.append(with_rule / plain)
                clients = f"{connections} client{'s' if connections > 1 else ''}"
                report(f"PUT rate with replication against without, {label}, {clients}", statistics.median(ratios), "x",
                       "while the backlog fits into the queue; deliveries give way to requests")  # fmt: skip
                report(f"objects replicated, {label}, {clients}", statistics.median(replicated), "1/s", "first PUT to last replica")
        sustained(port, control)
        lags(port, running)


def sustained(port: int, control: Control) -> None:
    """The same with more objects than the queue can hold, so that writers are slowed down to the rate of delivery."""
    count = 40_000
    plain = drive(port, "PUT", "plain", count, prefix="sustained/", size=SMALL)["rate"]
    with_rule = drive(port, "PUT", "source", count, prefix="sustained/", size=SMALL)["rate"]
    control.settle(300)
    report("PUT rate with replication against without, 4 KiB, 8 clients, sustained", with_rule / plain, "x",
           f"{count:,} objects, twice what the queue holds")  # fmt: skip


def lags(port: int, running: LocalAws) -> None:
    """The time from admission to replica, at a rate below saturation."""
    for rate in (20, 100):
        prefix = f"lag{rate}/"
        drive(port, "PUT", "source", rate * 10, prefix=prefix, size=SMALL, rate=rate)
        running.control.settle()
        tasks = [version["tasks"][0] for version in running.control.versions("source", prefix)]
        seconds = sorted(
            (datetime.fromisoformat(task["settled"]) - datetime.fromisoformat(task["admitted"])).total_seconds() for task in tasks
        )
        report(f"lag at {rate} objects a second, p99", seconds[int(len(seconds) * 0.99) - 1] * 1000, "ms")


def listing() -> None:
    """Versions listed a second in buckets of 1,000 and 100,000 objects, page by page from the first to the last."""
    with LocalAws.start() as running:
        s3, found = client(running.port, "s3"), {}
        site = Site(running.port, access_key(SOURCE), "bench")
        for count in (1000, 100_000):
            bucket = f"list-{count}"
            versioned(s3, bucket)
            drive(running.port, "PUT", bucket, count, size=16)
            walk(site, bucket)
            runs = [walk(site, bucket) for _ in range(ROUNDS if count > 1000 else 20 * ROUNDS)]
            if {names for names, _ in runs} != {count}:
                raise SystemExit(f"not all versions of {bucket} were listed")
            found[count] = statistics.median(count / seconds for _, seconds in runs)
            report(f"versions listed, {count:,} in the bucket", found[count], "1/s")
        report("listing rate at 100,000 against 1,000", found[100_000] / found[1000], "x")


def main() -> None:
    beside_moto()
    replicating()
    listing()


if __name__ == "__main__":
    main()
