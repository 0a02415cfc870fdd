"""From a request to the service that answers it; nothing leaves this process."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from s3_replication.local.identity import Scope, scope_of
from s3_replication.local.moto_compat.accounts import account_of
from s3_replication.local.moto_compat.app import MotoServices
from s3_replication.local.moto_compat.subresources import PARAMETERS
from s3_replication.local.s3.checksum import decode_body
from s3_replication.local.s3.errors import S3Error, error_response
from s3_replication.local.server import cbor
from s3_replication.local.server.hosts import SERVICES, Target, is_loopback, locate
from s3_replication.local.server.message import Request, Response
from s3_replication.local.server.recorder import Recorded, Recorder

__all__ = ["Place", "Router"]

_S3 = frozenset({"s3", "s3accesspoint"})
_READS = re.compile(r"^(Get|List|Describe|Head|Lookup|Receive|Simulate|BatchGet)")
_CONTROL = "/_local/"
DEFAULT_REGION = "us-east-1"
MAX_CONFIGURATION = 8 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: service, Region and account."""

    service: str
    region: str
    account: str
    bucket: str | None = None


class Router:
    """`fast` may answer a plain object request itself; `changed` is told after each change of configuration, `busy` at each S3 request."""

    def __init__(self, moto: MotoServices, recorder: Recorder, control: Callable[[Request], Response], *, changed: Callable[[], None],
                 fast: Callable[[Request, Place], Response | None], busy: Callable[[], None]) -> None:  # fmt: skip
        self._moto = moto
        self._recorder = recorder
        self._control = control
        self._changed = changed
        self._fast = fast
        self._busy = busy
        self._witness: Callable[[Request, Response], None] | None = None

    def show(self, witness: Callable[[Request, Response], None] | None) -> None:
        """Let somebody see each request to S3 with its answer, or nobody: then it costs nothing."""
        self._witness = witness

    def handle(self, request: Request) -> Response:
        """The answer to one request; never raises, never a traceback."""
        try:
            return self._handle(request)
        except S3Error as error:
            return error_response(error, request.path)
        except NotImplementedError:
            return _client_error(request, 501, "NotImplemented", "The local AWS does not know this operation, or a part of it.")
        except Exception as error:  # noqa: BLE001 - the last line of defence of a server: the client gets an answer, not a closed socket
            return _client_error(request, 400, "ValidationError", f"The request could not be understood ({type(error).__name__}).")

    def _handle(self, request: Request) -> Response:
        if request.method == "CONNECT":
            return _refusal(405, "CONNECT is refused: the local AWS forwards nothing; use http:// addresses with it.")
        if request.path.startswith(_CONTROL) and is_loopback(request.host):
            return self._control(request)
        target = locate(request.host)
        if target is None:
            return _refusal(502, f"{request.host} is not an AWS address; the local AWS forwards nothing. Take HTTP_PROXY out of this "
                            "program's environment, or add the host to NO_PROXY.")  # fmt: skip
        scope = scope_of(request)
        place = _place(target, scope, request)
        if place.service in _S3:
            answer = self._s3 if self._witness is None else self._seen
            return answer(request, place, target, scope)
        if place.service not in SERVICES:
            return _refusal(501, f"The local AWS does not offer {place.service}; it offers {', '.join(sorted(SERVICES))}.")
        return self._other(request, place, target.account)

    def _s3(self, request: Request, place: Place, target: Target, scope: Scope) -> Response:
        if place.service == "s3" and place.bucket is not None:
            request.path = f"/{place.bucket}{request.path}"
        decode_body(request)
        self._busy()
        if scope.access_key is not None and place.service == "s3":
            answer = self._fast(request, place)
            if answer is not None:
                return answer
        host = f"s3.{place.region}.amazonaws.com"
        if place.service == "s3accesspoint":
            host = f"{target.bucket}.s3-accesspoint.{place.region}.amazonaws.com"
        response = self._moto.call("s3", request, host, place.account)
        self._note_s3(request, place, response)
        return response

    def _seen(self, request: Request, place: Place, target: Target, scope: Scope) -> Response:
        witness = self._witness
        try:
            response = self._s3(request, place, target, scope)
        except S3Error as error:
            response = error_response(error, request.path)
        if witness is not None and place.service == "s3":
            witness(request, response)
        return response

    def _note_s3(self, request: Request, place: Place, response: Response) -> None:
        bucket, _, key = request.path[1:].partition("/")
        named = (part.split("=", 1)[0] for part in request.query.split("&"))
        name = next((part for part in named if part and part not in PARAMETERS), "")
        kind = "Object" if key else "Bucket" if bucket else "Service"
        operation = f"{request.method} {kind}" + (f" {name}" if name and kind != "Service" else "")
        self._recorder.count("s3", operation)
        if kind == "Bucket" and request.method in {"PUT", "DELETE"}:
            self._recorder.record(_recorded(request, place, operation, response))
            self._changed()

    def _other(self, request: Request, place: Place, account: str | None) -> Response:
        if len(request.body) > MAX_CONFIGURATION:
            return _refusal(413, f"The request is larger than {MAX_CONFIGURATION} bytes.")
        conversation = cbor.understand(place.service, request)
        operation = _operation(request)
        if account is not None:
            request.headers.setdefault("x-amz-account-id", account)  # S3 Control: SDKs say it twice, in the host and in this header
        suffix = "amazonaws.com.cn" if place.region.startswith("cn-") else "amazonaws.com"
        host = f"{place.service}.{place.region}.{suffix}"
        if place.service == "s3control":
            host = f"{request.headers.get('x-amz-account-id', place.account)}.s3-control.{place.region}.{suffix}"
        response = self._moto.call(place.service, request, host, place.account)
        response = conversation.answer(response) if conversation else response
        self._recorder.count(place.service, operation)
        changes = request.method in {"PUT", "DELETE"} if place.service == "s3control" else not _READS.match(operation)
        if changes:
            self._recorder.record(_recorded(request, place, operation, response))
            if place.service in {"iam", "kms", "sts", "organizations"}:
                self._changed()
        return response


