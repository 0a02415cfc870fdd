"""The permission that allows one call, its resource, and the page of AWS that names them."""

from collections.abc import Mapping
from typing import Final

from s3_replication.service_authorization.call_scope import CallScope, arn_of, arn_without_name
from s3_replication.service_authorization.s3 import OPERATIONS, On, Operation
from s3_replication.service_authorization.services import TABLES
from s3_replication.service_authorization.table import CALLER, ServiceTable

__all__ = ["page_of", "permission_of", "resource_of"]

_LAMBDA: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html"

# A list of configurations needs the permission to read one (S3 API Reference, ListBucketInventoryConfigurations and the others).
_LISTS: Final = ("Analytics", "IntelligentTiering", "Inventory", "Metrics")
_S3: Final[Mapping[str, Operation]] = {
    **{operation.name: operation for operation in OPERATIONS.values()},
    **{
        f"ListBucket{name}Configurations": operation
        for name in _LISTS
        for operation in OPERATIONS.values()
        if operation.name == f"GetBucket{name}Configuration"
    },
}


def permission_of(service: str, operation: str, *, versioned: bool = False) -> str | None:
    """The first permission that a call needs, None for a call that needs none; `versioned` says whether it names an object version.

    `service` is the name with which requests are signed. Where no table has the operation, the permission has the operation's name.
    """
    if service == "s3" and operation in _S3:
        first = _S3[operation].permissions[0]
        return first.versioned or first.action if versioned else first.action
    table = _table(service)
    if table is not None and operation in table.free:
        return None
    asked = table.operations.get(operation) if table is not None else None
    return asked[0].action if asked else f"{service}:{operation}"


def resource_of(scope: CallScope, operation: str, name: str) -> str | None:
    """The resource of that permission in a policy: the ARN of what the call names ("" is nothing), or * for a permission without one.

    None where the name does not show the ARN: the path of a role, an alias of a key, a policy of the organization.
    """
    if scope.service == "s3" and operation in _S3:
        return "*" if _S3[operation].permissions[0].on is On.EVERYTHING else f"arn:{scope.partition}:s3:::{name}"
    table = _table(scope.service)
    asked = table.operations.get(operation) if table is not None else None
    if table is None or not asked:
        return name if name.startswith("arn:") else None
    if asked[0].kind == "":
        return "*"
    kind = table.kinds[asked[0].kind]
    if not name:
        return None if kind.otherwise == CALLER else arn_without_name(kind, scope)
    shows_arn = name.startswith("arn:") and ":alias/" not in name  # a policy names the key, not its alias
    return None if kind.lookup and not shows_arn else arn_of(name, kind, scope, {})


def page_of(service: str) -> str:
    """The page of the Service Authorization Reference about the actions of a service; raises KeyError for one that nothing reads."""
    table = _table(service)
    return table.source if table is not None else {"lambda": _LAMBDA}[service]


def _table(service: str) -> ServiceTable | None:
    return TABLES.get("s3control" if service == "s3" else service)  # S3 Control signs with the name of S3
