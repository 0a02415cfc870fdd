"""What to do now about one version."""

from collections.abc import Mapping, Sequence
from typing import Final

from s3_replication.core import Outcome
from s3_replication.doctor.object_answer import DestinationAnswer, ObjectState, ReplicaState

__all__ = ["next_step"]

_STEPS: Final[Mapping[ObjectState, str]] = {
    ObjectState.COMPLETED: "Nothing to do: every replica that the command can read exists.",
    ObjectState.NOT_READABLE: "The caller may not read the version, it uses SSE-C, or it no longer exists. See the findings not-readable.",
    ObjectState.REPLICA: "This version is a replica. Run the command for the bucket that it was replicated from.",
    ObjectState.REPLICA_GONE: "S3 replicated the version, but a destination does not have it. See the finding replica-is-missing.",
}
_AGAIN: Final = "run S3 Batch Replication for FAILED versions; S3 does not try them again."


def next_step(state: ObjectState, destinations: Sequence[DestinationAnswer], unknown: Sequence[str]) -> str:
    """One or two sentences; `unknown` names what the outcome depends on, if it is not known."""
    outcomes = {one.outcome for one in destinations}
    if state is ObjectState.PENDING:
        return _pending(outcomes, paused=any(one.wait for one in destinations))
    if state is ObjectState.FAILED:
        return _failed(outcomes)
    if state is ObjectState.NO_STATUS:
        return _no_status(outcomes, unknown)
    if state is ObjectState.COMPLETED and any(one.replica is ReplicaState.NOT_VISIBLE for one in destinations):
        return "S3 reports COMPLETED. Give access to the destination's account to see whether the replica is still there."
    return _STEPS[state]


def _pending(outcomes: set[Outcome], *, paused: bool) -> str:
    if Outcome.FAILED in outcomes:
        return "Fix the findings of this report. With today's configuration, the delivery will fail."
    if paused:
        return "Wait until the experiment ends, or stop it: see the finding replication-paused."
    return "Wait: S3 has queued the version and has not delivered it yet. Most objects take minutes. Large objects can take hours."


def _failed(outcomes: set[Outcome]) -> str:
    if outcomes == {Outcome.COMPLETED}:
        return f"With today's configuration, the version would replicate. To replicate it, {_AGAIN}"
    return f"Fix the findings of this report, then {_AGAIN}"


def _no_status(outcomes: set[Outcome], unknown: Sequence[str]) -> str:
    if not outcomes:
        return "S3 never queued the version: the bucket has no replication configuration."
    if unknown:
        return f"It is not known whether a rule selects the version. Not known: {', '.join(unknown)}."
    if outcomes == {Outcome.NOT_REPLICATED}:
        return "No rule selects the version. See the reason at each destination."
    return (
        "Today's rules select the version, but S3 never queued it. It is older than the rule, or its tags were added later. "
        "Run S3 Batch Replication for versions with the status NONE."
    )
