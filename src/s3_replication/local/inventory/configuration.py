"""One inventory configuration, from the document that S3 has accepted (API: InventoryConfiguration)."""

from dataclasses import dataclass
from enum import StrEnum

from s3_replication.core import bucket_name
from s3_replication.local.s3 import xml

__all__ = ["Format", "InventoryConfiguration", "parse_inventory"]


class Format(StrEnum):
    """File formats of a report."""

    CSV = "CSV"
    PARQUET = "Parquet"
    ORC = "ORC"


@dataclass(frozen=True, slots=True)
class InventoryConfiguration:
    """What to list, with which fields, and where to; `kms_key` None and `sse_s3` False take the destination bucket's default encryption."""

    id: str
    enabled: bool
    all_versions: bool
    fields: tuple[str, ...]
    format: Format
    bucket: str
    prefix: str
    source_prefix: str
    owner: str | None
    kms_key: str | None
    sse_s3: bool


def parse_inventory(document: bytes) -> InventoryConfiguration:
    """The configuration in a stored document."""
    root = xml.parse(document, "InventoryConfiguration")
    place = root.find("Destination/S3BucketDestination")

    def at_place(name: str) -> str | None:
        return None if place is None else place.findtext(name)

    return InventoryConfiguration(
        id=root.findtext("Id") or "",
        enabled=root.findtext("IsEnabled") == "true",
        all_versions=root.findtext("IncludedObjectVersions") == "All",
        fields=tuple(field.text or "" for field in root.iterfind("OptionalFields/Field")),
        format=Format(at_place("Format") or Format.CSV),
        bucket=bucket_name(at_place("Bucket") or ""),
        prefix=at_place("Prefix") or "",
        source_prefix=root.findtext("Filter/Prefix") or "",
        owner=at_place("AccountId"),
        kms_key=at_place("Encryption/SSE-KMS/KeyId"),
        sse_s3=place is not None and place.find("Encryption/SSE-S3") is not None,
    )
