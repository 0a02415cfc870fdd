"""Tells requests that a web page of another origin makes: a browser sends them to loopback without asking anybody."""

from urllib.parse import unquote, urlsplit

from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.moto.s3.cors import allows_origin, cors_headers

__all__ = ["bucket_in", "forces_preflight", "is_foreign", "may_be_sent", "with_cors"]

_JSON = "application/json"
_OTHER_SITES = frozenset({"cross-site", "same-site"})  # Fetch Metadata Request Headers, section 2.4 (W3C)


def is_foreign(request: HttpRequest) -> bool:
    """Whether a page made this request that did not come from the address which it calls."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        return True
    return request.headers.get("sec-fetch-site", "").lower() in _OTHER_SITES


def may_be_sent(request: HttpRequest, host_bucket: str | None) -> bool:
    """Whether S3 lets a foreign page send this; a preflight only asks, so each page may send it.

    A copy reads another bucket, which must allow the page to read. Signatures are not verified here, so that no page may change a
    bucket's own configuration, whatever its CORS configuration says.
    """
    if request.method == "OPTIONS":
        return True
    bucket, key = bucket_in(request, host_bucket), _key_in(request, host_bucket)
    origin, source = request.headers.get("origin"), request.headers.get("x-amz-copy-source")
    if origin is None or not allows_origin(bucket, origin, request.method) or (not key and request.method in {"PUT", "DELETE"}):
        return False
    return source is None or allows_origin(unquote(source).lstrip("/").partition("/")[0], origin, "GET")


def bucket_in(request: HttpRequest, host_bucket: str | None) -> str:
    """The bucket that the host or the path names."""
    return host_bucket or request.path[1:].partition("/")[0]


def _key_in(request: HttpRequest, host_bucket: str | None) -> str:
    return request.path[1:] if host_bucket else request.path[1:].partition("/")[2]


def with_cors(response: HttpResponse, bucket: str, origin: str, method: str) -> HttpResponse:
    """The response with the headers that let a page of this origin read it, where the bucket's configuration has a rule for it.

    Fixed: moto adds them to the answers of some operations only.
    """
    if method != "OPTIONS" and "Access-Control-Allow-Origin" not in response.headers:
        response.headers.update(cors_headers(bucket, origin, method))
    return response


def forces_preflight(request: HttpRequest) -> bool:
    """Whether a browser would ask before it sent this from another page: a form can have no such content type (Fetch, "CORS protocol")."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _JSON
