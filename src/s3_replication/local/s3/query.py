"""Which sub-resource a query string names."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from s3_replication.local.s3.errors import S3Error

__all__ = ["PARAMETERS", "subresource_in", "subresource_of"]

# Parameters that refine an operation and name none.
PARAMETERS = frozenset(
    {
        "list-type", "prefix", "delimiter", "marker", "max-keys", "encoding-type", "continuation-token", "start-after", "fetch-owner",
        "key-marker", "version-id-marker", "upload-id-marker", "max-uploads", "id", "versionId", "partNumber", "uploadId", "x-id",
        "max-parts", "part-number-marker", "max-buckets", "bucket-region", "select-type", "response-content-type",
        "response-content-language", "response-expires", "response-cache-control", "response-content-disposition",
        "response-content-encoding", "AWSAccessKeyId", "Signature", "Expires",
    }
)  # fmt: skip


def subresource_of(query: Mapping[str, str]) -> str:
    """The sub-resource a query names; raises NotImplemented where it names two."""
    named = [name for name in query if name not in PARAMETERS and not name.lower().startswith("x-amz-")]
    if len(named) > 1:
        raise S3Error("NotImplemented", f"The local AWS does not know a request with {' and '.join(sorted(named))}.")
    return named[0] if named else ""


def subresource_in(query: str) -> str:
    """The sub-resource that a query string names; raises NotImplemented where it names two."""
    return subresource_of(dict.fromkeys(parse_qs(query, keep_blank_values=True), ""))
