"""Nothing is lost or delivered twice under load, and a full queue holds writers instead of refusing them."""

import http.client
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from s3_replication.local.http.credentials import access_key

Make = Callable[..., Any]
WRITERS, OBJECTS = 8, 2500  # 20,000 objects
KEYS = 400
SIGNED = f"AWS4-HMAC-SHA256 Credential={access_key('111111111111')}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"


def test_eight_writers_while_others_read_and_delete(make_pair: Make) -> None:
    pair = make_pair()
    stop = threading.Event()
    written: list[list[tuple[str, str]]] = [[] for _ in range(WRITERS)]

    def write(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", pair.aws.running.port, timeout=60)
        for index in range(OBJECTS):
            key = f"w{number}/{index % KEYS}"
            connection.request("PUT", f"/{pair.source}/{key}", b"x", {"Authorization": SIGNED})
            answer = connection.getresponse()
            answer.read()
            written[number].append((key, str(answer.headers["x-amz-version-id"])))
        connection.close()

    def disturb() -> None:
        number = 0
        while not stop.is_set():
            pair.at_source.delete_object(Bucket=pair.source, Key=f"w0/{number % KEYS}")
            pair.at_destination.list_object_versions(Bucket=pair.destination, MaxKeys=50)
            number += 1

    disturbance = threading.Thread(target=disturb)
    disturbance.start()
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    stop.set()
    disturbance.join()
    pair.aws.control.settle(300)
    expected = sorted(entry for entries in written for entry in entries)
    source, destination = pair.aws.control.versions(pair.source), pair.aws.control.versions(pair.destination)
    assert sorted((one["key"], one["version_id"]) for one in source) == sorted((one["key"], one["version_id"]) for one in destination)
    arrived = {(one["key"], one["version_id"]) for one in destination}
    assert len(arrived) == len(destination)
    assert arrived >= set(expected)
    assert {one["status"] for one in source} == {"COMPLETED"}
    assert {one["status"] for one in destination} == {"REPLICA"}
    assert {task["attempts"] for one in source for task in one["tasks"]} == {1}