def _recorded(request: Request, place: Place, operation: str, response: Response) -> Recorded:
    return Recorded(place.service, operation, place.account, place.region, request.method, unquote(request.path), request.query,
                    request.body.decode("utf-8", "replace"), response.status)  # fmt: skip


def _place(target: Target, scope: Scope, request: Request) -> Place:
    service = target.service or scope.service or "s3"
    if service == "s3" and (request.path.startswith("/v20180820/") or target.service == "s3control"):
        service = "s3control"
    region = scope.region or target.region or DEFAULT_REGION
    account = account_of(scope.access_key)
    return Place(service, region, account, target.bucket if service == "s3" else None)


def _operation(request: Request) -> str:
    """The operation's name: from the target header, the form's Action, else method and path."""
    target = request.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    if request.body.startswith(b"Action=") or b"&Action=" in request.body:
        return parse_qs(request.body.decode("utf-8", "replace")).get("Action", ["?"])[0]
    if "Action=" in request.query:
        return parse_qs(request.query).get("Action", ["?"])[0]
    return f"{request.method} {request.path}"


def _refusal(status: int, sentence: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>LocalAwsRefused</Code><Message>{sentence}</Message></Error>'
    return Response(status, {"Content-Type": "application/xml"}, body.encode())


def _client_error(request: Request, status: int, code: str, message: str) -> Response:
    """An error in the protocol that the client speaks."""
    if "x-amz-target" in request.headers or "json" in request.headers.get("content-type", ""):
        body = json.dumps({"__type": code, "message": message}).encode()
        return Response(status, {"Content-Type": "application/x-amz-json-1.1"}, body)
    if _service_meant(request) == "s3":
        return error_response(S3Error(code if status == 501 else "InvalidRequest", message), request.path)
    text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return Response(status, {"Content-Type": "text/xml"}, text.encode())


def _service_meant(request: Request) -> str:
    """The service a request was meant for, as far as it says."""
    target = locate(request.host)
    return (target.service if target else "") or scope_of(request).service or "s3"
