"""Refusals, in the protocol that the client speaks."""

import json
from typing import Final
from xml.sax.saxutils import escape

from s3_replication.local.http.credentials import scope_of
from s3_replication.local.http.hosts import find_endpoint
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.ports.authorization import ServiceRefusal
from s3_replication.local.s3.errors import S3Error, error_response

__all__ = ["client_error", "not_implemented", "page_refusal", "plain_refusal", "refusal_response", "service_of"]

# The names that JSON services give to errors of the query protocol ("Common Errors" of each API Reference).
_JSON_CODES: Final = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "IncompleteSignature": "IncompleteSignatureException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
}
_KNOWN_BY_QUERY_CODE: Final = frozenset({"monitoring", "sqs"})  # their clients know errors by their codes in the query protocol
_QUERY_CODES: Final = {("sns", "AccessDenied"): "AuthorizationError"}


def refusal_response(service: str, request: HttpRequest, refusal: ServiceRefusal) -> HttpResponse:
    """Status 403 in XML, 400 in JSON, 501 for what the local AWS does not know."""
    missing = refusal.code == "NotImplemented"
    if "x-amz-target" in request.headers:
        code = _JSON_CODES.get(refusal.code, refusal.code)
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        if service in _KNOWN_BY_QUERY_CODE:
            headers["x-amzn-query-error"] = f"{refusal.code};Sender"
        body = json.dumps({"__type": code, "message": refusal.message, "Message": refusal.message}).encode()
        return HttpResponse(501 if missing else 400, headers, body)
    code = _QUERY_CODES.get((service, refusal.code), refusal.code)
    text = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(refusal.message)}</Message></Error>"
        "<RequestId>LOCALAWS</RequestId></ErrorResponse>"
    )
    return HttpResponse(501 if missing else 403, {"Content-Type": "text/xml"}, text.encode())


def plain_refusal(status: int, sentence: str) -> HttpResponse:
    """The answer to what no service of AWS is asked."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>LocalAwsRefused</Code><Message>{sentence}</Message></Error>'
    return HttpResponse(status, {"Content-Type": "application/xml"}, body.encode())


def page_refusal(request: HttpRequest) -> HttpResponse:
    """The answer to a web page of another origin."""
    origin = escape(request.headers.get("origin", "another site"))
    return plain_refusal(403, f"This request comes from a web page of {origin}. The local AWS answers such a page only where the CORS "
                    "configuration of the bucket allows its origin and method.")  # fmt: skip


def client_error(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    """An error in the protocol that the client speaks."""
    if "x-amz-target" in request.headers or "json" in request.headers.get("content-type", ""):
        body = json.dumps({"__type": code, "message": message}).encode()
        return HttpResponse(status, {"Content-Type": "application/x-amz-json-1.1"}, body)
    if service_of(request) == "s3":
        return error_response(S3Error(code if status == 501 else "InvalidRequest", message), request.path)
    text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error></ErrorResponse>"
    return HttpResponse(status, {"Content-Type": "text/xml"}, text.encode())


def not_implemented(request: HttpRequest, operation: str) -> HttpResponse:
    """The answer to an operation that moto does not have, or of which it has only a part."""
    what = f"{service_of(request)} {operation}"
    return client_error(request, 501, "NotImplemented", f"The local AWS does not know {what}, or a part of it.")


def service_of(request: HttpRequest) -> str:
    """The service a request was meant for, as far as it says."""
    endpoint = find_endpoint(request.host)
    return (endpoint.service if endpoint else "") or scope_of(request).service or "s3"
