"""The local AWS beside a pair of MinIO servers: a page of a listing, and the lag that a client sees which lists the destination.

Both sides answer the same requests in turns. Without `minio` and `mc` on PATH it says so and measures nothing
(`go install github.com/minio/minio@latest github.com/minio/mc@latest`). Prints one JSON object per line for bench/run.py.
"""

import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _signed_client import Site, fill, lags, page_seconds
from local_aws import DESTINATION, ROUNDS, SOURCE, pair

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import access_key

GROUP = "Local AWS and MinIO"
NAMES = 1000
TURNS = 3 * ROUNDS
PAGES = {"ListObjectsV2": {"list-type": "2"}, "ListObjectVersions": {"versions": ""}}


def report(figure: str, value: float, unit: str, note: str = "") -> None:
    print(json.dumps({"group": GROUP, "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def minio(folder: Path, password: str) -> Iterator[Site]:
    """One MinIO server on loopback that asks nobody about updates; it ends with the block."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "MINIO_ROOT_USER": "bench", "MINIO_ROOT_PASSWORD": password,
                   "MINIO_BROWSER": "off", "MINIO_UPDATE": "off"}  # fmt: skip
    command = ["minio", "server", "--quiet", "--address", f"127.0.0.1:{port}", str(folder / "data")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - found on PATH
    try:
        _wait_for(port, process)
        yield Site(port, "bench", password)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("minio does not answer")


def minio_pair(folder: Path, source: Site, destination: Site) -> None:
    """Versioned buckets `source` and `destination`, and a rule between them."""

    def mc(*arguments: str) -> None:
        command = ["mc", "--config-dir", str(folder / "mc"), "--quiet", *arguments]
        for _ in range(20):
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - found on PATH
            if done.returncode == 0:
                return
            time.sleep(0.5)  # the port answers before the server does
        raise SystemExit(f"mc {arguments[0]} failed: {done.stderr}{done.stdout}")

    for name, site in (("source", source), ("destination", destination)):
        mc("alias", "set", name, f"http://127.0.0.1:{site.port}", site.access_key, site.secret_key)
        mc("mb", f"{name}/{name}")
        mc("version", "enable", f"{name}/{name}")
    remote = f"http://{destination.access_key}:{destination.secret_key}@127.0.0.1:{destination.port}/destination"
    mc("replicate", "add", "source/source", "--remote-bucket", remote, "--priority", "1")


def pages(ours: Site, theirs: Site) -> None:
    """The least of several turns of both, one after the other."""
    for site in (ours, theirs):
        fill(site, "destination", NAMES)
    for operation, query in PAGES.items():
        both = [[page_seconds(site, "destination", query, NAMES) for site in (ours, theirs)] for _ in range(TURNS)]
        mine, other = (min(column) for column in zip(*both, strict=True))
        report(f"{operation}, a page of {NAMES:,}", mine * 1000, "ms", f"MinIO: {other * 1000:.3g} ms; least of {TURNS} turns")
        report(f"{operation}, time against MinIO's", mine / other, "x")


def lag(ours: tuple[Site, Site], theirs: tuple[Site, Site]) -> None:
    for rate in (20, 100):
        both: list[tuple[float, float]] = []
        for number in range(ROUNDS):
            mine, other = (lags(*sites, f"lag{rate}-{number}-", rate, rate * 5) for sites in (ours, theirs))
            both.append((mine[int(len(mine) * 0.99) - 1], other[int(len(other) * 0.99) - 1]))
        mine_p99, other_p99 = (statistics.median(column) for column in zip(*both, strict=True))
        report(f"lag seen by a client that lists, {rate} objects a second, p99", mine_p99 * 1000, "ms",
               f"MinIO: {other_p99 * 1000:.3g} ms; median of {ROUNDS} turns")  # fmt: skip
        report(f"lag against MinIO's, {rate} objects a second", mine_p99 / other_p99, "x")


def main() -> None:
    missing = [name for name in ("minio", "mc") if shutil.which(name) is None]
    if missing:
        print(f"bench/minio.py measures nothing: {' and '.join(missing)} not on PATH.", file=sys.stderr)
        return
    password = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as name, LocalAws.start() as running:
        folder = Path(name)
        pair(running.port)
        ours = (Site(running.port, access_key(SOURCE), "bench"), Site(running.port, access_key(DESTINATION), "bench", "eu-west-1"))
        with minio(folder / "a", password) as source, minio(folder / "b", password) as destination:
            minio_pair(folder, source, destination)
            pages(ours[1], destination)
            lag(ours, (source, destination))


if __name__ == "__main__":
    main()
