"""Multipart uploads with all that their version inherits, and S3's refusals of them.

Fixed: moto forgets lock headers, SSE-C and bucket keys of CreateMultipartUpload, takes parts in any order and ranges beyond
the source.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from moto.s3 import notifications
from moto.s3.utils import metadata_from_headers

from s3_replication.local.moto.s3 import write_checks
from s3_replication.local.moto.s3.named_versions import read_source
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import NULL_VERSION, LocalKey
from s3_replication.local.moto.store.upload import LocalMultipart
from s3_replication.local.s3 import xml
from s3_replication.local.s3.checksum import ALGORITHMS, check_body, composite_of
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.schema import checked
from s3_replication.local.s3.tags import tags_of

__all__ = ["UPLOAD_ID", "complete", "create", "find_upload", "for_existing_upload", "put_part", "read_part"]

MAX_PARTS = 10_000
UPLOAD_ID: Final = "uploadId"  # the parameter of every request to an upload that is under way


def find_upload(bucket: LocalBucket, upload_id: str, key_name: str) -> LocalMultipart:
    """An upload that is under way; raises NoSuchUpload."""
    found = bucket.multiparts.get(upload_id)
    if not isinstance(found, LocalMultipart) or found.key_name != key_name:
        raise S3Error("NoSuchUpload", UploadId=upload_id)
    return found


def for_existing_upload(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """A request that moto answers, to an upload that exists."""
    find_upload(request.bucket, request.query[UPLOAD_ID], request.key)
    return moto()


def create(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """CreateMultipartUpload."""
    bucket, headers, now = request.bucket, request.headers, request.runtime.clock.now()
    write_checks.check(bucket, headers, now)
    template = request.backend.new_version(bucket, request.key, b"")
    template.owner = write_checks.owner(bucket, template.owner, headers)
    template._storage_class = write_checks.storage_class(headers)
    template.lock_mode, template.lock_until = write_checks.retention(headers, now)
    template.lock_legal_status = headers.get("x-amz-object-lock-legal-hold")
    template.tags = tags_of(headers)
    template.acl = request.acl() or template.acl
    write_checks.encrypt_as_asked(template, bucket, headers)
    upload = LocalMultipart(request.key, metadata_from_headers(dict(headers)), bucket.account_id, bucket.region_name)
    upload.template, upload.initiated, upload.clock = template, now, request.runtime.clock
    algorithm = headers.get("x-amz-checksum-algorithm", "").lower()
    if algorithm and algorithm not in ALGORITHMS:
        raise S3Error("InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types.")
    upload.checksum = (algorithm, headers.get("x-amz-checksum-type") or ("FULL_OBJECT" if algorithm == "crc64nvme" else "COMPOSITE"))
    bucket.multiparts[upload.id] = upload
    inner = xml.element("Bucket", bucket.name) + xml.element("Key", request.key) + xml.element("UploadId", upload.id)
    extra = dict(template.encryption_headers())
    if algorithm:
        extra |= {"x-amz-checksum-algorithm": algorithm.upper(), "x-amz-checksum-type": upload.checksum[1]}
    return xml.answer(xml.document("InitiateMultipartUploadResult", inner), extra)


def put_part(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """UploadPart and UploadPartCopy."""
    upload = find_upload(request.bucket, request.query[UPLOAD_ID], request.key)
    number = _part_number(request.query.get("partNumber", ""))
    headers = request.headers
    write_checks.check_part_key(upload.template, headers)
    if "x-amz-copy-source" in headers:
        source, value = read_source(request.backend, headers, ranged=True)
        part = upload.set_part(number, value)
        result = xml.element("LastModified", part.last_modified_ISO8601) + xml.element("ETag", part.etag)
        answer = part.encryption_headers()
        if source.version_id != NULL_VERSION:
            answer["x-amz-copy-source-version-id"] = source.version_id
        return xml.answer(xml.document("CopyPartResult", result), answer)
    checksum = check_body(headers, request.body)
    part = upload.set_part(number, request.body)
    answer = {"ETag": part.etag, **part.encryption_headers()}
    if checksum is not None:
        part.checksum_algorithm, part.checksum_value = checksum
        answer[f"x-amz-checksum-{checksum[0]}"] = checksum[1]
    return 200, answer, b""


def complete(request: S3Request, _row: SubResource, _moto: Moto) -> Any:
    """CompleteMultipartUpload; a repetition of one that succeeded succeeds again (API Reference)."""
    done = _done(request)
    if done is not None:
        return _completed(request.bucket, done)
    upload = find_upload(request.bucket, request.query[UPLOAD_ID], request.key)
    with upload.completing:
        done = _done(request)  # by a request that this one repeats
        return _completed(request.bucket, done or _assemble(request, upload))


def _done(request: S3Request) -> LocalKey | None:
    """The current version, if the upload has become it."""
    upload_id, current = request.query[UPLOAD_ID], request.bucket.keys.current(request.key)
    if upload_id in request.bucket.multiparts or not isinstance(current, LocalKey):
        return None
    return current if getattr(current.multipart, "id", None) == upload_id else None


def _assemble(request: S3Request, upload: LocalMultipart) -> LocalKey:
    """Puts the object of the chosen parts in place and ends the upload."""
    bucket, key_name, headers = request.bucket, request.key, request.headers
    find_upload(bucket, upload.id, key_name)
    if any(name.startswith(write_checks.CUSTOMER) for name in headers):
        write_checks.check_part_key(upload.template, headers)
    chosen = _chosen(request.body)
    write_checks.check_conditions(bucket, key_name, headers)
    value, etag, _ = upload.complete(iter(chosen))
    checksum = _checksum(upload, value, [number for number, _ in chosen], headers)
    request.runtime.replication.wait_for_room()
    like = upload.template
    key = request.backend.put_object(
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
    upload.drop_bytes([number for number, _ in chosen])
    bucket.multiparts.pop(upload.id, None)
    if bucket.notification_configuration is not None:
        event = notifications.S3NotificationEvent.OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD_EVENT
        notifications.send_event(bucket.account_id, event, bucket, key)
    return key


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
    """Algorithm, kind and value of the object's checksum, None where the upload has none; raises BadDigest."""
    algorithm, kind = upload.checksum
    if not algorithm:
        return None
    if kind == "FULL_OBJECT":
        sent = f"x-amz-checksum-{algorithm}"  # the other headers are about the document
        found = check_body({"x-amz-checksum-algorithm": algorithm, **({sent: headers[sent]} if sent in headers else {})}, value)
        return (algorithm.upper(), kind, found[1]) if found is not None else None
    parts = [upload.parts[number].checksum_value for number in numbers]
    computed = composite_of(algorithm, [str(part) for part in parts]) if all(parts) else None
    given = headers.get(f"x-amz-checksum-{algorithm}")
    if computed is not None and given is not None and given.partition("-")[0] != computed:
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
    """GetObject and HeadObject with partNumber. Fixed: moto answers the part's own ETag and forgets the customer key."""
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
