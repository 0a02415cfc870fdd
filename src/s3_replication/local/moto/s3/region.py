"""Requests are answered in the bucket's Region only (User Guide, "Request redirection and the REST API")."""

from urllib.parse import unquote

from s3_replication.local.moto.store.world import find_bucket
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.query import subresource_in

__all__ = ["check_region"]


def check_region(method: str, path: str, query: str, signed_for: str | None) -> None:
    """Refuse a request that is signed for another Region than its bucket's; raises PermanentRedirect.

    The Region of the signature counts, not the host's: one host serves every Region here. Anonymous requests name none.
    GetBucketLocation is answered everywhere, and CreateBucket decides by itself what it says of a bucket that exists.
    """
    first, _, key = path[1:].partition("/")
    name = unquote(first)
    bucket = None if signed_for is None else find_bucket(name)
    if bucket is None or bucket.region_name == signed_for:
        return
    if not key:
        subresource = subresource_in(query)
        if subresource == "location" or (method == "PUT" and subresource == ""):
            return
    raise _redirect(name, bucket.region_name)


def _redirect(bucket: str, region: str) -> S3Error:
    place = "" if region == "us-east-1" else f".{region}"
    suffix = ".cn" if region.startswith("cn-") else ""
    return S3Error("PermanentRedirect", headers={"x-amz-bucket-region": region}, Endpoint=f"{bucket}.s3{place}.amazonaws.com{suffix}",
                   Bucket=bucket)  # fmt: skip
