"""Multipart uploads with all that their version inherits, and S3's refusals of them.

Mended: moto forgets lock headers, SSE-C and bucket keys of CreateMultipartUpload, takes parts in any order and ranges beyond
the source, and keeps every part for ever (`BaseModel.__new__`).
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from moto.s3 import notifications
from moto.s3.models import FakeMultipart
from moto.s3.utils import metadata_from_headers

from s3_replication.local.moto_compat import writes
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import NULL_VERSION, LocalKey, naive
from s3_replication.local.moto_compat.sources import read_source
from s3_replication.local.s3 import xml
from s3_replication.local.s3.checksum import ALGORITHMS, check_body, composite_of
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.schema import checked
from s3_replication.local.s3.tags import tags_of

if TYPE_CHECKING:
    from s3_replication.local.moto_compat.response import LocalS3Response

__all__ = ["LocalMultipart", "complete", "create", "find_upload", "put_part", "read_part"]

MAX_PARTS = 10_000


class LocalMultipart(FakeMultipart):
    """One upload; `template` is a version without bytes that has what the finished version will have."""

    template: LocalKey
    initiated: datetime
    checksum: tuple[str, str]

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "LocalMultipart":
        return object.__new__(cls)

    def set_part(self, part_id: int, value: bytes) -> LocalKey:
        """Keep one part; the same number again replaces it."""
        part = LocalKey(str(part_id), value, account_id=self.account_id, region_name=self.region_name, partition=self.template.partition,
                        bucket_name=str(self.template.bucket_name), version_id=NULL_VERSION, last_modified=naive(hooks.clock.now()),
                        owner=self.template.owner)  # fmt: skip
        part.name = part_id  # type: ignore[assignment]  # moto lists parts by their number
        part.encryption, part.kms_key_id, part.sse_c_key_md5 = (
            self.template.encryption,
            self.template.kms_key_id,
            self.template.sse_c_key_md5,
        )
        part.bucket_key_enabled = self.template.bucket_key_enabled
        self.parts[part_id] = part
        self.partlist = sorted(self.parts)
        return part


def find_upload(bucket: LocalBucket, upload_id: str, key_name: str) -> LocalMultipart:
    """An upload that is under way; raises NoSuchUpload."""
    found = bucket.multiparts.get(upload_id)
    if not isinstance(found, LocalMultipart) or found.key_name != key_name:
        raise S3Error("NoSuchUpload", UploadId=upload_id)
    return found


def create(response: "LocalS3Response", bucket: LocalBucket, key_name: str) -> Any:
    """CreateMultipartUpload."""
    headers = response.lower_headers
    writes.check(bucket, headers)
    template = response.backend.new_key(bucket, key_name, b"")
    template.owner = writes.owner(bucket, template.owner, headers)
    template._storage_class = writes.storage_class(headers)
    template.lock_mode, template.lock_until = writes.retention(headers)
    template.lock_legal_status = headers.get("x-amz-object-lock-legal-hold")
    template.tags = tags_of(headers)
    template.acl = response._acl_from_headers(response.headers) or template.acl
    writes.encrypt(template, bucket, headers)
    upload = LocalMultipart(key_name, metadata_from_headers(response.headers), bucket.account_id, bucket.region_name)
    upload.template, upload.initiated = template, hooks.clock.now()
    algorithm = headers.get("x-amz-checksum-algorithm", "").lower()
    if algorithm and algorithm not in ALGORITHMS:
        raise S3Error("InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types.")
    upload.checksum = (algorithm, headers.get("x-amz-checksum-type") or ("FULL_OBJECT" if algorithm == "crc64nvme" else "COMPOSITE"))
    bucket.multiparts[upload.id] = upload
    inner = xml.element("Bucket", bucket.name) + xml.element("Key", key_name) + xml.element("UploadId", upload.id)
    extra = dict(template.encryption_headers())
    if algorithm:
        extra |= {"x-amz-checksum-algorithm": algorithm.upper(), "x-amz-checksum-type": upload.checksum[1]}
    return xml.answer(xml.document("InitiateMultipartUploadResult", inner), extra)


def put_part(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str]) -> Any:
    """UploadPart and UploadPartCopy."""
    upload = find_upload(bucket, query["uploadId"], key_name)
    number = _part_number(query.get("partNumber", ""))
    headers = response.lower_headers
    writes.check_part_key(upload.template, headers)
    if "x-amz-copy-source" in headers:
        source, value = read_source(response.backend, headers, ranged=True)
        part = upload.set_part(number, value)
        result = xml.element("LastModified", part.last_modified_ISO8601) + xml.element("ETag", part.etag)
        answer = part.encryption_headers()
        if source.version_id != NULL_VERSION:
            answer["x-amz-copy-source-version-id"] = source.version_id
        return xml.answer(xml.document("CopyPartResult", result), answer)
    checksum = check_body(headers, response.body or b"")
    part = upload.set_part(number, response.body or b"")
    answer = {"ETag": part.etag, **part.encryption_headers()}
    if checksum is not None:
        part.checksum_algorithm, part.checksum_value = checksum
        answer[f"x-amz-checksum-{checksum[0]}"] = checksum[1]
    return 200, answer, b""


def complete(response: "LocalS3Response", bucket: LocalBucket, key_name: str, query: Mapping[str, str]) -> Any:
    """CompleteMultipartUpload; a repetition of one that succeeded succeeds again (API Reference)."""
    done = bucket.keys.current(key_name)
    if (
        query["uploadId"] not in bucket.multiparts
        and isinstance(done, LocalKey)
        and getattr(done.multipart, "id", None) == query["uploadId"]
    ):
        return _completed(bucket, done)
    upload = find_upload(bucket, query["uploadId"], key_name)
    headers = response.lower_headers
    if any(name.startswith(writes.CUSTOMER) for name in headers):
        writes.check_part_key(upload.template, headers)
    chosen = _chosen(response.body or b"")
    writes.check_conditions(bucket, key_name, headers)
    value, etag, _ = upload.complete(iter(chosen))
    checksum = _checksum(upload, value, [number for number, _ in chosen], headers)
    hooks.replication.wait_for_room()
    like = upload.template
    key = response.backend.put_object(
        bucket.name, key_name, value, storage=like._storage_class, etag=etag, multipart=upload, lock_mode=like.lock_mode,
        lock_legal_status=like.lock_legal_status, lock_until=like.lock_until, disable_notification=True,
    )  # fmt: skip
    key.owner = like.owner
    key.encryption, key.kms_key_id, key.sse_c_key_md5 = like.encryption, like.kms_key_id, like.sse_c_key_md5
    key.bucket_key_enabled, key.tags, key.acl = like.bucket_key_enabled, dict(like.tags), like.acl
    key.set_metadata(upload.metadata)
    if checksum is not None:
        key.checksum_algorithm, key.checksum_type, key.checksum_value = checksum
        key.checksum_parts = len(chosen) if key.checksum_type == "COMPOSITE" else None
    bucket.multiparts.pop(upload.id, None)
    if bucket.notification_configuration is not None:
        event = notifications.S3NotificationEvent.OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD_EVENT
        notifications.send_event(bucket.account_id, event, bucket, key)
    return _completed(bucket, key)


def _chosen(body: bytes) -> list[tuple[int, str]]:
    """Number and ETag of each part that the object is made of; raises MalformedXML and InvalidPartOrder."""
    parts = [node for node in checked(body, "CompleteMultipartUpload") if node.tag == "Part"]
    try:
        found = [(int(xml.text(node, "PartNumber") or ""), (xml.text(node, "ETag") or "").strip()) for node in parts]
    except ValueError as error:
        raise S3Error("MalformedXML") from error
    if not found:
        raise S3Error("MalformedXML")
    if any(later[0] <= earlier[0] for earlier, later in pairwise(found)):
        raise S3Error("InvalidPartOrder")
    return found


def _checksum(upload: LocalMultipart, value: bytes, numbers: list[int], headers: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Algorithm, kind and value of the object's checksum, None where the standard library cannot compute it; raises BadDigest."""
    algorithm, kind = upload.checksum
    if kind == "FULL_OBJECT":
        found = check_body({**headers, "x-amz-checksum-algorithm": algorithm}, value)
        return (algorithm.upper(), kind, found[1]) if found is not None else None
    parts = [upload.parts[number].checksum_value for number in numbers]
    computed = composite_of(algorithm, [str(part) for part in parts]) if all(parts) else None
    sent = headers.get(f"x-amz-checksum-{algorithm}")
    if computed is not None and sent is not None and sent.partition("-")[0] != computed:
        raise S3Error("BadDigest", f"The {algorithm} you specified did not match the calculated checksum.")
    return (algorithm.upper(), kind, computed) if computed is not None else None


