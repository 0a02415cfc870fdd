"""The ARNs of what a call names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from s3_replication.service_authorization.table import ResourceKind

__all__ = ["CallScope", "arn_of", "arn_without_name"]


@dataclass(frozen=True, slots=True)
class CallScope:
    """Where a call goes: service, partition, Region, and the account whose resources it names."""

    service: str
    partition: str
    region: str
    account: str


def arn_of(name: str, kind: ResourceKind, scope: CallScope, parameters: Mapping[str, Any]) -> str:
    """The ARN of the resource that a parameter names."""
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


def arn_without_name(kind: ResourceKind, scope: CallScope) -> str:
    """The resource of a call that names none, unless that is the caller."""
    return kind.otherwise.format(partition=scope.partition, region=scope.region, account=scope.account)
