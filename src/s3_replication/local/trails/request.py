"""The event that a request to S3 and its answer are."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, unquote

from s3_replication.local.http.credentials import scope_of
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.moto.services.callers import caller_of
from s3_replication.local.ports.store import Store
from s3_replication.local.trails.operations import DataEvent, operation_of
from s3_replication.local.trails.record import Event

__all__ = ["event_of"]

_ERROR: Final = re.compile(rb"<Code>([^<]*)</Code>\s*<Message>([^<]*)</Message>")
# Headers of every request, or of its signature: no parameters of the operation.
_NO_PARAMETERS: Final = frozenset({"x-amz-content-sha256", "x-amz-date", "x-amz-decoded-content-length", "x-amz-security-token",
                                   "x-amz-trailer", "x-amz-user-agent"})  # fmt: skip


def event_of(request: HttpRequest, response: HttpResponse, now: datetime, store: Store) -> Event | None:
    """The data event; None for a management event and for a bucket that does not exist, since it has no owner."""
    name, _, rest = request.path[1:].partition("/")
    key, query = unquote(rest), dict(parse_qsl(request.query, keep_blank_values=True))
    operation = operation_of(request.method, key, query, request.headers)
    bucket = store.bucket(name) if operation is not None else None
    if operation is None or bucket is None:
        return None
    changed = not operation.read_only and response.status < 400
    return Event(
        at=now,
        operation=operation,
        caller=caller_of(scope_of(request).access_key, bucket.region),
        bucket=bucket,
        key=key,
        address="127.0.0.1",
        agent=f"[{request.headers.get('user-agent', '')}]",
        parameters=_parameters(request, query),
        results={name: value for name, value in response.headers.items() if name.lower().startswith("x-amz-")} if changed else None,
        bytes_in=len(request.body) if _carries(operation) else 0,
        bytes_out=len(response.body) if operation.name == "GetObject" and response.status < 400 else 0,
        error=_error(response),
    )


def _carries(operation: DataEvent) -> bool:
    return operation.name in {"PutObject", "UploadPart"}


def _parameters(request: HttpRequest, query: Mapping[str, str]) -> dict[str, str]:
    """The request's parameters except bucket and key, and except what only authenticates it or is secret."""
    signature = {name for name in query if name.startswith("X-Amz-")} | {"Signature", "x-id"}
    headers = {name: value for name, value in request.headers.items() if name.startswith("x-amz-") and "customer-key" not in name}
    said = {**query, **headers}
    return {"Host": request.host, **{name: value for name, value in said.items() if name not in signature | _NO_PARAMETERS}}


def _error(response: HttpResponse) -> tuple[str, str] | None:
    """Code and message of a refusal; a HEAD has no body, so its status is used for both."""
    if response.status < 400:
        return None
    match = _ERROR.search(bytes(response.body))
    return (match[1].decode(), match[2].decode()) if match else (str(response.status), str(response.status))
