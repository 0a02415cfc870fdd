"""Reads that AWS denied, recorded where the answers arrive, so that no reader has to pass them on."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from s3_replication.aws.errors import REFUSED
from s3_replication.aws.notes import DeniedRead, Notes, noted_so_far
from s3_replication.service_authorization import permission_of

__all__ = ["ALL_EXPERIMENTS", "DeniedReads"]

_RESOURCES: Final = (
    "KeyId", "RoleName", "PolicyArn", "RoleArn", "TopicArn", "QueueName", "QueueUrl", "FunctionName", "TargetId", "ChildId", "PolicyId",
    "JobId", "experimentId", "id",
)  # fmt: skip


ALL_EXPERIMENTS: Final = "the AWS FIS experiments of the account"
"""What a denied list of experiments is about."""


class DeniedReads:
    """The denied calls of one connection, each once, in their order; inside `noting()` those of the block alone."""

    def __init__(self) -> None:
        self._outside = Notes()

    def __iter__(self) -> Iterator[DeniedRead]:
        return iter(tuple(self._notes().denied))

    @property
    def gone(self) -> tuple[str, ...]:
        """The buckets that do not exist any more, or never did."""
        return tuple(self._notes().gone)

    def _notes(self) -> Notes:
        noted = noted_so_far()
        return self._outside if noted is None else noted.of(self._outside)

    def watch(self, client: Any) -> None:
        """Record what the client's calls are about and which of them AWS denies."""
        service, region = client.meta.service_model.signing_name, client.meta.region_name

        def remember(params: Mapping[str, Any], context: dict[str, Any], **_kwargs: object) -> None:
            context["s3_replication_params"] = params

        def note(parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_kwargs: object) -> None:
            code, params = str(parsed.get("Error", {}).get("Code")), context.get("s3_replication_params", {})
            if code in REFUSED:
                self._notes().denied[_denied(service, region, model.name, params)] = None
            elif code == "NoSuchBucket":
                self._notes().gone[str(params.get("Bucket", ""))] = None

        client.meta.events.register("provide-client-params", remember)
        client.meta.events.register("after-call", note)


def _denied(service: str, region: str, operation: str, params: Mapping[str, Any]) -> DeniedRead:
    bucket = str(params.get("Bucket", ""))
    account = f"account {params['AccountId']}" if "AccountId" in params else ALL_EXPERIMENTS if service == "fis" else "the account"
    named = next((str(params[name]) for name in _RESOURCES if name in params), "")
    if named and "QueueOwnerAWSAccountId" in params:
        named = f"{params['QueueOwnerAWSAccountId']}/{named}"
    name = f"{bucket}/{params['Key']}" if "Key" in params else bucket or named
    permission = permission_of(service, operation, versioned="VersionId" in params) or ""
    return DeniedRead(operation, name or account, bucket, permission, service, region, name)
