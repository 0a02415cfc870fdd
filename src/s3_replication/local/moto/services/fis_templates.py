"""What an experiment template of FIS may have: pauses of replication and waits; the local AWS refuses every other fault."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from moto.core.exceptions import JsonRESTError

from s3_replication.core import PAUSE_ACTION, parse_duration, parse_pause
from s3_replication.errors import InputError
from s3_replication.local.moto.services.not_offered import NotOffered

__all__ = ["BUCKETS", "WAIT_ACTION", "check_template", "offsets"]

WAIT_ACTION: Final = "aws:fis:wait"
_BUCKET: Final = "aws:s3:bucket"
BUCKETS: Final = "Buckets"
_START: Final = timedelta(0)


def _not_offered(what: str) -> NotOffered:
    return NotOffered(f"The local AWS does not know {what} of FIS experiments.")


def _invalid(message: str) -> JsonRESTError:
    return JsonRESTError("ValidationException", message)


def check_template(
    targets: Mapping[str, Any], actions: Mapping[str, Any], stop_conditions: Sequence[Mapping[str, Any]], more: Mapping[str, Any]
) -> None:
    """Raises FIS's ValidationException, or NotImplemented for a part that would have no effect; `more` are the other parts by name."""
    for name, value in more.items():
        if value:
            raise _not_offered(name)
    if any(condition.get("source") != "none" for condition in stop_conditions):
        raise _not_offered("stop conditions")
    for name, target in targets.items():
        _check_target(name, target)
    for name, action in actions.items():
        _check_action(name, action, targets, actions)
    offsets(actions)


def _check_target(name: str, target: Mapping[str, Any]) -> None:
    if target.get("resourceType") != _BUCKET:
        raise _not_offered(f"the resource type {target.get('resourceType')}")
    if target.get("resourceArns") or not target.get("resourceTags"):  # User Guide, "AWS FIS actions reference", this action
        raise _invalid(f"Target {name}: {PAUSE_ACTION} only supports targeting by tags; set resourceTags.")
    if target.get("selectionMode") != "ALL":
        raise _not_offered(f"the selection mode {target.get('selectionMode')}")
    if target.get("filters") or target.get("parameters"):
        raise _not_offered("filters and parameters of targets")


def _check_action(name: str, action: Mapping[str, Any], targets: Mapping[str, Any], actions: Mapping[str, Any]) -> None:
    kind, parameters = action.get("actionId"), action.get("parameters") or {}
    if kind not in (PAUSE_ACTION, WAIT_ACTION):
        raise _not_offered(f"the action {kind}")
    if kind == PAUSE_ACTION and (action.get("targets") or {}).get(BUCKETS) not in targets:
        raise _invalid(f"Action {name} needs a target of the template as {BUCKETS}.")
    for other in action.get("startAfter") or ():
        if other not in actions:
            raise _invalid(f"Action {name} starts after {other}, which the template does not have.")
    try:
        parse_duration(parameters) if kind == WAIT_ACTION else parse_pause(parameters)
    except InputError as error:
        raise _invalid(f"Action {name}: {error.sentence}") from None


def offsets(actions: Mapping[str, Any]) -> Mapping[str, tuple[timedelta, timedelta]]:
    """When each action starts and ends after the start of the experiment; raises ValidationException for a circle."""
    found: dict[str, tuple[timedelta, timedelta]] = {}
    waiting = dict(actions)
    while waiting:
        ready = [name for name, action in waiting.items() if all(other in found for other in action.get("startAfter") or ())]
        if not ready:
            raise _invalid(f"The actions {', '.join(waiting)} start after one another in a circle.")
        for name in ready:
            action = waiting.pop(name)
            start = max((found[other][1] for other in action.get("startAfter") or ()), default=_START)
            found[name] = start, start + parse_duration(action.get("parameters") or {})
    return found
