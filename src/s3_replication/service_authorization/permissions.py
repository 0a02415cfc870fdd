"""The permission that allows one call."""

from collections.abc import Mapping
from typing import Final

from s3_replication.service_authorization.s3 import OPERATIONS, Operation
from s3_replication.service_authorization.services import TABLES

__all__ = ["permission_of"]

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
    table = TABLES.get("s3control" if service == "s3" else service)  # S3 Control signs with the name of S3
    if table is not None and operation in table.free:
        return None
    asked = table.operations.get(operation) if table is not None else None
    return asked[0].action if asked else f"{service}:{operation}"
