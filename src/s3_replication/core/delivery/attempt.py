"""One delivery attempt: what its steps look at, and how a step's outcome follows from its permission checks."""

from collections.abc import Sequence
from dataclasses import dataclass

from s3_replication.core.decision import Admission, Check, FailureReason, Outcome, Presence, Step
from s3_replication.core.model import Bucket, EncryptionKind, Lock, Role, Version, World
from s3_replication.core.permissions import Authorizer
from s3_replication.iam import UNKNOWN, Verdict

__all__ = ["MULTIPART_THRESHOLD", "Attempt", "Found", "failed", "passed", "step", "unknown"]

MULTIPART_THRESHOLD = 5 * 1024**3


@dataclass(frozen=True, slots=True)
class Found:
    """What the destination holds of the version; `lock` is the lock data of a replica that is there, where the caller knows it."""

    presence: Presence
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """The world, the frozen admission and the version; a thing that is missing is a stub, and its `_missing` flag says so."""

    world: World
    authorizer: Authorizer
    admission: Admission
    version: Version
    found: Found
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
        return self.version.multipart or self.version.size > MULTIPART_THRESHOLD

    @property
    def replica_kind(self) -> EncryptionKind | None:
        """The replica's encryption (section 3c): the source's, or for an unencrypted source the destination's default; None: not known."""
        kind = self.version.encryption.kind
        if kind is not EncryptionKind.NONE:
            return kind
        default = self.destination.default_encryption
        return None if default is UNKNOWN else default.kind

    def read(self, action: str) -> Check:
        """Whether the role may do `action` on the source object."""
        return self.authorizer.object(self.role, action, self.source, self.source_object)

    def write(self, action: str) -> Check:
        """Whether the role may do `action` on the destination object."""
        retention = self.version.lock.mode is not None
        return self.authorizer.object(self.role, action, self.destination, self.destination_object, retention)


def passed(name: str, facts: tuple[str, ...], checks: tuple[Check, ...] = (), assumed: bool = False) -> Step:
    """A step that does not stop the delivery."""
    return Step(name, Outcome.COMPLETED, checks, None, facts, assumed)


def failed(name: str, failure: FailureReason, facts: tuple[str, ...], checks: tuple[Check, ...] = (), assumed: bool = False) -> Step:
    """A step that ends the delivery with S3's reason."""
    return Step(name, Outcome.FAILED, checks, failure, facts, assumed)


def unknown(name: str, what: str, facts: tuple[str, ...], checks: tuple[Check, ...] = (), assumed: bool = False) -> Step:
    """A step whose outcome hangs on something not known here, named in plain words."""
    return Step(name, Outcome.UNKNOWN, checks, None, facts, assumed, frozenset({what}))


def step(name: str, checks: Sequence[Check], failure: FailureReason, facts: tuple[str, ...], assumed: bool = False) -> Step:
    """A step that needs every one of its checks allowed; `assumed` is about its failure: what is allowed rests on no assumption."""
    held = tuple(checks)
    verdicts = [check.decision.verdict for check in held]
    if Verdict.DENY in verdicts:
        return Step(name, Outcome.FAILED, held, failure, facts, assumed)
    if Verdict.UNKNOWN in verdicts:
        keys = frozenset[str]().union(*(check.decision.unknown for check in held))
        return Step(name, Outcome.UNKNOWN, held, None, facts, assumed, keys)
    return Step(name, Outcome.COMPLETED, held, None, facts)
