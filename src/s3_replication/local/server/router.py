"""From a request to the service that answers it; nothing leaves this process."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote

from botocore.model import OperationNotFoundError

from s3_replication.local.http import cbor
from s3_replication.local.http.credentials import Scope, scope_of
from s3_replication.local.http.hosts import MULTI_REGION, SERVICES, Endpoint, find_endpoint, is_loopback
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.http.operations import operation_name
from s3_replication.local.moto.applications import MotoServices
from s3_replication.local.moto.s3.cors import preflight_headers
from s3_replication.local.moto.s3.region import check_region
from s3_replication.local.moto.services.accounts import account_of
from s3_replication.local.moto.store.segments import segments_near
from s3_replication.local.ports.authorization import RequestJudge, ServiceRefusal
from s3_replication.local.s3.checksum import check_payload
from s3_replication.local.s3.chunks import decode_body
from s3_replication.local.s3.errors import S3Error, error_response
from s3_replication.local.s3.form import check_form, form_in
from s3_replication.local.s3.keys import decode_path
from s3_replication.local.s3.presigned import check_presigned
from s3_replication.local.s3.query import PARAMETERS
from s3_replication.local.s3.signed_path import SignedPaths
from s3_replication.local.server.access_points import through_access_point
from s3_replication.local.server.pages import bucket_in, is_foreign, may_be_sent, with_cors
from s3_replication.local.server.recorder import Recorded, Recorder
from s3_replication.local.server.refusals import (
    client_error,
    host_refusal,
    not_implemented,
    page_refusal,
    plain_refusal,
    refusal_response,
    service_not_offered,
    service_of,
)

__all__ = ["Route", "Router"]

_S3 = frozenset({"s3", "s3accesspoint"})
_READS = re.compile(r"^(Get|List|Describe|Head|Lookup|Receive|Simulate|BatchGet)")
_WRITES = {"s3control": {"PUT", "DELETE"}, "fis": {"POST", "PATCH", "DELETE"}}  # services whose operations have no name here
_CONTROL = "/_local/"
# Values in a form or in JSON that nobody wants to find in a record: passwords, and what connections of EventBridge sign in with.
_SECRET = re.compile(r"""((?:Password|ApiKeyValue|ClientSecret|SecretString|WebIdentityToken|SAMLAssertion)(?:=|"\s*:\s*"))[^&"]*""")
_GOVERNING = frozenset({"iam", "kms", "sts", "organizations", "s3control"})  # decide who may do what, replication included
DEFAULT_REGION = "us-east-1"
_NO_ROUTES = "The local AWS does not route requests to Multi-Region Access Points; name a bucket, or an access point of one Region."
MAX_CONFIGURATION = 8 << 20


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes: service, Region and account."""

    service: str
    region: str
    account: str
    bucket: str | None = None


class Router:
    """`fast` may answer a plain object request itself; `changed` is called after each change of configuration, `busy` for each S3 call.

    With a `judge`, each request is authenticated and decided before it is answered. `now` is the time with which clients sign.
    """

    def __init__(
        self,
        moto: MotoServices,
        recorder: Recorder,
        control: Callable[[HttpRequest], HttpResponse],
        *,
        changed: Callable[[], None],
        fast: Callable[[HttpRequest, str], HttpResponse | None],
        busy: Callable[[], None],
        now: Callable[[], datetime],
        judge: RequestJudge | None = None,
    ) -> None:
        self._moto = moto
        self._recorder = recorder
        self._control = control
        self._changed = changed
        self._fast = fast
        self._busy = busy
        self._judge = judge
        self._now = now
        self._signed_paths = SignedPaths(segments_near)
        self._observer: Callable[[HttpRequest, HttpResponse], None] | None = None

    def observe(self, observer: Callable[[HttpRequest, HttpResponse], None] | None) -> None:
        """Pass each request to S3, with its answer, to an observer; None ends that, and costs nothing."""
        self._observer = observer

    def handle(self, request: HttpRequest) -> HttpResponse:
        """The answer to one request; never raises, never a traceback."""
        try:
            return self._handle(request)
        except S3Error as error:
            return error_response(error, request.path)
        except ServiceRefusal as refusal:
            return refusal_response(service_of(request), request, refusal)
        except (NotImplementedError, OperationNotFoundError):
            return not_implemented(request, operation_name(request))
        except Exception as error:  # noqa: BLE001 - the last line of defence of a server: the client gets an answer, not a closed socket
            return client_error(request, 400, "ValidationError", f"The request could not be understood ({type(error).__name__}).")

    def _handle(self, request: HttpRequest) -> HttpResponse:
        if request.method == "CONNECT":
            return plain_refusal(405, "CONNECT is refused: the local AWS forwards nothing; use http:// addresses with it.")
        if request.path.startswith(_CONTROL) and is_loopback(request.host):
            return page_refusal(request) if is_foreign(request) else self._control(request)
        endpoint = find_endpoint(request.host)
        if endpoint is None:
            return host_refusal(request.host)
        return self._dispatch(request, endpoint)

    def _dispatch(self, request: HttpRequest, endpoint: Endpoint) -> HttpResponse:
        scope = scope_of(request)
        route = _route(endpoint, scope, request)
        if is_foreign(request) and not (route.service == "s3" and may_be_sent(request, route.bucket)):
            return page_refusal(request)
        if route.service == MULTI_REGION:
            raise S3Error("NotImplemented", _NO_ROUTES)
        if route.service in _S3:
            origin, bucket = request.headers.get("origin"), bucket_in(request, route.bucket)
            if request.method == "OPTIONS":
                return HttpResponse(200, preflight_headers(bucket, request.headers))
            answer = self._s3 if self._observer is None else self._observed
            response = answer(request, route, endpoint, scope)
            return response if origin is None else with_cors(response, bucket, origin, request.method)
        if route.service not in SERVICES:
            return service_not_offered(request, route.service)
        return self._other(request, route, endpoint.account)

    def _s3(self, request: HttpRequest, route: Route, endpoint: Endpoint, scope: Scope) -> HttpResponse:
        if request.query:
            check_presigned(request.query, self._now(), request.headers.get("authorization"))
        caller = self._judge.authenticate("s3", request, route.region, route.bucket) if self._judge is not None else None
        if self._judge is None:
            self._signed_paths.check(request, route.bucket)
        if route.service == "s3" and route.bucket is not None:
            request.path = f"/{route.bucket}{request.path}"
        if route.service == "s3" and request.path.startswith("//"):  # moto would take the key for a bucket
            raise S3Error("InvalidURI")
        decode_path(request.path)
        form = form_in(request)
        if form is not None:
            check_form(form, unquote(request.path[1:].partition("/")[0]), self._now())
        check_payload(request.headers, request.body)
        decode_body(request)
        through_access_point(request, endpoint.bucket if route.service == "s3accesspoint" else None)
        check_region(request.method, request.path, request.query, scope.region)
        if self._judge is not None and caller is not None:
            self._judge.check("s3", request, caller, route.region)
        self._busy()
        if scope.access_key is not None:
            answer = self._fast(request, route.account)
            if answer is not None:
                self._recorder.count("s3", f"{request.method} Object")
                return answer
        response = self._moto.call("s3", request, f"s3.{route.region}.amazonaws.com", route.account)
        self._note_s3(request, route, response)
        return response

    def _observed(self, request: HttpRequest, route: Route, endpoint: Endpoint, scope: Scope) -> HttpResponse:
        observer = self._observer
        try:
            response = self._s3(request, route, endpoint, scope)
        except S3Error as error:
            response = error_response(error, request.path)
        if observer is not None:
            observer(request, response)
        return response

    def _note_s3(self, request: HttpRequest, route: Route, response: HttpResponse) -> None:
        bucket, _, key = request.path[1:].partition("/")
        named = (part.split("=", 1)[0] for part in request.query.split("&"))
        name = next((part for part in named if part and part not in PARAMETERS), "")
        kind = "Object" if key else "Bucket" if bucket else "Service"
        operation = f"{request.method} {kind}" + (f" {name}" if name and kind != "Service" else "")
        self._recorder.count("s3", operation)
        if kind == "Bucket" and request.method in {"PUT", "DELETE"}:
            self._recorder.record(_recorded(request, route, operation, response))
            self._changed()

    def _other(self, request: HttpRequest, route: Route, account: str | None) -> HttpResponse:
        if len(request.body) > MAX_CONFIGURATION:
            return plain_refusal(413, f"The request is larger than {MAX_CONFIGURATION} bytes.")
        signed = replace(request, headers=dict(request.headers)) if self._judge is not None else request
        call = cbor.accept(route.service, request)
        operation = operation_name(request)
        if account is not None:
            request.headers.setdefault("x-amz-account-id", account)  # S3 Control: SDKs say it twice, in the host and in this header
        refused = self._refused(route, request, signed)
        if refused is not None:
            return refused
        suffix = "amazonaws.com.cn" if route.region.startswith("cn-") else "amazonaws.com"
        host = f"{route.service}.{route.region}.{suffix}"
        if route.service == "s3control":
            host = f"{request.headers.get('x-amz-account-id', route.account)}.s3-control.{route.region}.{suffix}"
        response = self._moto.call(route.service, request, host, route.account)
        response = call.answer(response) if call else response
        self._recorder.count(route.service, operation)
        writes = _WRITES.get(route.service)
        changes = request.method in writes if writes is not None else not _READS.match(operation)
        if changes:
            self._recorder.record(_recorded(request, route, operation, response))
            if route.service in _GOVERNING:
                self._changed()
        return response

    def _refused(self, route: Route, request: HttpRequest, signed: HttpRequest) -> HttpResponse | None:
        """The refusal of a request to another service than S3, which arrived as `signed`; None where it is allowed."""
        if self._judge is None:
            return None
        try:
            caller = self._judge.authenticate(route.service, signed, route.region, None)
            self._judge.check(route.service, request, caller, route.region)
        except ServiceRefusal as refusal:
            return refusal_response(route.service, request, refusal)
        return None


def _recorded(request: HttpRequest, route: Route, operation: str, response: HttpResponse) -> Recorded:
    query, body = (_SECRET.sub(r"\1***", text) for text in (request.query, request.body.decode("utf-8", "replace")))
    path = unquote(request.path)
    return Recorded(route.service, operation, route.account, route.region, request.method, path, query, body, response.status)


def _route(endpoint: Endpoint, scope: Scope, request: HttpRequest) -> Route:
    service = endpoint.service or scope.service or "s3"
    if service == "s3" and (request.path.startswith("/v20180820/") or endpoint.service == "s3control"):
        service = "s3control"
    region = scope.region or endpoint.region or DEFAULT_REGION
    account = account_of(scope.access_key)
    return Route(service, region, account, endpoint.bucket if service == "s3" else None)
