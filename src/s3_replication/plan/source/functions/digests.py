"""Digests and encodings of text."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from typing import Final
from urllib.parse import quote_plus

from s3_replication.plan.source.functions.signature import Function, text_of
from s3_replication.plan.source.values import LimitError

__all__ = ["DIGESTS", "FUNCTIONS", "text_bytes"]

_NAMESPACES: Final = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}
_ENCODINGS: Final = {"UTF-8": "utf-8", "UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be", "ISO-8859-1": "iso-8859-1", "US-ASCII": "ascii"}


def text_bytes(value: object) -> bytes:
    """The text as UTF-8; raises EvaluationError for anything else."""
    return text_of(value).encode()


def _hex(name: str) -> Callable[[object], object]:
    return lambda value: hashlib.new(name, text_bytes(value), usedforsecurity=False).hexdigest()


def _base64(name: str) -> Callable[[object], object]:
    return lambda value: base64.b64encode(hashlib.new(name, text_bytes(value), usedforsecurity=False).digest()).decode()


def _uuidv5(namespace: object, name: object) -> object:
    known = _NAMESPACES.get(str(namespace)) or uuid.UUID(str(namespace))
    return str(uuid.uuid5(known, text_bytes(name).decode()))


def _encoding(name: object) -> str:
    known = _ENCODINGS.get(str(name).upper())
    if known is None:  # IANA has many more, and Python spells them in another way
        raise LimitError
    return known


def _decoded(text: object, name: object) -> object:
    return base64.b64decode(text_bytes(text), validate=True).decode(_encoding(name))


def _encoded(text: object, name: object) -> object:
    return base64.b64encode(text_bytes(text).decode().encode(_encoding(name))).decode()


DIGESTS: Final[dict[str, Callable[[object], object]]] = {
    "md5": _hex("md5"), "sha1": _hex("sha1"), "sha256": _hex("sha256"), "sha512": _hex("sha512"),
    "base64sha256": _base64("sha256"), "base64sha512": _base64("sha512"),
}  # fmt: skip
"""Functions of a text that exist for files too, with the prefix `file`."""
FUNCTIONS: Final = {
    **{name: Function(digest, needs_all=True) for name, digest in DIGESTS.items()},
    "textdecodebase64": Function(_decoded, needs_all=True),
    "textencodebase64": Function(_encoded, needs_all=True),
    "urlencode": Function(lambda text: quote_plus(text_bytes(text), safe=""), needs_all=True),
    "uuidv5": Function(_uuidv5, needs_all=True),
}
