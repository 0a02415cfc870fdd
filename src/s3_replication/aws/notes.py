"""What reads showed next to their answers: denials, buckets that are gone, and calls that failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from s3_replication.errors import AwsError

__all__ = ["DeniedRead", "FailedRead", "Noted", "Notes", "note_again", "note_failure", "noted_so_far", "noting"]


@dataclass(frozen=True, slots=True)
class DeniedRead:
    """One call that AWS denied: the operation, what it was about, the bucket of it if any, and the permission that allows it.

    `service` is the name with which the request was signed; `name` is the resource as the request names it, "" for none.
    """

    operation: str
    resource: str
    bucket: str
    permission: str
    service: str
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class FailedRead:
    """One call that failed for another reason: AWS did not answer, had too many calls, or the session expired."""

    operation: str
    resource: str
    error: AwsError


@dataclass(slots=True, eq=False)
class Notes:
    """What the calls of one connection showed, in their order: denied reads, and buckets that are gone. Equal to itself alone."""

    denied: dict[DeniedRead, None] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Noted:
    """The notes of one block, by the notes that each connection keeps outside of blocks, and the calls of all that failed."""

    by_connection: dict[Notes, Notes] = field(default_factory=dict)
    failed: dict[FailedRead, None] = field(default_factory=dict)

    def of(self, outside: Notes) -> Notes:
        """The notes of one connection."""
        return self.by_connection.setdefault(outside, Notes())


_current: Final[ContextVar[Noted | None]] = ContextVar("notes of the innermost block", default=None)


def noted_so_far() -> Noted | None:
    """The notes of the innermost block; None outside of any."""
    return _current.get()


@contextmanager
def noting() -> Iterator[Noted]:
    """Inside the block, connections know what its reads showed and nothing else, and a read that fails is noted and UNKNOWN.

    A thread has its own blocks.
    """
    noted = Noted()
    token = _current.set(noted)
    try:
        yield noted
    finally:
        _current.reset(token)


def note_failure(failed: FailedRead) -> bool:
    """Note a call that failed; False outside of any block, where it has to be raised."""
    noted = _current.get()
    if noted is None:
        return False
    noted.failed[failed] = None
    return True


def note_again(noted: Noted) -> None:
    """Note what another block noted, for one that shares its answers; raises the first failure outside of any block."""
    mine = _current.get()
    for outside, notes in noted.by_connection.items():
        kept = outside if mine is None else mine.of(outside)
        kept.denied.update(notes.denied)
        kept.gone.update(notes.gone)
    if mine is not None:
        mine.failed.update(noted.failed)
        return
    for failed in noted.failed:
        raise failed.error
