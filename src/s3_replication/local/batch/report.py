"""The completion report (fact 6.22; User Guide, "Examples: S3 Batch Operations completion reports")."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from s3_replication.core import FailureReason
from s3_replication.local.s3.xml import iso_time

__all__ = ["FORMAT", "ReportFile", "TaskResult", "http_status", "report_files"]

FORMAT: Final = "Report_CSV_20180820"
_SCHEMA: Final = "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage"


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The end of one task; `error` is S3's failure reason, "" where the task succeeded."""

    bucket: str
    key: str
    version_id: str
    succeeded: bool
    error: str
    status: int
    message: str


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One object to write into the report's bucket."""

    key: str
    body: bytes
    content_type: str


def http_status(reason: FailureReason) -> int:
    """The HTTP status for a failure reason; no document lists them, so they follow S3's error codes (assumed)."""
    if reason.value.endswith("NotFound"):
        return 404
    return 403 if reason.value.endswith("NotPermitted") else 400


def report_files(
    results: Iterable[TaskResult], job_id: str, *, bucket: str, prefix: str, all_tasks: bool, at: datetime
) -> list[ReportFile]:
    """Every file of the report: results by outcome, manifest.json and its MD5. `prefix` may be ""."""
    folder = f"{prefix.rstrip('/')}/job-{job_id}" if prefix else f"job-{job_id}"
    split: dict[str, list[TaskResult]] = {"succeeded": [], "failed": []}
    for result in results:
        split["succeeded" if result.succeeded else "failed"].append(result)
    if not all_tasks:
        del split["succeeded"]
    files, listed = [], []
    for status, rows in split.items():
        if not rows:
            continue
        body = _rows(rows, status)
        name = f"{folder}/results/{hashlib.sha1(body, usedforsecurity=False).hexdigest()}.csv"
        files.append(ReportFile(name, body, "text/csv"))
        listed.append({"TaskExecutionStatus": status, "Bucket": bucket, "MD5Checksum": _md5(body), "Key": name})
    top = {"Format": FORMAT, "ReportCreationDate": iso_time(at), "Results": listed, "ReportSchema": _SCHEMA}
    manifest = json.dumps(top).encode()
    files.append(ReportFile(f"{folder}/manifest.json", manifest, "application/json"))
    files.append(ReportFile(f"{folder}/manifest.json.md5", _md5(manifest).encode(), "text/plain"))
    return files


def _rows(results: Sequence[TaskResult], status: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        (result.bucket, result.key, result.version_id, status, result.error, result.status, result.message) for result in results
    )
    return text.getvalue().encode()


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
