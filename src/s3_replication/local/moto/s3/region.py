"""Requests are answered in the bucket's Region only (User Guide, "Request redirection and the REST API")."""

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.query import subresource_in

__all__ = ["check_region"]


def check_region(request: HttpRequest, bucket: LocalBucket, signed_for: str | None) -> None:
    """Refuse a request that is signed for another Region than its bucket's; raises PermanentRedirect.

    The Region of the signature counts, not the host's: one host serves every Region here. Anonymous requests name none.
    GetBucketLocation is answered everywhere, and CreateBucket decides by itself what it says of a bucket that exists.
    """
    if signed_for is None or bucket.region_name == signed_for:
        return
    if not request.path[1:].partition("/")[2]:
        subresource = subresource_in(request.query)
        if subresource == "location" or (request.method == "PUT" and subresource == ""):
            return
    raise _redirect(bucket.name, bucket.region_name)


def _redirect(bucket: str, region: str) -> S3Error:
    place = "" if region == "us-east-1" else f".{region}"
    suffix = ".cn" if region.startswith("cn-") else ""
    return S3Error("PermanentRedirect", headers={"x-amz-bucket-region": region}, Endpoint=f"{bucket}.s3{place}.amazonaws.com{suffix}",
                   Bucket=bucket)  # fmt: skip
