"""Reads that AWS denied, recorded where the answers arrive, so that no reader has to pass them on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from s3_replication.aws.errors import REFUSED
from s3_replication.service_authorization import permission_of

__all__ = ["DeniedRead", "DeniedReads", "note_again", "noting"]

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


@dataclass(slots=True)
class _Notes:
    """What calls showed, in their order: denied reads, and buckets that are gone."""

    denied: dict[DeniedRead, None] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)


_Scope = dict["DeniedReads", _Notes]
_scope: Final[ContextVar[_Scope | None]] = ContextVar("reads of one question", default=None)


class DeniedReads:
    """The denied calls of one connection, each once, in their order; inside `noting()` those of the block alone."""

    def __init__(self) -> None:
        self._outside = _Notes()

    def __iter__(self) -> Iterator[DeniedRead]:
        return iter(tuple(self._notes().denied))

    @property
    def gone(self) -> tuple[str, ...]:
        """The buckets that do not exist any more, or never did."""
        return tuple(self._notes().gone)

    def _notes(self) -> _Notes:
        scope = _scope.get()
        return self._outside if scope is None else scope.setdefault(self, _Notes())

    def watch(self, client: Any) -> None:
        """Record what the client's calls are about and which of them AWS denies."""
        service = client.meta.service_model.signing_name

        def remember(params: Mapping[str, Any], context: dict[str, Any], **_kwargs: object) -> None:
            context["s3_replication_params"] = params

        def note(parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_kwargs: object) -> None:
            code, params = str(parsed.get("Error", {}).get("Code")), context.get("s3_replication_params", {})
            if code in REFUSED:
                self._notes().denied[_denied(service, model.name, params)] = None
            elif code == "NoSuchBucket":
                self._notes().gone[str(params.get("Bucket", ""))] = None

        client.meta.events.register("provide-client-params", remember)
        client.meta.events.register("after-call", note)


@contextmanager
def noting() -> Iterator[_Scope]:
    """Inside the block, connections know what the reads of the block showed and nothing else. A thread has its own blocks."""
    scope: _Scope = {}
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


def note_again(scope: _Scope) -> None:
    """Note what the reads of another block showed, for one that shares their answers."""
    for reads, notes in scope.items():
        mine = reads._notes()
        mine.denied.update(notes.denied)
        mine.gone.update(notes.gone)


def _denied(service: str, operation: str, params: Mapping[str, Any]) -> DeniedRead:
    bucket = str(params.get("Bucket", ""))
    named = next((str(params[name]) for name in _RESOURCES if name in params), "the account")
    resource = f"{bucket}/{params['Key']}" if "Key" in params else bucket or named
    return DeniedRead(operation, resource, bucket, permission_of(service, operation, versioned="VersionId" in params) or "")
