"""Smithy's RPC v2 CBOR protocol in front of services that moto answers by the query protocol only.

Version 6 of Terraform's AWS provider speaks it to CloudWatch (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html). Shapes
and both other protocols are botocore's; only CBOR's encoding (RFC 8949) is written here, since botocore encodes requests alone.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode

from botocore.model import OperationModel, ServiceModel, StructureShape
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.session import get_session

from s3_replication.local.http.message import HttpRequest, HttpResponse

__all__ = ["PROTOCOL", "CborCall", "accept", "encode"]

PROTOCOL = "rpc-v2-cbor"
_MODELS = {"monitoring": "cloudwatch"}
_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_EPOCH = 1  # the tag of a time in seconds since 1970


@dataclass(frozen=True, slots=True)
class CborCall:
    """One call that was made in CBOR, to be answered in CBOR."""

    operation: OperationModel

    def answer(self, response: HttpResponse) -> HttpResponse:
        """The query protocol's answer, said in CBOR; an error keeps its code, which query clients know it by."""
        raw = {"status_code": response.status, "headers": response.headers, "body": bytes(response.body)}
        found = create_parser("query").parse(raw, _shape(self.operation.output_shape))
        found.pop("ResponseMetadata", None)
        headers = {"Content-Type": "application/cbor", "smithy-protocol": PROTOCOL}
        error = found.get("Error")
        if error is not None:
            code = str(error.get("Code", "InternalFailure"))
            headers["x-amzn-query-error"] = f"{code};{'Sender' if response.status < 500 else 'Receiver'}"
            found = {"__type": code, "message": error.get("Message", "")}
        return HttpResponse(response.status, headers, encode(found))


def accept(service: str, request: HttpRequest) -> CborCall | None:
    """Turns a request made in CBOR into one of the query protocol, in place; None where it is made otherwise.

    Raises botocore's ResponseParserError for a body that is no CBOR.
    """
    if request.headers.get("smithy-protocol") != PROTOCOL or service not in _MODELS:
        return None
    model = _model(_MODELS[service])
    name = request.path.rpartition("/")[2]
    if name not in model.operation_names:
        return None
    operation = model.operation_model(name)
    raw = {"status_code": 200, "headers": {}, "body": request.body}
    parameters = create_parser("smithy-rpc-v2-cbor").parse(raw, _shape(operation.input_shape))
    parameters.pop("ResponseMetadata", None)
    form = create_serializer("query", include_validation=False).serialize_to_request(parameters, operation)
    request.path, request.body = "/", urlencode(form["body"]).encode()
    request.headers |= {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "content-length": str(len(request.body))}
    return CborCall(operation)


def encode(value: object) -> bytes:
    """A value as CBOR: what botocore's parsers give, so nothing but JSON's types, bytes and times; raises TypeError for others."""
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    raise TypeError(f"{type(value).__name__} has no form in CBOR here")


def _integer(value: int) -> bytes:
    return _head(_UINT, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def _text(value: str) -> bytes:
    text = value.encode()
    return _head(_TEXT, len(text)) + text


def _map(value: Mapping[object, object]) -> bytes:
    return _head(_MAP, len(value)) + b"".join(encode(key) + encode(each) for key, each in value.items())


# bool stands before int, of which it is a kind.
_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], bytes]], ...] = (
    (type(None), lambda _: b"\xf6"),
    (bool, lambda value: b"\xf5" if value else b"\xf4"),
    (int, _integer),
    (float, lambda value: b"\xfb" + struct.pack(">d", value)),
    (datetime, lambda value: _head(_TAG, _EPOCH) + encode(value.timestamp())),
    ((bytes, bytearray), lambda value: _head(_BYTES, len(value)) + value),
    (str, _text),
    (list, lambda value: _head(_ARRAY, len(value)) + b"".join(encode(each) for each in value)),
    (dict, _map),
)


def _head(major: int, number: int) -> bytes:
    """The initial byte of an item and its number, in as few bytes as hold it."""
    if number < 24:
        return bytes([major << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([major << 5 | 23 + size.bit_length()]) + number.to_bytes(size, "big")


@cache
def _model(name: str) -> ServiceModel:
    loader: Any = get_session().get_component("data_loader")
    return ServiceModel(loader.load_service_model(name, "service-2"), name)


def _shape(found: StructureShape | None) -> StructureShape:
    """botocore's parsers take None too, for an operation that says nothing, but their types do not."""
    return cast(StructureShape, found)
