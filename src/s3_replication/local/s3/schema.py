"""Holds a configuration document against botocore's model of it: S3's schemas are closed (fact 1.36)."""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

import botocore.session
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error

__all__ = ["checked"]

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$")
_INTEGER = re.compile(r"^[+-]?\d{1,18}$")


@lru_cache(maxsize=1)
def _model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("s3")


def checked(body: bytes, operation: str) -> Element:
    """The document's root after checking it against the operation's payload; raises MalformedXML."""
    shape = _model().operation_model(operation).input_shape
    if shape is None:
        raise ValueError(f"{operation} has no input")
    payload = shape.members[str(shape.serialization["payload"])]
    root = xml.parse(body, str(payload.serialization.get("name", payload.name)))
    _structure(root, payload)
    return root


def _structure(node: Element, shape: Shape) -> None:
    if not isinstance(shape, StructureShape):
        raise S3Error("MalformedXML")
    known = {_element_name(name, member): (name, member) for name, member in shape.members.items()}
    seen: set[str] = set()
    for item in node:
        if item.tag not in known:
            raise S3Error("MalformedXML")
        name, member = known[item.tag]
        flat = isinstance(member, ListShape) and member.serialization.get("flattened")
        if name in seen and not flat:
            raise S3Error("MalformedXML")
        seen.add(name)
        _value(item, member.member if isinstance(member, ListShape) and flat else member)
    for name in shape.required_members:
        member = shape.members[name]
        if name not in seen and not isinstance(member, ListShape) and not member.serialization.get("xmlAttribute"):
            raise S3Error("MalformedXML")


def _element_name(name: str, member: Shape) -> str:
    given = member.serialization.get("name")
    if given is None and isinstance(member, ListShape) and member.serialization.get("flattened"):
        given = member.member.serialization.get("name")
    return str(given or name)


def _value(node: Element, shape: Shape) -> None:
    if isinstance(shape, StructureShape):
        _structure(node, shape)
    elif isinstance(shape, ListShape):
        name = shape.member.serialization.get("name", "member")
        if any(item.tag != name for item in node):
            raise S3Error("MalformedXML")
        for item in node:
            _value(item, shape.member)
    else:
        _scalar((node.text or "").strip(), shape)


def _scalar(text: str, shape: Shape) -> None:
    allowed = getattr(shape, "enum", None)
    wrong = (
        (bool(allowed) and text not in (allowed or ()))
        or (shape.type_name == "boolean" and text.lower() not in {"true", "false"})
        or (shape.type_name in {"integer", "long"} and not _INTEGER.match(text))
        or (shape.type_name == "timestamp" and not _DATE.match(text))
    )
    if wrong:
        raise S3Error("MalformedXML")
