"""A client that signs its requests beforehand, so that listing and writing are measured and not the signing."""

import http.client
import re
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY = re.compile(rb"<Key>([^<]*)</Key>")
NEXT = re.compile(rb"<NextKeyMarker>([^<]*)</NextKeyMarker><NextVersionIdMarker>([^<]*)</NextVersionIdMarker>")
Signed = tuple[str, str, dict[str, str], bytes]


@dataclass(frozen=True)
class Site:
    """One S3 endpoint on loopback, with the keys that it takes."""

    port: int
    access_key: str
    secret_key: str
    region: str = "us-east-1"

    def sign(self, method: str, path: str, query: dict[str, str] | None = None, body: bytes = b"") -> Signed:
        target = quote(path) + (f"?{urlencode(sorted(query.items()))}" if query else "")
        request = AWSRequest(method, f"http://127.0.0.1:{self.port}{target}", data=body)
        S3SigV4Auth(Credentials(self.access_key, self.secret_key), "s3", self.region).add_auth(request)
        return method, target, dict(request.headers.items()), body

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


def send(connection: http.client.HTTPConnection, signed: Signed) -> bytes:
    """The body of the answer; SystemExit unless it is 200."""
    method, target, headers, body = signed
    connection.request(method, target, body or None, headers)
    answer = connection.getresponse()
    found = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{method} {target} answered {answer.status}: {found[:300]!r}")
    return found


def fill(site: Site, bucket: str, count: int) -> None:
    connection = site.connect()
    for number in range(count):
        send(connection, site.sign("PUT", f"/{bucket}/{number:06}", body=b"x" * 16))


def page_seconds(site: Site, bucket: str, query: dict[str, str], names: int) -> float:
    """Seconds from the request to the whole page; SystemExit where the page has another number of names."""
    connection, signed = site.connect(), site.sign("GET", f"/{bucket}", query)
    connection.connect()
    began = time.perf_counter()
    page = send(connection, signed)
    seconds = time.perf_counter() - began
    if len(KEY.findall(page)) != names:
        raise SystemExit(f"a page of {bucket} has {len(KEY.findall(page))} names instead of {names}")
    return seconds


def walk(site: Site, bucket: str) -> tuple[int, float]:
    """The versions of a bucket by pages, as many as there are, and the seconds that they took."""
    connection, query, names = site.connect(), {"versions": ""}, 0
    began = time.perf_counter()
    while True:
        page = send(connection, site.sign("GET", f"/{bucket}", query))
        names += len(KEY.findall(page))
        following = NEXT.search(page)
        if following is None:
            return names, time.perf_counter() - began
        query |= {"key-marker": following[1].decode(), "version-id-marker": following[2].decode()}


def lags(source: Site, destination: Site, prefix: str, rate: float, count: int) -> list[float]:
    """Seconds from the answer to each PUT until a client that lists the destination without a pause has seen the replica."""
    puts = [(f"{prefix}{number:04}", source.sign("PUT", f"/source/{prefix}{number:04}", body=b"x" * 4096)) for number in range(count)]
    listing = destination.sign("GET", "/destination", {"list-type": "2", "prefix": prefix})
    answered: dict[bytes, float] = {}
    writer = threading.Thread(target=_write, args=(source, puts, rate, answered), daemon=True)
    writer.start()
    seen: dict[bytes, float] = {}
    reader, until = destination.connect(), time.monotonic() + 120
    while len(seen) < count:
        page = send(reader, listing)
        now = time.perf_counter()
        for key in KEY.findall(page):
            seen.setdefault(key, now)
        if time.monotonic() > until:
            raise SystemExit(f"{count - len(seen)} of {count} replicas did not arrive")
    writer.join()
    return sorted(max(seen[key] - answered[key], 0.0) for key in seen)


def _write(site: Site, puts: list[tuple[str, Signed]], rate: float, answered: dict[bytes, float]) -> None:
    connection, began = site.connect(), time.perf_counter()
    for number, (key, signed) in enumerate(puts):
        time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        send(connection, signed)
        answered[key.encode()] = time.perf_counter()
