"""Bucket sub-resources: which exist, who answers them, and the exact store for those that moto forgets or invents.

Mended: moto turns a PUT of a sub-resource that it does not know into CreateBucket, a DELETE into DeleteBucket and a GET into ListObjects.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.s3 import xml
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.schema import checked

__all__ = ["ANSWERED", "EXACT", "PARAMETERS", "Answer", "Exact", "answer_exact", "subresource_of"]

Answer = tuple[int, dict[str, str], bytes]
MAX_DOCUMENT = 2 << 20

# Parameters that refine an operation and name none.
PARAMETERS = frozenset(
    {
        "list-type",
        "prefix",
        "delimiter",
        "marker",
        "max-keys",
        "encoding-type",
        "continuation-token",
        "start-after",
        "fetch-owner",
        "key-marker",
        "version-id-marker",
        "upload-id-marker",
        "max-uploads",
        "id",
        "versionId",
        "partNumber",
        "uploadId",
        "x-id",
        "max-parts",
        "part-number-marker",
        "max-buckets",
        "bucket-region",
        "select-type",
        "response-content-type",
        "response-content-language",
        "response-expires",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "AWSAccessKeyId",
        "Signature",
        "Expires",
    }
)

# What moto answers rightly, tried against boto3 and the Terraform provider; by method, "" is the bucket or object itself.
ANSWERED = {
    "bucket": {
        "GET": {
            "",
            "acl",
            "accelerate",
            "cors",
            "encryption",
            "lifecycle",
            "location",
            "logging",
            "notification",
            "object-lock",
            "ownershipControls",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "tagging",
            "uploads",
            "versioning",
            "versions",
            "website",
        },
        "PUT": {
            "",
            "acl",
            "accelerate",
            "cors",
            "encryption",
            "lifecycle",
            "logging",
            "notification",
            "object-lock",
            "ownershipControls",
            "policy",
            "publicAccessBlock",
            "tagging",
            "versioning",
            "website",
        },
        "DELETE": {"", "cors", "encryption", "lifecycle", "ownershipControls", "policy", "publicAccessBlock", "tagging", "website"},
        "POST": {"", "delete"},
        "HEAD": {""},
        "OPTIONS": {""},
    },
    "object": {
        "GET": {"", "acl", "attributes", "legal-hold", "retention", "tagging"},
        "PUT": {"", "acl", "legal-hold", "retention", "tagging"},
        "DELETE": {"", "tagging"},
        "POST": {"", "uploads", "restore", "select"},
        "HEAD": {""},
        "OPTIONS": {""},
    },
}


@dataclass(frozen=True, slots=True)
class Exact:
    """A sub-resource kept exactly as sent: its PUT in botocore's model, what GET says where nothing is stored, and whether it has ids."""

    put: str
    default: str | None = None
    listing: str | None = None


EXACT = {
    "analytics": Exact("PutBucketAnalyticsConfiguration", listing="ListBucketAnalyticsConfigurationResult"),
    "intelligent-tiering": Exact("PutBucketIntelligentTieringConfiguration", listing="ListBucketIntelligentTieringConfigurationsOutput"),
    "inventory": Exact("PutBucketInventoryConfiguration", listing="ListInventoryConfigurationsResult"),
    "metrics": Exact("PutBucketMetricsConfiguration", listing="ListMetricsConfigurationsResult"),
    "requestPayment": Exact(
        "PutBucketRequestPayment", "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"
    ),
}


def subresource_of(query: dict[str, str]) -> str:
    """The sub-resource a query names; raises NotImplemented where it names two."""
    named = [name for name in query if name not in PARAMETERS and not name.lower().startswith("x-amz-")]
    if len(named) > 1:
        raise S3Error("NotImplemented", f"The local AWS does not know a request with {' and '.join(sorted(named))}.")
    return named[0] if named else ""


def answer_exact(bucket: LocalBucket, method: str, name: str, query: dict[str, str], body: bytes) -> Answer:
    """GET, PUT, DELETE and list of one exactly kept sub-resource; never touches the bucket itself."""
    kind = EXACT[name]
    identifier = query.get("id", "")
    if kind.listing is not None and method == "GET" and "id" not in query:
        return xml.answer(_listing(bucket, name, kind.listing))
    if kind.listing is not None and not 1 <= len(identifier) <= 64:
        raise S3Error("InvalidArgument", "The configuration id is missing or longer than 64 characters.", ArgumentName="id")
    if method == "PUT":
        keep(bucket, name, identifier, checked_document(body, kind.put, identifier if kind.listing else None), body)
        return 200, {}, b""
    stored = bucket.document(name, identifier)
    if method == "GET" and stored is None and kind.default is not None:
        return xml.answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{kind.default}'.encode())
    if stored is None or method not in {"GET", "DELETE"}:
        raise S3Error("NoSuchConfiguration", "The specified configuration does not exist.", status=404, BucketName=bucket.name)
    if method == "DELETE":
        if kind.listing is None:
            raise S3Error("NotImplemented")
        del bucket.documents[name][identifier]
        return 204, {}, b""
    return xml.answer(stored)


def checked_document(body: bytes, operation: str, identifier: str | None = None) -> Element:
    """The document's root after S3's schema and size; raises MalformedXML, or InvalidArgument where its Id is not the query's."""
    if len(body) > MAX_DOCUMENT:
        raise S3Error("MalformedXML")
    root = checked(body, operation)
    if identifier is not None and xml.text(root, "Id") != identifier:
        raise S3Error("InvalidArgument", "The id in the query and in the document differ.", ArgumentName="id", ArgumentValue=identifier)
    return root


def keep(bucket: LocalBucket, name: str, identifier: str, _checked: Element, body: bytes) -> None:
    """Store a document that was checked."""
    bucket.documents.setdefault(name, {})[identifier] = bytes(body)


def _listing(bucket: LocalBucket, name: str, root: str) -> bytes:
    stored = bucket.documents.get(name, {})
    parts = [stored[identifier].decode("utf-8", "replace") for identifier in sorted(stored)]
    inner = "".join(part[part.index("?>") + 2 :] if part.lstrip().startswith("<?xml") else part for part in parts)
    return xml.document(root, f"<IsTruncated>false</IsTruncated>{inner}")
