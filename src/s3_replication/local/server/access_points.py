"""Requests that name an access point in place of a bucket."""

from urllib.parse import unquote

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.moto.services.access_points import check_operation, point_behind, source_behind
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.query import subresource_in

__all__ = ["through_access_point"]


def through_access_point(request: HttpRequest, host: str | None) -> None:
    """Put the bucket in place of an access point: in the path, or before it where the host names the point, and in a copy's source."""
    if "x-amz-copy-source" in request.headers:
        request.headers["x-amz-copy-source"], request.source_point = source_behind(request.headers["x-amz-copy-source"])
    first, _, key = request.path[1:].partition("/")
    if host is not None:
        first, key = host, request.path[1:]
    found = point_behind(unquote(first))
    if found is None:
        if host is not None:
            raise S3Error("NoSuchAccessPoint")
        return
    subresource = subresource_in(request.query)  # read only here: nearly every request names a bucket
    if host is None and request.method == "PUT" and not key and subresource == "":
        return  # CreateBucket
    check_operation(request.method, key, subresource)
    request.access_point, bucket = found
    request.path = f"/{bucket}/{key}"
