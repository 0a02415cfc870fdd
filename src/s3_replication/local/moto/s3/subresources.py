"""The table of sub-resources: every request to a bucket or an object is answered by one row, or refused.

What moto answers rightly was tried against boto3 and the Terraform provider. "" is the bucket or the object itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from s3_replication.local.moto.s3 import configuration, forms, objects, pages, policy, uploads
from s3_replication.local.moto.s3.deletes import delete_object, delete_objects
from s3_replication.local.moto.s3.documents import kept_document, stored_document
from s3_replication.local.moto.s3.notification import notification
from s3_replication.local.moto.s3.request import Exactness, Handler, Kind, Moto, S3Request, SubResource
from s3_replication.local.s3.errors import S3Error

__all__ = ["TABLE", "handler_of"]

_ALL: Final = "GET PUT DELETE POST HEAD OPTIONS"
_PAYER: Final = "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"


def _by_moto(_request: S3Request, _row: SubResource, moto: Moto) -> Any:
    return moto()


def _methods(methods: str, handler: Handler = _by_moto, **others: Handler) -> Mapping[str, Handler]:
    return {**dict.fromkeys(methods.split(), handler), **others}


def _kept(name: str, methods: str, document: str, handler: Handler = kept_document, **others: Handler) -> SubResource:
    return SubResource(name, Kind.BUCKET, Exactness.KEPT, _methods(methods, handler, **others), document)


def _stored(name: str, document: str, listing: str | None = None, default: str | None = None) -> SubResource:
    return SubResource(name, Kind.BUCKET, Exactness.STORED, _methods(_ALL, stored_document), document, listing, default)


def _own(name: str, methods: str, document: str, handler: Handler) -> SubResource:
    return SubResource(name, Kind.BUCKET, Exactness.OWN, _methods(methods, handler), document)


def _moto(name: str, kind: Kind, methods: Mapping[str, Handler], document: str = "") -> SubResource:
    return SubResource(name, kind, Exactness.MOTO, methods, document)


_BUCKET: Final = (
    _moto("", Kind.BUCKET, _methods("HEAD DELETE PUT OPTIONS", GET=pages.list_objects, POST=forms.post_form)),
    _moto("acl", Kind.BUCKET, _methods("GET", PUT=configuration.put_bucket_acl)),
    _moto("delete", Kind.BUCKET, _methods("POST", delete_objects), "DeleteObjects"),
    _moto("location", Kind.BUCKET, _methods("GET")),
    _moto("policy", Kind.BUCKET, _methods("GET DELETE", PUT=policy.put_policy)),
    _moto("policyStatus", Kind.BUCKET, _methods("GET", policy.status)),
    _moto("uploads", Kind.BUCKET, _methods("GET", pages.list_uploads)),
    _moto("versions", Kind.BUCKET, _methods("GET", pages.list_versions)),
    _kept("accelerate", "GET PUT", "PutBucketAccelerateConfiguration"),
    _kept("cors", "GET PUT DELETE", "PutBucketCors"),
    _kept("encryption", "GET PUT DELETE", "PutBucketEncryption", configuration.encryption),
    _kept("lifecycle", "GET PUT DELETE", "PutBucketLifecycleConfiguration", configuration.lifecycle),
    _kept("logging", "GET PUT", "PutBucketLogging"),
    _kept("notification", "GET PUT", "PutBucketNotificationConfiguration", notification),
    _kept("ownershipControls", "GET DELETE", "PutBucketOwnershipControls", PUT=configuration.put_ownership),
    _kept("publicAccessBlock", "GET PUT DELETE", "PutPublicAccessBlock"),
    _kept("tagging", "GET PUT DELETE", "PutBucketTagging"),
    _kept("website", "GET PUT DELETE", "PutBucketWebsite"),
    _own("object-lock", "GET PUT", "PutObjectLockConfiguration", configuration.object_lock),
    _own("replication", "GET PUT DELETE", "PutBucketReplication", configuration.replication),
    _own("versioning", "GET PUT", "PutBucketVersioning", configuration.versioning),
    _stored("analytics", "PutBucketAnalyticsConfiguration", "ListBucketAnalyticsConfigurationResult"),
    _stored("intelligent-tiering", "PutBucketIntelligentTieringConfiguration", "ListBucketIntelligentTieringConfigurationsOutput"),
    _stored("inventory", "PutBucketInventoryConfiguration", "ListInventoryConfigurationsResult"),
    _stored("metrics", "PutBucketMetricsConfiguration", "ListMetricsConfigurationsResult"),
    _stored("requestPayment", "PutBucketRequestPayment", default=_PAYER),
)
_OBJECT: Final = (
    _moto("", Kind.OBJECT, _methods("GET HEAD", objects.read, PUT=objects.write, DELETE=delete_object, POST=_by_moto, OPTIONS=_by_moto)),
    _moto("acl", Kind.OBJECT, _methods("GET", objects.for_existing_version, PUT=objects.put_acl)),
    _moto("attributes", Kind.OBJECT, _methods("GET", objects.get_attributes)),
    _moto("legal-hold", Kind.OBJECT, _methods("GET", objects.get_legal_hold, PUT=objects.put_legal_hold)),
    _moto("restore", Kind.OBJECT, _methods("POST")),
    _moto("retention", Kind.OBJECT, _methods("GET", objects.get_retention, PUT=objects.put_retention)),
    _moto("select", Kind.OBJECT, _methods("POST", objects.select)),
    _moto("tagging", Kind.OBJECT, _methods("GET PUT DELETE", objects.for_existing_version)),
    _moto("uploads", Kind.OBJECT, _methods("POST", uploads.create)),
    _moto(
        uploads.UPLOAD_ID,
        Kind.OBJECT,
        _methods("GET HEAD DELETE OPTIONS", uploads.for_existing_upload, PUT=uploads.put_part, POST=uploads.complete),
    ),
)
TABLE: Final[Mapping[tuple[Kind, str], SubResource]] = {(row.kind, row.name): row for row in (*_BUCKET, *_OBJECT)}


def handler_of(kind: Kind, method: str, name: str) -> tuple[SubResource, Handler]:
    """The row and the handler of a request; raises NotImplemented, or MethodNotAllowed where S3's own answer is known."""
    row = TABLE.get((kind, name))
    handler = row.methods.get(method) if row is not None else None
    if row is not None and handler is not None:
        return row, handler
    if row is not None and row.exactness is Exactness.OWN:
        raise S3Error("MethodNotAllowed")
    known = ", ".join(sorted(each.name for each in TABLE.values() if each.name and each.kind is kind and method in each.methods))
    raise S3Error("NotImplemented", f"The local AWS has no {method} of {kind} sub-resource '{name}'; it has: {known or 'none'}.")
