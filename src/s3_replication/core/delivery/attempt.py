"""One delivery attempt: the input of its steps, and how permission checks determine a step's outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from s3_replication.core.explanations import FailureReason
from s3_replication.core.model import Bucket, EncryptionKind, Lock, Role, Version, World
from s3_replication.core.open_keys import Headers
from s3_replication.core.permissions import Authorizer
from s3_replication.core.results import Admission, Check, Outcome, Presence, Step
from s3_replication.iam import UNKNOWN, Verdict

__all__ = ["MULTIPART_THRESHOLD", "Attempt", "DestinationState", "failed", "moves_in_parts", "passed", "step", "unknown"]

MULTIPART_THRESHOLD = 5 * 1024**3


def moves_in_parts(version: Version) -> bool:
    """Whether S3 moves the object by a multipart upload (3.20)."""
    return version.multipart or version.size > MULTIPART_THRESHOLD


@dataclass(frozen=True, slots=True)
class DestinationState:
    """The version at the destination; `lock` is the lock data of an existing replica, if the caller knows it."""

    presence: Presence
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """The world, the admission and the version; a missing resource is a stub, and its `_missing` flag is set."""

    world: World
    authorizer: Authorizer
    admission: Admission
    version: Version
    found: DestinationState
    source: Bucket
    role: Role
    role_missing: bool
    destination: Bucket
    destination_missing: bool

    @property
    def source_object(self) -> str:
        """ARN of the object in the source bucket."""
        return f"{self.source.arn}/{self.version.key}"

    @property
    def destination_object(self) -> str:
        """ARN of the object in the destination bucket."""
        return f"{self.destination.arn}/{self.version.key}"

    @property
    def in_parts(self) -> bool:
        """Whether S3 moves the object by a multipart upload (3.20)."""
        return moves_in_parts(self.version)

    @property
    def replica_kind(self) -> EncryptionKind | None:
        """The replica's encryption (facts 3.45 to 3.49h): the source's or the destination's default if it has none, None if unknown."""
        kind = self.version.encryption.kind
        if kind is not EncryptionKind.NONE:
            return kind
        default = self.destination.default_encryption
        return None if default is UNKNOWN else default.kind

    def read(self, action: str) -> Check:
        """Whether the role may do `action` on the source object."""
        return self.authorizer.object(self.role, action, self.source, self.source_object)

    def write(self, action: str, headers: Headers = ()) -> Check:
        """Whether the role may do `action` on the destination object; `headers` are those of the replica's encryption."""
        retention = self.version.lock.mode is not None
        return self.authorizer.object(self.role, action, self.destination, self.destination_object, retention, headers)


def passed(name: str, facts: tuple[str, ...], checks: tuple[Check, ...] = (), assumed: bool = False) -> Step:
    """A step that does not stop the delivery."""
    return Step(name, Outcome.COMPLETED, checks, None, facts, assumed)


def failed(name: str, failure: FailureReason, facts: tuple[str, ...], checks: tuple[Check, ...] = (), assumed: bool = False) -> Step:
    """A step that ends the delivery with S3's reason."""
    return Step(name, Outcome.FAILED, checks, failure, facts, assumed)


def unknown(name: str, what: str, facts: tuple[str, ...], checks: tuple[Check, ...] = (), assumed: bool = False) -> Step:
    """A step whose outcome depends on the unknown value that is named."""
    return Step(name, Outcome.UNKNOWN, checks, None, facts, assumed, frozenset({what}))


def step(name: str, checks: Sequence[Check], failure: FailureReason, facts: tuple[str, ...], assumed: bool = False) -> Step:
    """A step that passes if all its checks are allowed. `assumed` applies only to its failure."""
    held = tuple(checks)
    verdicts = [check.decision.verdict for check in held]
    if Verdict.DENY in verdicts:
        return Step(name, Outcome.FAILED, held, failure, facts, assumed)
    if Verdict.UNKNOWN in verdicts:
        keys = frozenset[str]().union(*(check.decision.unknown for check in held))
        return Step(name, Outcome.UNKNOWN, held, None, facts, assumed, keys)
    return Step(name, Outcome.COMPLETED, held, None, facts)
