"""Refusals, in the protocol that the client speaks."""

from typing import Final
from xml.sax.saxutils import escape

from s3_replication.local.http.credentials import scope_of
from s3_replication.local.http.hosts import SERVICES, find_endpoint
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.ports.authorization import ServiceRefusal
from s3_replication.local.s3.errors import S3Error, error_response
from s3_replication.local.server.protocols import Protocol, error_answer, protocol_of

__all__ = [
    "client_error", "host_refusal", "not_implemented", "page_refusal", "plain_refusal", "refusal_response", "service_not_offered",
    "service_of",
]  # fmt: skip

# The names that JSON services give to errors of the query protocol ("Common Errors" of each API Reference).
_JSON_CODES: Final = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "IncompleteSignature": "IncompleteSignatureException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
}
_JSON: Final = frozenset({Protocol.JSON, Protocol.REST_JSON, Protocol.CBOR})
_KNOWN_BY_QUERY_CODE: Final = frozenset({"monitoring", "sqs"})  # their clients know errors by their codes in the query protocol
_QUERY_CODES: Final = {("sns", "AccessDenied"): "AuthorizationError"}


def refusal_response(service: str, request: HttpRequest, refusal: ServiceRefusal) -> HttpResponse:
    """Status 403, 400 in JSON, and 501 for what the local AWS does not know."""
    protocol, missing = protocol_of(service, request), refusal.code == "NotImplemented"
    if protocol in _JSON:
        status = 501 if missing else 403 if protocol is Protocol.REST_JSON else 400
        known = refusal.code if service in _KNOWN_BY_QUERY_CODE else None
        return error_answer(protocol, status, _JSON_CODES.get(refusal.code, refusal.code), refusal.message, known)
    code = _QUERY_CODES.get((service, refusal.code), refusal.code)
    return error_answer(protocol, 501 if missing else 403, code, refusal.message)


def plain_refusal(status: int, sentence: str) -> HttpResponse:
    """The answer to what no service of AWS is asked."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>LocalAwsRefused</Code><Message>{sentence}</Message></Error>'
    return HttpResponse(status, {"Content-Type": "application/xml"}, body.encode())


def host_refusal(host: str) -> HttpResponse:
    """The answer to a request that a proxy would forward."""
    return plain_refusal(502, f"{host} is not an AWS address; the local AWS forwards nothing. Take HTTP_PROXY out of this program's "
                    "environment, or add the host to NO_PROXY.")  # fmt: skip


def page_refusal(request: HttpRequest) -> HttpResponse:
    """The answer to a web page of another origin."""
    origin = escape(request.headers.get("origin", "another site"))
    return plain_refusal(403, f"This request comes from a web page of {origin}. The local AWS answers such a page only where the CORS "
                    "configuration of the bucket allows its origin and method.")  # fmt: skip


def client_error(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    """An error in the protocol that the client speaks."""
    protocol = protocol_of(service_of(request), request)
    if protocol is Protocol.S3:
        return error_response(S3Error(code if status == 501 else "InvalidRequest", message), request.path)
    return error_answer(protocol, status, code, message)


def service_not_offered(request: HttpRequest, service: str) -> HttpResponse:
    """The answer to a service that the local AWS does not have."""
    message = f"The local AWS does not offer {service}; it offers {', '.join(sorted(SERVICES))}."
    return error_answer(protocol_of(service, request), 501, "NotImplemented", message)


def not_implemented(request: HttpRequest, operation: str) -> HttpResponse:
    """The answer to an operation that moto does not have, or of which it has only a part."""
    what = f"{service_of(request)} {operation}"
    return client_error(request, 501, "NotImplemented", f"The local AWS does not know {what}, or a part of it.")


def service_of(request: HttpRequest) -> str:
    """The service a request was meant for, as far as it says."""
    endpoint = find_endpoint(request.host)
    return (endpoint.service if endpoint else "") or scope_of(request).service or "s3"
