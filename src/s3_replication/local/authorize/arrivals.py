"""From an HTTP request to the S3 call that it is."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode

from s3_replication.iam import Arn
from s3_replication.local.authorize.call import S3Call
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.ports.authorization import CallerAccess, Directory, ObjectAccess
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.form import form_in
from s3_replication.local.s3.query import subresource_of
from s3_replication.local.s3.tags import tags_in, tags_of

__all__ = ["Arrived", "form_of", "s3_call"]

UPLOAD_ID: Final = "uploadId"
_TAGGED: Final = frozenset({"", "uploads"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call, the version that it is about and the one that it copies, as far as they exist."""

    call: S3Call
    found: ObjectAccess | None
    source: ObjectAccess | None


def s3_call(request: HttpRequest, caller: CallerAccess, directory: Directory) -> Arrived:
    """The call with the versions that it is about; raises S3Error for a document or a header that S3 refuses from every caller."""
    name, _, rest = request.path[1:].partition("/")
    bucket, key = unquote(name), unquote(rest, errors="surrogateescape")
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    part, headers = subresource_of(query), request.headers
    if key and part == "" and UPLOAD_ID in query:
        part = UPLOAD_ID
    if request.method == "POST" and bucket and not key and part == "":
        fields = form_of(request)
        key, headers = fields.pop("key", "").replace("${filename}", "file"), {**headers, **fields}
    found = directory.object(bucket, key, query.get("versionId")) if key and part != UPLOAD_ID else None
    source = _source(headers["x-amz-copy-source"], directory) if "x-amz-copy-source" in headers else None
    call = S3Call(
        caller.principal, request.method, bucket, key, part, query, headers,
        tags=_tags(request, headers, part, key),
        existing_tags={} if found is None else found.tags,
        source_tags={} if source is None else source.tags,
        deleted=_deleted(request) if part == "delete" and not key else (),
        location=_location(request) if request.method == "PUT" and not key and part == "" else None,
        role=_role(request) if request.method == "PUT" and not key and part == "replication" else None,
        point=directory.access_point(request.access_point) if request.access_point else None,
        source_point=directory.access_point(request.source_point) if request.source_point else None,
    )  # fmt: skip
    return Arrived(call, found, source)


def form_of(request: HttpRequest) -> dict[str, str]:
    """The fields of a browser's form as the headers of PutObject that they correspond to (API Reference, "POST Object")."""
    form = form_in(request)
    fields = {} if form is None else dict(form.fields)
    if "acl" in fields:
        fields["x-amz-acl"] = fields.pop("acl")
    if fields.get("tagging"):
        fields["x-amz-tagging"] = urlencode(tags_in(fields.pop("tagging").encode()))
    return fields


def _tags(request: HttpRequest, headers: dict[str, str], part: str, key: str) -> dict[str, str]:
    """The tags that the request gives an object or a new bucket."""
    if not key and request.method == "PUT" and part == "" and request.body:
        found = xml.parse(request.body, "CreateBucketConfiguration").findall("Tags/Tag")
        return {tag.findtext("Key", ""): tag.findtext("Value", "") for tag in found}
    if key and request.method == "PUT" and part == "tagging":
        return tags_in(request.body)
    return tags_of(headers) if key and part in _TAGGED and "x-amz-tagging" in headers else {}


def _source(copied: str, directory: Directory) -> ObjectAccess | None:
    path, _, query = copied.partition("?")
    bucket, _, key = unquote(path).lstrip("/").partition("/")
    return directory.object(bucket, key, parse_qs(query).get("versionId", [None])[0])


def _deleted(request: HttpRequest) -> tuple[tuple[str, str | None], ...]:
    entries = [node for node in xml.parse(request.body, "Delete") if node.tag == "Object"]
    return tuple((xml.text(entry, "Key") or "", xml.text(entry, "VersionId") or None) for entry in entries)


def _location(request: HttpRequest) -> str | None:
    return xml.text(xml.parse(request.body, "CreateBucketConfiguration"), "LocationConstraint") if request.body else None


def _role(request: HttpRequest) -> str | None:
    try:
        role = xml.text(xml.parse(request.body, "ReplicationConfiguration"), "Role")
    except S3Error:
        return None  # the configuration is refused for what is wrong with it, as is one whose role is no ARN
    return role if role is not None and Arn.find(role) is not None else None
