"""From a request to S3 to what IAM is asked about it; every one of these must be allowed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, unquote

from s3_replication.iam import Arn, Request
from s3_replication.local.authorize.call import Arrival, S3Call
from s3_replication.local.authorize.context import account_keys, general_context, point_keys, s3_context
from s3_replication.local.ports.authorization import AccessPointAccess
from s3_replication.service_authorization import OPERATIONS, Need, On, Operation, Permission

__all__ = ["operation_of", "requests_of"]

COPY_SOURCE: Final = "x-amz-copy-source"
COPIES: Final = {"": "copy", "uploadId": "copy-part"}


_THROUGH: Final = frozenset({On.BUCKET, On.OBJECT, On.EACH_DELETED, On.COPY_SOURCE})


def _grants(call: S3Call) -> bool:
    return any(header.startswith("x-amz-grant-") for header in call.headers)


def _copies_tags(call: S3Call) -> bool:
    return call.part == "" and bool(call.source_tags) and call.headers.get("x-amz-tagging-directive", "COPY") == "COPY"


NEEDS: Final[Mapping[Need, Callable[[S3Call], bool]]] = {
    Need.ALWAYS: lambda _call: True,
    Need.TAGS: lambda call: "x-amz-tagging" in call.headers or _copies_tags(call),
    Need.COPIED_TAGS: _copies_tags,
    Need.ACL: lambda call: "x-amz-acl" in call.headers or _grants(call),
    Need.SHARED_BUCKET: lambda call: call.headers.get("x-amz-acl", "private") != "private" or _grants(call),
    Need.TAGGED_BUCKET: lambda call: bool(call.tags),
    Need.RETENTION: lambda call: "x-amz-object-lock-mode" in call.headers or "x-amz-object-lock-retain-until-date" in call.headers,
    Need.LEGAL_HOLD: lambda call: "x-amz-object-lock-legal-hold" in call.headers,
    Need.BYPASS: lambda call: call.headers.get("x-amz-bypass-governance-retention", "").lower() == "true",
    Need.OWNERSHIP: lambda call: "x-amz-object-ownership" in call.headers,
    Need.OBJECT_LOCK: lambda call: call.headers.get("x-amz-bucket-object-lock-enabled", "").lower() == "true",
}


def operation_of(call: S3Call) -> Operation | None:
    """The operation; None where S3 has none for the request."""
    part = COPIES.get(call.part, call.part) if call.method == "PUT" and call.key and COPY_SOURCE in call.headers else call.part
    return OPERATIONS.get((call.method, "object" if call.key else "bucket" if call.bucket else "", part))


def requests_of(call: S3Call, arrival: Arrival) -> tuple[Request, ...]:
    """What IAM is asked about the request, in the order in which S3's documents list the permissions; empty for what S3 does not know."""
    operation = operation_of(call)
    if operation is None:
        return ()
    general = general_context(call, arrival)
    found = []
    for permission in operation.permissions:
        if NEEDS[permission.need](call):
            point = call.source_point if permission.on is On.COPY_SOURCE else call.point
            for resource, version_id in _targets(call, arrival, permission):
                versioned = version_id is not None and permission.versioned != ""
                action = permission.versioned if versioned else permission.action
                keys = permission.keys if versioned else permission.keys | permission.unversioned_keys
                owner = _owner(permission.on, resource, arrival)
                own = s3_context(call, keys, version_id, permission.on is On.COPY_SOURCE)
                context = {**general, **point_keys(point), **account_keys(owner), **own}
                found.append(Request(call.caller, action, resource, owner, context))
                if point is not None and permission.on in _THROUGH:
                    found.append(_through(found[-1], point))
    return tuple(found)


def _through(request: Request, point: AccessPointAccess) -> Request:
    """The same about the access point: "both the access point and the underlying bucket must permit the request" (User Guide,
    "Configuring IAM policies for using access points"). A key's ARN is POINT/object/KEY."""
    _, _, key = request.resource.partition(":::")[2].partition("/")
    resource = f"{point.arn}/object/{key}" if key else point.arn
    return replace(request, resource=resource, resource_account=point.account, context={**request.context, **account_keys(point.account)})


def _owner(on: On, resource: str, arrival: Arrival) -> str:
    """The account of the resource."""
    if on is On.ROLE:
        return Arn.parse(resource).account
    return arrival.source_account or arrival.bucket_account if on is On.COPY_SOURCE else arrival.bucket_account


def _targets(call: S3Call, arrival: Arrival, permission: Permission) -> Iterator[tuple[str, str | None]]:
    """The resources of one permission, each with the version that the request names."""
    bucket = f"arn:{arrival.partition}:s3:::{call.bucket}"
    if permission.on is On.EVERYTHING:
        yield "*", None
    elif permission.on is On.BUCKET:
        yield bucket, None
    elif permission.on is On.OBJECT:
        yield f"{bucket}/{call.key}", call.version_id
    elif permission.on is On.EACH_DELETED:
        for key, version_id in call.deleted:
            yield f"{bucket}/{key}", version_id
    elif permission.on is On.ROLE:
        if call.role is not None:
            yield call.role, None
    else:
        path, _, query = call.headers[COPY_SOURCE].partition("?")
        yield f"arn:{arrival.partition}:s3:::{unquote(path).lstrip('/')}", parse_qs(query).get("versionId", [None])[0]
