"""The protocols of AWS's services, and an error in each of them (Smithy, "AWS protocols"; for EC2 the API Reference, "Error codes")."""

import json
from enum import Enum, auto
from typing import Final
from xml.sax.saxutils import escape

from s3_replication.local.http import cbor
from s3_replication.local.http.message import HttpRequest, HttpResponse

__all__ = ["Protocol", "error_answer", "protocol_of"]

_S3: Final = frozenset({"s3", "s3accesspoint"})
_QUERY: Final = frozenset({"iam", "sns", "sts"})  # offered here, and known by this protocol alone
_REST_XML: Final = frozenset({"s3control", "cloudfront", "route53"})  # all of botocore's models with this protocol, but for S3's


class Protocol(Enum):
    """How a client writes its requests and expects its answers."""

    S3 = auto()
    REST_XML = auto()
    QUERY = auto()
    EC2 = auto()
    JSON = auto()
    REST_JSON = auto()
    CBOR = auto()


def protocol_of(service: str, request: HttpRequest) -> Protocol:
    """The protocol of a request: the request shows it, except that REST is XML for few services and JSON for all others."""
    headers = request.headers
    if headers.get("smithy-protocol") == cbor.PROTOCOL:
        return Protocol.CBOR
    if "x-amz-target" in headers:
        return Protocol.JSON
    if service in _S3:
        return Protocol.S3
    if service == "ec2":
        return Protocol.EC2
    if service in _REST_XML:
        return Protocol.REST_XML
    form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return Protocol.QUERY if form or service in _QUERY or "Action=" in request.query else Protocol.REST_JSON


def error_answer(protocol: Protocol, status: int, code: str, message: str, query_code: str | None = None) -> HttpResponse:
    """An error of any service but S3; `query_code` is the code for clients that know errors by their codes in the query protocol."""
    if protocol in (Protocol.JSON, Protocol.REST_JSON, Protocol.CBOR):
        headers = {"x-amzn-errortype": code} | ({} if query_code is None else {"x-amzn-query-error": f"{query_code};Sender"})
        if protocol is Protocol.CBOR:
            headers |= {"Content-Type": "application/cbor", "smithy-protocol": cbor.PROTOCOL}
            return HttpResponse(status, headers, cbor.encode({"__type": code, "message": message}))
        headers["Content-Type"] = "application/json" if protocol is Protocol.REST_JSON else "application/x-amz-json-1.1"
        return HttpResponse(status, headers, json.dumps({"__type": code, "message": message, "Message": message}).encode())
    said = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol is Protocol.EC2:
        text = f"<Response><Errors><Error>{said}</Error></Errors><RequestID>LOCALAWS</RequestID></Response>"
    else:
        text = f"<ErrorResponse><Error><Type>Sender</Type>{said}</Error><RequestId>LOCALAWS</RequestId></ErrorResponse>"
    return HttpResponse(status, {"Content-Type": "text/xml"}, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode())
