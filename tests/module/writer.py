"""A writer that puts one object after the other while a configuration changes, and the objects that did not replicate."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from s3_replication.local import Control

PAUSE_SECONDS = 0.02
Written = tuple[str, str]
"""Key and version id."""


@contextmanager
def writer(s3: Any, bucket: str, prefix: str) -> Iterator[list[Written]]:
    """Writes while the block runs; the list has the written objects."""
    written: list[Written] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.wait(PAUSE_SECONDS):
            key = f"{prefix}{len(written):06}"
            written.append((key, s3.put_object(Bucket=bucket, Key=key, Body=b"data")["VersionId"]))

    thread = threading.Thread(target=write, name="writer")
    thread.start()
    try:
        yield written
    finally:
        enough.set()
        thread.join()


def lost(control: Control, s3: Any, bucket: str, written: Sequence[Written]) -> Mapping[str, str]:
    """The keys that did not replicate, each with its status or the word none."""
    control.settle()
    statuses = {key: s3.head_object(Bucket=bucket, Key=key, VersionId=version).get("ReplicationStatus", "none") for key, version in written}
    return {key: status for key, status in statuses.items() if status != "COMPLETED"}
