"""POST Object: a browser's form, whose fields correspond to the headers of PutObject (API Reference, "POST Object").

Fixed: moto reads the form's key, canned ACL and metadata, and drops its tags, storage class, encryption and lock.
"""

from typing import Any

from s3_replication.core import Change
from s3_replication.local.moto.s3 import write_checks
from s3_replication.local.moto.s3.request import Moto, S3Request, SubResource
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.s3.tags import tags_in

__all__ = ["post_form"]


def post_form(request: S3Request, _row: SubResource, moto: Moto) -> Any:
    """Write the form's file; everything is checked before, on a version that is never stored."""
    bucket, now = request.bucket, request.runtime.clock.now()
    fields = {**request.headers, **request.form}
    if "acl" in fields:
        fields["x-amz-acl"] = fields["acl"]
    write_checks.check(bucket, fields, now)
    asked = request.backend.new_version(bucket, "", b"")
    asked.owner = write_checks.owner(bucket, asked.owner, fields)
    asked.tags = tags_in(fields["tagging"].encode()) if fields.get("tagging") else {}
    asked._storage_class = write_checks.storage_class(fields)
    asked.lock_mode, asked.lock_until = write_checks.retention(fields, now)
    asked.lock_legal_status = fields.get("x-amz-object-lock-legal-hold")
    write_checks.encrypt_as_asked(asked, bucket, fields)
    request.runtime.replication.wait_for_room()
    answered = moto()
    for _, version, change in request.runtime.journal.entries:
        if change is Change.OBJECT and isinstance(version, LocalKey):
            _describe(version, asked)
    return answered


def _describe(version: LocalKey, asked: LocalKey) -> None:
    version.owner, version.tags, version._storage_class = asked.owner, asked.tags, asked._storage_class
    version.encryption, version.kms_key_id = asked.encryption, asked.kms_key_id
    version.sse_c_key_md5, version.bucket_key_enabled = asked.sse_c_key_md5, asked.bucket_key_enabled
    if asked.lock_mode is not None:
        version.lock_mode, version.lock_until = asked.lock_mode, asked.lock_until
    version.lock_legal_status = asked.lock_legal_status
