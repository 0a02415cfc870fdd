"""The resources of a call: the ARNs that its parameters name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from s3_replication.iam import Principal, PrincipalKind
from s3_replication.local.http.operations import ApiCall
from s3_replication.local.ports.authorization import Directory
from s3_replication.service_authorization import ANY, CALLER, Asked, ResourceKind, ServiceTable

__all__ = ["CallScope", "resources_of", "values_at"]


@dataclass(frozen=True, slots=True)
class CallScope:
    """Where a call goes: service, partition, Region, and the account whose resources it names."""

    service: str
    partition: str
    region: str
    account: str


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
            yield _arn(name, kind, scope, call.parameters)
        return
    if kind.otherwise == CALLER:
        yield caller.arn if caller.kind is PrincipalKind.USER else f"arn:{scope.partition}:iam::{scope.account}:root"
    else:
        yield kind.otherwise.format(partition=scope.partition, region=scope.region, account=scope.account)


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


def _arn(name: str, kind: ResourceKind, scope: CallScope, parameters: Mapping[str, Any]) -> str:
    if name.startswith("arn:"):
        return name
    account = scope.account
    if scope.service == "sqs" and "/" in name:  # https://host/account/queue
        account, name = name.rsplit("/", 2)[-2:]
    elif scope.service == "sqs":
        account = str(parameters.get("QueueOwnerAWSAccountId", account))
    bus = str(parameters.get("EventBusName", "default")).rpartition("/")[2]
    return kind.arn.format(
        partition=scope.partition, region=scope.region, account=account, name=name.removeprefix("https://"),
        path=str(parameters.get("Path", "/")).lstrip("/"), bus="" if bus == "default" else f"{bus}/",
    )  # fmt: skip
