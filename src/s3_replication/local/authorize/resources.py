"""The resources of a call: the ARNs that its parameters name."""

from collections.abc import Iterator, Mapping
from typing import Any

from s3_replication.iam import Principal, PrincipalKind
from s3_replication.local.http.operations import ApiCall
from s3_replication.local.ports.authorization import Directory
from s3_replication.service_authorization import ANY, CALLER, Asked, CallScope, ResourceKind, ServiceTable, arn_of, arn_without_name

__all__ = ["resources_of", "values_at"]


def resources_of(
    call: ApiCall, asked: Asked, table: ServiceTable, scope: CallScope, caller: Principal, directory: Directory
) -> Iterator[str]:
    """The ARN of each resource that an action is asked about."""
    if asked.kind == "":
        yield "*"
        return
    kind = table.kinds[asked.kind]
    named = [values_at(call.parameters, parameter) for parameter in kind.parameters]
    for names in named:
        found = [_found(name, asked.kind, kind, scope, directory) for name in names]
        if any(found):  # else another parameter may name what exists
            named = [[str(each or name) for each, name in zip(found, names, strict=True)]]
            break
    first = next((names for names in named if names), None)
    if first is not None:
        for name in first:
            yield arn_of(name, kind, scope, call.parameters)
        return
    if kind.otherwise == CALLER:
        yield caller.arn if caller.kind is PrincipalKind.USER else f"arn:{scope.partition}:iam::{scope.account}:root"
    else:
        yield arn_without_name(kind, scope)


def values_at(parameters: Any, path: str) -> list[str]:
    """The texts at a path such as Targets.RoleArn, of every item of a list, and of every value of a mapping at `*`."""
    found = [parameters]
    for part in path.split("."):
        mappings = [each for each in found if isinstance(each, Mapping)]
        found = [value for each in mappings for name, value in each.items() if part in (name, ANY)]
        found = [item for each in found for item in (each if isinstance(each, list) else [each])]
    return [_text(each) for each in found if isinstance(each, str | int | float | bool) and each != ""]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _found(name: str, kind_name: str, kind: ResourceKind, scope: CallScope, directory: Directory) -> str | None:
    if not kind.lookup or (name.startswith("arn:") and scope.service != "kms"):
        return None
    return directory.resource_arn(scope.service, kind_name, name, scope.account, scope.region)
