"""Access points in front of buckets: which bucket an alias or a host name means (User Guide, "Using your access points")."""

import re
from urllib.parse import unquote

from moto.s3.models import s3_backends
from moto.s3control.models import AccessPoint, s3control_backends

from s3_replication.iam import ACCOUNT_ID, Arn
from s3_replication.local.s3.errors import S3Error

__all__ = ["check_operation", "point_behind", "source_behind"]

_HOST = re.compile(rf"^(?P<name>[a-z0-9-]{{3,50}})-(?P<account>{ACCOUNT_ID})$")
_ARN = re.compile(rf"^arn:[a-z-]+:s3:[a-z0-9-]+:(?P<account>{ACCOUNT_ID}):accesspoint[/:](?P<name>[a-z0-9-]{{3,50}})/object/(?P<key>.+)$")
# Bucket operations that access points support (User Guide, "Access point compatibility with S3 operations").
_BUCKET_READS = frozenset({"", "acl", "cors", "location", "notification", "policy", "uploads", "versions"})


def _points() -> list[AccessPoint]:
    found = []
    for partitions in list(s3control_backends.values()):
        for backend in list(dict.values(partitions)):
            for points in list(backend.access_points.values()):
                found += list(points.values())
    return found


def _named(account: str, name: str) -> AccessPoint | None:
    return next((point for point in _points() if point.name == name and Arn.parse(point.arn).account == account), None)


def point_behind(name: str) -> tuple[str, str] | None:
    """ARN and bucket of the access point that an alias, or NAME-ACCOUNT from a host name, means; None for what is no access point."""
    if name in s3_backends.bucket_accounts:
        return None
    match = _HOST.match(name)
    if name.endswith("-s3alias"):
        point = next((point for point in _points() if point.alias == name), None)
    else:
        point = _named(match["account"], match["name"]) if match is not None else None
    return (point.arn, point.bucket) if point is not None else None


def source_behind(copy_source: str) -> tuple[str, str | None]:
    """x-amz-copy-source with the bucket in place of an access point's ARN or alias, and the ARN of the access point."""
    match = _ARN.match(unquote(copy_source.partition("?")[0]))
    if match is not None:
        point = _named(match["account"], match["name"])
        if point is None:
            raise S3Error("NoSuchAccessPoint")
        return f"{point.bucket}/{copy_source.partition('/object/')[2] or copy_source.partition('%2Fobject%2F')[2]}", point.arn
    name, _, key = copy_source.lstrip("/").partition("/")
    found = point_behind(unquote(name))
    return (copy_source, None) if found is None else (f"{found[1]}/{key}", found[0])


def check_operation(method: str, key: str, subresource: str) -> None:
    """Refuse operations that access points do not support; raises MethodNotAllowed."""
    if key or (method == "POST" and subresource == "delete") or (method in {"GET", "HEAD"} and subresource in _BUCKET_READS):
        return
    raise S3Error("MethodNotAllowed")
