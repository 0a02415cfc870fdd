"""CPU time of small requests to a local AWS without `--authorize`, against that of the same bytes through the HTTP layer alone.

Both run in turns in this process and in one thread: without sockets, other threads and clients, a microsecond shows.
Prints one JSON object per line for bench/run.py.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from _signed_client import Signed, Site

from s3_replication.core import Switches
from s3_replication.local.http.connection import HttpConnection
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.service.assembly import build_service

GROUP = "Requests without --authorize"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "31"))
REQUESTS, SIZE = 1000, 4096
Handler = Callable[[HttpRequest], HttpResponse]


def report(figure: str, value: float, unit: str, note: str = "") -> None:
    print(json.dumps({"group": GROUP, "figure": figure, "value": round(value, 4), "unit": unit, "note": note}), flush=True)


@dataclass(frozen=True)
class Replay:
    """As much of a socket as a connection uses: requests that have arrived, and answers that must be 200."""

    arrived: Iterator[bytes]

    def recv(self, _size: int) -> bytes:
        return next(self.arrived, b"")

    def sendall(self, answer: bytes) -> None:
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"the answer is {answer[:300]!r}")


def wire(signed: Signed) -> bytes:
    """A signed request as its client sends it."""
    method, target, headers, body = signed
    lines = (f"{method} {target} HTTP/1.1", "Host: 127.0.0.1:80", f"Content-Length: {len(body)}", *map(": ".join, headers.items()))
    return "\r\n".join((*lines, "", "")).encode() + body


def microseconds(handle: Handler, requests: list[bytes]) -> float:
    """CPU time of this thread for each request."""
    sock: Any = Replay(iter(requests))
    connection = HttpConnection(sock, handle, count(1))
    began = time.thread_time()
    connection.serve()
    return (time.thread_time() - began) / len(requests) * 1e6


def pairs(handle: Handler, signed: list[Signed]) -> list[tuple[float, float]]:
    """Microseconds with the local AWS, and with the HTTP layer alone, which gives the local AWS's answer to the first request."""
    method, target, headers, body = signed[0]
    lower = {name.lower(): value for name, value in headers.items()}
    answer = handle(HttpRequest(method, "127.0.0.1:80", target, "", lower, body))
    requests = [wire(each) for each in signed]
    microseconds(handle, requests)  # stores the objects, and fills the caches
    return [(microseconds(handle, requests), microseconds(lambda _: answer, requests)) for _ in range(ROUNDS)]


def main() -> None:
    """Measure PUT, and GET of what was put."""
    handle = build_service(0, Switches()).router.handle
    site = Site(80, access_key("111111111111"), SECRET_KEY)
    microseconds(handle, [wire(site.sign("PUT", "/bench"))])
    for method, body in (("PUT", b"x" * SIZE), ("GET", b"")):
        found = pairs(handle, [site.sign(method, f"/bench/{number}", body=body) for number in range(REQUESTS)])
        whole, alone = (statistics.median(each[side] for each in found) for side in (0, 1))
        report(f"CPU of a {method} of 4 KiB", whole, "us", f"the HTTP layer alone: {alone:.3g} us")
        report(f"CPU of a {method} of 4 KiB against the HTTP layer alone", statistics.median(a / b for a, b in found), "x")


if __name__ == "__main__":
    main()
