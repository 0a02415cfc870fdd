"""The rules of S3's object tags."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.schema import checked

__all__ = ["check_tags", "tags_in", "tags_of"]

_ALLOWED = re.compile(r"^[\w\s+\-=.:/@]*$")  # User Guide, "Categorizing your objects using tags"


def tags_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The tags of x-amz-tagging; raises InvalidArgument where it is no query string of distinct keys, InvalidTag, BadRequest."""
    text = headers.get("x-amz-tagging", "")
    pairs = parse_qsl(text, keep_blank_values=True)
    found = dict(pairs)
    if len(found) != len(pairs) or any(not _ALLOWED.match(part) for pair in pairs for part in pair):
        raise S3Error("InvalidArgument", "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters "
                      "without tag name duplicates.", ArgumentName="x-amz-tagging", ArgumentValue=text)  # fmt: skip
    check_tags(found)
    return found


def tags_in(document: bytes) -> dict[str, str]:
    """The tags of a Tagging document; raises MalformedXML, InvalidTag, BadRequest."""
    pairs = [(tag.findtext("Key", ""), tag.findtext("Value", "")) for tag in checked(document, "PutObjectTagging").iter("Tag")]
    found = dict(pairs)
    if len(found) != len(pairs):
        raise S3Error("InvalidTag", "Cannot provide multiple Tags with the same key")
    check_tags(found)
    return found


def check_tags(tags: Mapping[str, str]) -> None:
    """At most ten tags, of S3's characters and lengths."""
    if len(tags) > 10:
        raise S3Error("BadRequest", "Object tags cannot be greater than 10")
    for name, value in tags.items():
        if not 1 <= len(name) <= 128 or not _ALLOWED.match(name):
            raise S3Error("InvalidTag", "The TagKey you have provided is invalid", TagKey=name)
        if len(value) > 256 or not _ALLOWED.match(value):
            raise S3Error("InvalidTag", "The TagValue you have provided is invalid", TagKey=name, TagValue=value)
        if name.lower().startswith("aws:"):
            raise S3Error("InvalidTag", "System tags cannot be added/updated by requester", TagKey=name)
