"""moto's Flask applications, one per service, behind a cached lookup. Fixed: moto stats some 180 folders on every request for it,
and fails where one request adds to a dictionary that another is going through."""

import io
import threading
from contextlib import nullcontext
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask
from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY
from moto.moto_server.werkzeug_app import create_backend_app

from s3_replication.local.http.message import HttpRequest, HttpResponse

__all__ = ["MotoServices"]

# Our names of services to moto's modules.
_MODULES = {"monitoring": "cloudwatch", "lambda": "awslambda_simple", "tagging": "resourcegroupstaggingapi"}

_OWN = frozenset({"content-length", "server", "date", "connection"})  # headers that the listener writes itself
_NOT_S3 = frozenset({"x-amzn-requestid"})  # S3 calls its own x-amz-request-id

# Requests to these run side by side: S3's versions have their own locks, and the others may wait for a client (a long poll, a
# subscriber's answer). All other services answer one request after another.
_SIDE_BY_SIDE = frozenset({"s3", "sqs", "sns", "events", "lambda"})


class MotoServices:
    """Calls a service of moto's in this process, as its server would."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._apps: dict[str, Flask] = {}

    def _app(self, service: str) -> Flask:
        found = self._apps.get(service)
        if found is None:
            with self._lock:
                found = self._apps.get(service) or create_backend_app(_MODULES.get(service, service))  # type: ignore[arg-type]
                found.debug = False  # no traceback ever goes to a client
                found.config["PROPAGATE_EXCEPTIONS"] = True  # the router answers for what moto stumbles over
                self._apps[service] = found
        return found

    def call(self, service: str, request: HttpRequest, host: str, account: str) -> HttpResponse:
        """The service's answer to a request, on behalf of an account; raises NotImplementedError, or whatever moto stumbled over."""
        collected: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Any:
            collected["status"], collected["headers"] = int(status.split(" ", 1)[0]), headers

        app = self._app(service)
        with nullcontext() if service in _SIDE_BY_SIDE else self._turn:
            body = b"".join(app({**environ(request, host, account), **_presigned(service, request)}, start_response))
        own = _OWN | _NOT_S3 if service == "s3" else _OWN
        found = {name: value for name, value in collected["headers"] if name.lower() not in own}
        length = next((int(value) for name, value in collected["headers"] if name.lower() == "content-length"), None)
        return HttpResponse(collected["status"], found, body, length if request.method == "HEAD" else None)


def _presigned(service: str, request: HttpRequest) -> dict[str, str]:
    """moto's other services read the caller's access key from the header alone, also where it is in the address."""
    if service == "s3" or "authorization" in request.headers:
        return {}
    credential = dict(parse_qsl(request.query)).get("X-Amz-Credential")
    return {"HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature="} if credential else {}


def environ(request: HttpRequest, host: str, account: str) -> dict[str, Any]:
    """The WSGI environment of a request (PEP 3333), with moto's header that names the account."""
    target = request.path + (f"?{request.query}" if request.query else "")
    # Only chooses the handler, by patterns that match no end of a line; moto reads the key from RAW_URI.
    route = unquote_to_bytes(request.path).decode("latin-1").replace("\n", " ")
    found: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": route,
        "QUERY_STRING": request.query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    preserved = {}
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        if key in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            found[key] = value
        elif key not in {"TRANSFER_ENCODING", "CONNECTION"}:
            found[f"HTTP_{key}"] = value.encode("utf-8", "surrogateescape").decode("latin-1")
            if "_" in name:
                preserved[f"HTTP_{key}"] = name
    found[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = preserved
    found["HTTP_HOST"], found["HTTP_X_MOTO_ACCOUNT_ID"] = host, account
    found["CONTENT_LENGTH"] = str(len(request.body))
    return found
