"""Reads that AWS denied, recorded where the answers arrive, so that no reader has to pass them on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from s3_replication.aws.errors import REFUSED
from s3_replication.service_authorization import permission_of

__all__ = ["DeniedRead", "DeniedReads"]

_RESOURCES: Final = (
    "KeyId", "RoleName", "PolicyArn", "RoleArn", "TopicArn", "QueueName", "QueueUrl", "FunctionName", "TargetId", "ChildId", "PolicyId",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeniedRead:
    """One call that AWS denied: the operation, what it was about, the bucket of it if any, and the permission that allows it."""

    operation: str
    resource: str
    bucket: str
    permission: str


class DeniedReads:
    """The denied calls of one connection, each once, in their order."""

    def __init__(self) -> None:
        self._found: dict[DeniedRead, None] = {}

    def __iter__(self) -> Any:
        return iter(tuple(self._found))

    def watch(self, client: Any) -> None:
        """Record what the client's calls are about and which of them AWS denies."""
        service = client.meta.service_model.signing_name

        def remember(params: Mapping[str, Any], context: dict[str, Any], **_kwargs: object) -> None:
            context["s3_replication_params"] = params

        def note(parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_kwargs: object) -> None:
            if str(parsed.get("Error", {}).get("Code")) in REFUSED:
                self._found[_denied(service, model.name, context.get("s3_replication_params", {}))] = None

        client.meta.events.register("provide-client-params", remember)
        client.meta.events.register("after-call", note)


def _denied(service: str, operation: str, params: Mapping[str, Any]) -> DeniedRead:
    bucket = str(params.get("Bucket", ""))
    named = next((str(params[name]) for name in _RESOURCES if name in params), "the account")
    resource = f"{bucket}/{params['Key']}" if "Key" in params else bucket or named
    return DeniedRead(operation, resource, bucket, permission_of(service, operation, versioned="VersionId" in params) or "")