def _completed(bucket: LocalBucket, key: LocalKey) -> Any:
    inner = "".join(
        (
            xml.element("Location", f"http://{bucket.name}.s3.amazonaws.com/{key.name}"),
            xml.element("Bucket", bucket.name),
            xml.element("Key", key.name),
            xml.element("ETag", key.etag),
        )
    )
    if key.checksum_value is not None:
        parts = f"-{key.checksum_parts}" if key.checksum_parts else ""
        inner += xml.element(f"Checksum{key.checksum_algorithm}", key.checksum_value + parts) + xml.element(
            "ChecksumType", key.checksum_type
        )
    version = {"x-amz-version-id": key.version_id} if key.version_id != NULL_VERSION else {}
    return xml.answer(xml.document("CompleteMultipartUploadResult", inner), {**key.encryption_headers(), **version})


def _part_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_PARTS:
        raise S3Error("InvalidArgument", f"Part number must be an integer between 1 and {MAX_PARTS}, inclusive", ArgumentName="partNumber",
                      ArgumentValue=text)  # fmt: skip
    return int(text)


def read_part(key: LocalKey, wanted: str, headers: Mapping[str, str]) -> Any:
    """GetObject and HeadObject with partNumber. Mended: moto answers the part's own ETag and forgets the customer key."""
    number = _part_number(wanted)
    parts = key.multipart.parts if isinstance(key.multipart, LocalMultipart) else None
    sizes = [parts[each].contentsize for each in sorted(parts)] if parts is not None else [key.contentsize]
    if number > len(sizes):
        raise S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable", status=416, ActualPartCount=str(len(sizes)))
    first = sum(sizes[: number - 1])
    body = key.value[first : first + sizes[number - 1]]
    found = {**key.metadata, **key.response_dict, "content-length": str(len(body)), "Accept-Ranges": "bytes"}
    if key.contentsize:
        found["Content-Range"] = f"bytes {first}-{first + len(body) - 1}/{key.contentsize}"
    if parts is not None:
        found["x-amz-mp-parts-count"] = str(len(sizes))
        part = parts[sorted(parts)[number - 1]]
        if headers.get("x-amz-checksum-mode") == "ENABLED" and part.checksum_value and key.checksum_type:
            found[f"x-amz-checksum-{str(part.checksum_algorithm).lower()}"] = part.checksum_value
            found["x-amz-checksum-type"] = key.checksum_type
    return 206, found, body
