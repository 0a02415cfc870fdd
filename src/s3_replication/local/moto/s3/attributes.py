"""GetObjectAttributes. Fixed: moto leaves out the parts of a multipart object and the kind of its checksum."""

from collections.abc import Mapping
from typing import Any

from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.moto.store.upload import LocalMultipart
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error

__all__ = ["read_attributes"]

_KNOWN = ("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize")
_PAGE = 1000


def read_attributes(key: LocalKey, headers: Mapping[str, str]) -> Any:
    """The attributes that x-amz-object-attributes names; raises InvalidArgument for others."""
    wanted = [name.strip() for name in headers.get("x-amz-object-attributes", "").split(",")]
    if any(name not in _KNOWN for name in wanted):
        raise S3Error("InvalidArgument", "Invalid attribute name specified.", ArgumentName="x-amz-object-attributes")
    parts = {
        "ETag": lambda: xml.element("ETag", key.etag.strip('"')),
        "Checksum": lambda: _checksum(key),
        "ObjectParts": lambda: _parts(key, headers),
        "StorageClass": lambda: xml.element("StorageClass", key._storage_class),
        "ObjectSize": lambda: xml.element("ObjectSize", str(key.contentsize)),
    }
    found = {"Last-Modified": key.last_modified_RFC1123}
    if "x-amz-version-id" in key.response_dict:
        found["x-amz-version-id"] = key.version_id
    inner = "".join(parts[name]() for name in _KNOWN if name in wanted)
    return xml.answer(xml.document("GetObjectAttributesResponse", inner), found)


def _checksum(key: LocalKey) -> str:
    if not key.checksum_value or not key.checksum_algorithm:
        return ""
    parts = f"-{key.checksum_parts}" if key.checksum_parts else ""
    kind = xml.element("ChecksumType", key.checksum_type or "FULL_OBJECT")
    return f"<Checksum>{xml.element(f'Checksum{key.checksum_algorithm}', key.checksum_value + parts)}{kind}</Checksum>"


def _parts(key: LocalKey, headers: Mapping[str, str]) -> str:
    """The number of parts; the parts themselves only where they have checksums (API Reference, GetObjectAttributes)."""
    if not isinstance(key.multipart, LocalMultipart):
        return ""
    numbers = sorted(key.multipart.parts)
    total = xml.element("PartsCount", str(len(numbers)))
    if not all(key.multipart.parts[number].checksum_value for number in numbers):
        return f"<ObjectParts>{total}</ObjectParts>"
    marker, most = (_number(headers, name) for name in ("x-amz-part-number-marker", "x-amz-max-parts"))
    rest = [number for number in numbers if number > (marker or 0)]
    shown = rest[: _PAGE if most is None else min(most, _PAGE)]
    inner = total + "".join(
        xml.element(name, str(value))
        for name, value in (
            ("PartNumberMarker", marker or 0),
            ("NextPartNumberMarker", shown[-1] if shown else 0),
            ("MaxParts", _PAGE if most is None else most),
            ("IsTruncated", str(len(shown) < len(rest)).lower()),
        )
    )
    for number in shown:
        part = key.multipart.parts[number]
        checksum = xml.element(f"Checksum{str(part.checksum_algorithm).upper()}", part.checksum_value)
        inner += f"<Part>{xml.element('PartNumber', str(number))}{xml.element('Size', str(part.contentsize))}{checksum}</Part>"
    return f"<ObjectParts>{inner}</ObjectParts>"


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal():
        raise S3Error("InvalidArgument", f"Provided {name} not an integer or within integer range", ArgumentName=name, ArgumentValue=text)
    return int(text)
