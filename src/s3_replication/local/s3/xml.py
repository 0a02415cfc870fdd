"""Reads and writes S3's XML without a schema."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from s3_replication.core.configuration.xml import NAMESPACE
from s3_replication.local.s3.errors import S3Error

__all__ = ["answer", "child", "document", "element", "http_time", "iso_time", "parse", "text"]

_UNCARRIABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _WithoutDtd(ElementTree.TreeBuilder):
    """Refuses a DTD as the parser meets it: its bytes look different in every encoding."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Called by the parser."""
        raise S3Error(self._code)


def parse(body: bytes, root: str, code: str = "MalformedXML") -> ElementTree.Element:
    """The root element, its names freed of namespaces; raises S3Error when it is not `root`, not XML, or carries a DTD."""
    parser = ElementTree.XMLParser(target=_WithoutDtd(code))  # noqa: S314 - entities need a DTD
    try:
        parser.feed(body)
        found: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise S3Error(code) from error
    for node in found.iter():
        node.tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
    if found.tag != root:
        raise S3Error(code)
    return found


def child(node: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """The only child of that name; raises S3Error where there are two."""
    found = [item for item in node if item.tag == name]
    if len(found) > 1:
        raise S3Error("MalformedXML")
    return found[0] if found else None


def text(node: ElementTree.Element, name: str) -> str | None:
    """The text of the only child of that name, "" for an empty element, None where it is missing."""
    found = child(node, name)
    return None if found is None else (found.text or "")


def element(name: str, value: str | None) -> str:
    """One element with escaped text; nothing for None."""
    if value is None:
        return ""
    return f"<{name}>{escape(_UNCARRIABLE.sub('?', value))}</{name}>"


def document(root: str, inner: str) -> bytes:
    """A whole document in S3's namespace."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">{inner}</{root}>'.encode("utf-8", "replace")


def answer(body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """A document as moto takes an answer: status 200, headers, body."""
    return 200, {"Content-Type": "application/xml", **(headers or {})}, body


@lru_cache(maxsize=4096)
def http_time(moment: datetime) -> str:
    """A moment as in Last-Modified."""
    return format_datetime(moment, usegmt=True)


@lru_cache(maxsize=4096)
def iso_time(moment: datetime) -> str:
    """A moment as S3 writes it into documents and events."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
