"""The bucket that a request is about, which it names, or which is behind the access point that it names."""

from urllib.parse import unquote

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.moto.services.access_points import check_operation, point_behind, source_behind
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.world import find_bucket
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.query import subresource_in

__all__ = ["find_requested_bucket"]


def find_requested_bucket(request: HttpRequest, host: str | None) -> LocalBucket | None:
    """The bucket of a request; None if it does not exist. `host` is the access point that the host names.

    Puts the bucket in place of an access point: in the path, or before it where the host names the point, and in a copy's source.
    """
    if "x-amz-copy-source" in request.headers:
        request.headers["x-amz-copy-source"], request.source_point = source_behind(request.headers["x-amz-copy-source"])
    bucket = _bucket_in_path(request) if host is None else None
    if bucket is None:
        _replace_point(request, host)
        bucket = _bucket_in_path(request)
    return bucket


def _bucket_in_path(request: HttpRequest) -> LocalBucket | None:
    return find_bucket(unquote(request.path[1:].partition("/")[0]))


def _replace_point(request: HttpRequest, host: str | None) -> None:
    first, _, key = request.path[1:].partition("/")
    if host is not None:
        first, key = host, request.path[1:]
    found = point_behind(unquote(first))
    if found is None:
        if host is not None:
            raise S3Error("NoSuchAccessPoint")
        return
    subresource = subresource_in(request.query)
    if host is None and request.method == "PUT" and not key and subresource == "":
        return  # CreateBucket
    check_operation(request.method, key, subresource)
    request.access_point, bucket = found
    request.path = f"/{bucket}/{key}"
