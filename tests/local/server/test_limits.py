"""Requests that could hang, fill or end the server: each is refused, and the server goes on."""

import contextlib
import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from s3_replication.local.http.connection import MAX_HEADERS, MAX_TARGET
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.server.listener import Listener
from tests.local.conftest import Aws, Pair, unique
from tests.local.server.wire import exchange, send

HOST = b"Host: 127.0.0.1\r\n"
ENDLESS = b"a" * (MAX_HEADERS + (2 << 20))

HEADS: dict[str, tuple[bytes, int]] = {
    "a value without end": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + ENDLESS, 431),
    "a name without end": (b"GET / HTTP/1.1\r\n" + HOST + ENDLESS, 431),
    "a long value": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * MAX_HEADERS + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 20000 + b"\r\n", 431),
    "a target without end": (b"GET /" + ENDLESS, 414),
    "a long target": (b"GET /" + b"a" * MAX_TARGET + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "a long query": (b"GET /?" + b"a" * MAX_TARGET + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "a trailer without end": (b"PUT /b/k HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-A: " + ENDLESS, 431),
    "a chunk extension without end": (b"PUT /b/k HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1;a=" + ENDLESS, 431),
    "a body that is too large": (b"PUT /b/k HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n", 413),
    "a negative length": (b"PUT /b/k HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 400),
    "a huge chunk size": (b"PUT /b/k HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 400),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_request_beyond_the_limits_is_refused_while_it_arrives(name: str, aws: Aws) -> None:
    data, status = HEADS[name]
    assert exchange(aws.running.port, data).status == status


@pytest.fixture(scope="module")
def bucket(aws: Aws) -> str:
    name = unique("limits")
    aws.client("s3").create_bucket(Bucket=name)
    return name


NOT_UTF8 = ["%ff", "%fe", "%ed%a0%80", "%c0%af", "a%80", "%f5%80%80%80"]


@pytest.mark.parametrize("key", NOT_UTF8)
def test_a_key_that_is_not_utf8_is_refused(key: str, aws: Aws, bucket: str) -> None:
    port = aws.running.port
    for method in ("PUT", "GET", "DELETE"):
        assert (send(port, method, f"/{bucket}/{key}").status, send(port, method, f"/{bucket}/{key}?tagging").status) == (400, 400)
    answer = send(port, "PUT", f"/{bucket}/copy", {"x-amz-copy-source": f"/{bucket}/{key}"})
    assert (answer.status, answer.code) == (400, "InvalidURI")
    assert send(port, "PUT", f"/{bucket}/{key}").code == "InvalidURI"


def test_a_path_without_a_bucket_is_refused(aws: Aws, bucket: str) -> None:
    """moto would take the key for a bucket, and change that bucket's configuration."""
    assert send(aws.running.port, "PUT", f"//{bucket}?policy").code == "InvalidURI"


def test_bytes_that_are_not_percent_encoded_are_refused(aws: Aws, bucket: str) -> None:
    for key in (b"\xff", "é".encode()):
        request = b"PUT /" + bucket.encode() + b"/" + key + b" HTTP/1.1\r\nContent-Length: 0\r\n" + HOST + b"\r\n"
        assert exchange(aws.running.port, request).status == 400


PLAIN = '<?xml version="1.0" encoding="{0}"?><VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
DTD = PLAIN.replace("?><", '?><!DOCTYPE a [<!ENTITY e "Enabled">]><').replace(">Enabled</", ">&e;</")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str, aws: Aws, bucket: str) -> None:
    def put(text: str) -> int:
        return send(aws.running.port, "PUT", f"/{bucket}?versioning", body=text.format(encoding).encode(encoding)).status

    assert put(DTD) == 400
    if encoding in {"utf-8", "utf-16"}:
        assert put(PLAIN) == 200


def memory(aws: Aws) -> int:
    """MiB that the server has in memory."""
    status = Path(f"/proc/{aws.running.pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) // 1024


def comes_below(aws: Aws, most: int) -> bool:
    """Whether memory is given back: a connection's thread does so after its client has the answer."""
    return any(memory(aws) < most for _ in range(2000) if aws.control.health())


def test_a_closed_connection_keeps_no_body(aws: Aws) -> None:
    name, body = unique("memory"), bytes(20 << 20)
    aws.client("s3").create_bucket(Bucket=name)
    send(aws.running.port, "PUT", f"/{name}/k", body=body)
    before = memory(aws)
    for _ in range(6):
        assert send(aws.running.port, "PUT", f"/{name}/k", body=body).status == 200
    assert comes_below(aws, before + 60)


def test_the_parts_of_a_completed_upload_are_kept_once(aws: Aws) -> None:
    s3, name, body = aws.client("s3"), unique("parts"), bytes(8 << 20)
    s3.create_bucket(Bucket=name)
    upload = s3.create_multipart_upload(Bucket=name, Key="k")["UploadId"]
    before = memory(aws)
    made = [s3.upload_part(Bucket=name, Key="k", UploadId=upload, PartNumber=number, Body=body)["ETag"] for number in range(1, 9)]
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(made, 1)]
    s3.complete_multipart_upload(Bucket=name, Key="k", UploadId=upload, MultipartUpload={"Parts": parts})
    assert comes_below(aws, before + 64 + 30)
    s3.delete_object(Bucket=name, Key="k")
    assert comes_below(aws, before + 30)


def test_a_delivered_version_is_not_kept_after_its_deletion(aws: Aws, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    before = memory(aws)
    version = pair.put("k", os.urandom(64 << 20))
    assert memory(aws) > before + 30
    pair.at_source.delete_object(Bucket=pair.source, Key="k", VersionId=version)
    pair.at_destination.delete_object(Bucket=pair.destination, Key="k", VersionId=version)
    assert comes_below(aws, before + 30)


def test_the_parts_of_a_completed_upload_are_those_it_was_made_of(aws: Aws) -> None:
    s3, name = aws.client("s3"), unique("parts")
    s3.create_bucket(Bucket=name)
    upload = s3.create_multipart_upload(Bucket=name, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]
    made = [
        s3.upload_part(Bucket=name, Key="k", UploadId=upload, PartNumber=number, Body=os.urandom(6 << 20), ChecksumAlgorithm="SHA256")
        for number in (1, 2, 3)
    ]
    parts = [{"PartNumber": number, "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]} for number, part in enumerate(made, 1)]
    s3.complete_multipart_upload(Bucket=name, Key="k", UploadId=upload, MultipartUpload={"Parts": parts[1:]})
    assert s3.head_object(Bucket=name, Key="k", PartNumber=2)["ContentLength"] == 6 << 20
    found = s3.get_object_attributes(Bucket=name, Key="k", ObjectAttributes=["ObjectParts"])["ObjectParts"]
    assert [part["PartNumber"] for part in found["Parts"]] == [2, 3]
    assert found["TotalPartsCount"] == 2


@contextmanager
def listening(**options: Any) -> Iterator[int]:
    """A listener of this process, whose every answer is 200."""
    handle = options.pop("handle", lambda _request: HttpResponse(200))
    listener = Listener(0, handle, **options)
    thread = threading.Thread(target=listener.run, daemon=True)
    thread.start()
    try:
        yield listener.port
    finally:
        listener.close()
        thread.join(20)
        assert not thread.is_alive()


ASK = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


def test_a_connection_beyond_the_limit_is_answered_with_503_and_the_next_one_served() -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(_request: HttpRequest) -> HttpResponse:
        asked.set()
        answer.wait(20)
        return HttpResponse(200)

    with listening(most=1, handle=slow) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as held:
        held.sendall(ASK)
        asked.wait(20)
        assert exchange(port, ASK).status == 503
        answer.set()
        while held.recv(65536):
            pass
        assert exchange(port, ASK).status == 200


def test_refused_connections_that_send_nothing_hold_up_nobody() -> None:
    with listening(most=0) as port, contextlib.ExitStack() as silent:
        for _ in range(40):
            silent.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        begun = time.monotonic()
        assert exchange(port, ASK).status == 503
        assert time.monotonic() - begun < 2


def test_a_thread_that_cannot_be_started_is_answered_with_503() -> None:
    tried: list[int] = []

    def start(serve: Any, sock: socket.socket) -> None:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("can't start new thread")
        threading.Thread(target=serve, args=(sock,), daemon=True).start()

    with listening(start=start) as port:
        assert exchange(port, ASK).status == 503
        assert exchange(port, ASK).status == 200


def test_the_listener_outlives_the_limit_of_open_files() -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with listening() as port, socket.socket() as waiting, socket.socket() as client, contextlib.ExitStack() as fill:
        others = [fill.enter_context(socket.socket()) for _ in range(8)]
        client.settimeout(20)
        assert exchange(port, ASK).status == 200
        time.sleep(0.5)  # until the listener waits in accept again, and so has the file for the next connection
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(limits[0], 512), limits[1]))
            with contextlib.suppress(OSError):
                while True:
                    fill.enter_context(open(os.devnull))
            waiting.connect(("127.0.0.1", port))  # takes the file that the waiting accept has already got
            client.connect(("127.0.0.1", port))
            client.sendall(ASK)
            assert client.recv(65536).startswith(b"HTTP/1.1 503")
            for each in others:  # a refused connection has the spare file until it is closed
                each.settimeout(20)
                each.connect(("127.0.0.1", port))
                each.sendall(ASK)
            assert all(each.recv(65536).startswith(b"HTTP/1.1 ") for each in others)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            fill.close()
        assert exchange(port, ASK).status == 200


def test_the_server_raises_its_limit_of_open_files(aws: Aws) -> None:
    soft, hard = resource.prlimit(aws.running.pid, resource.RLIMIT_NOFILE)
    assert soft >= min(8192, hard)
