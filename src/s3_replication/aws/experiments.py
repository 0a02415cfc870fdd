"""Experiments of AWS Fault Injection Service (FIS) that run now in one Region, and what they pause of replication."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import EndpointConnectionError
from urllib3.exceptions import NameResolutionError

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import PAUSE_ACTION, ReplicationPause, parse_pause
from s3_replication.errors import InputError
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["RunningPause", "read_pauses"]

_Json = Mapping[str, Any]
_UNDER_WAY: Final = frozenset({"pending", "initiating", "running"})
_PAUSING: Final = frozenset({"initiating", "running"})


@dataclass(frozen=True, slots=True)
class RunningPause:
    """One action that pauses replication: its experiment, the ARNs or names of its target buckets, and when it ends if that is known.

    `pause` is UNKNOWN for parameters that this package does not know.
    """

    experiment: str
    arn: str
    targets: frozenset[str] | Unknown
    pause: ReplicationPause | Unknown
    ends: datetime | None


def read_pauses(connection: Connection, region: str) -> tuple[RunningPause, ...] | Unknown:
    """What experiments of the account pause in the Region of their target buckets, as far as each may be read.

    UNKNOWN where experiments may not be listed.
    """
    listed = ask("ListExperiments", f"Region {region}", lambda: _list(connection, region))
    return UNKNOWN if isinstance(listed, Unknown) else tuple(pause for one in listed or () for pause in _describe(connection, region, one))


def _list(connection: Connection, region: str) -> list[str]:
    """The ids of experiments that are not over; none in a Region that has no host for FIS.

    boto3 does not know the Regions of FIS. The bucket was read in the same Region before, so names of hosts are resolved.
    """
    pages = connection.fis(region).get_paginator("list_experiments").paginate()
    try:
        return [one["id"] for page in pages for one in page["experiments"] if one["state"]["status"] in _UNDER_WAY]
    except EndpointConnectionError as error:
        if is_unresolved(error):
            return []
        raise


def is_unresolved(error: EndpointConnectionError) -> bool:
    """Whether the host's name does not exist, rather than that the host does not answer."""
    return isinstance(error.kwargs.get("error"), NameResolutionError)


def _describe(connection: Connection, region: str, name: str) -> tuple[RunningPause, ...]:
    client = connection.fis(region)
    found = ask("GetExperiment", name, lambda: client.get_experiment(id=name)["experiment"])
    if found is None or isinstance(found, Unknown):
        return ()
    actions = [one for one in found["actions"].values() if one["actionId"] == PAUSE_ACTION and one["state"]["status"] in _PAUSING]
    if not actions:
        return ()
    pages = client.get_paginator("list_experiment_resolved_targets").paginate(experimentId=name)
    resolved = ask("ListExperimentResolvedTargets", name, lambda: [one for page in pages for one in page["resolvedTargets"]])
    return tuple(_pause(found, action, resolved) for action in actions)


def _pause(experiment: _Json, action: _Json, resolved: list[_Json] | Unknown | None) -> RunningPause:
    names = frozenset(action.get("targets", {}).values())
    targets = UNKNOWN if isinstance(resolved, Unknown) else frozenset(
        value for one in resolved or () if one["targetName"] in names for value in _values(one)
    )  # fmt: skip
    try:
        pause = parse_pause(action.get("parameters", {}))
    except InputError:
        return RunningPause(experiment["id"], experiment["arn"], targets, UNKNOWN, None)
    started: datetime | None = action.get("startTime")
    return RunningPause(experiment["id"], experiment["arn"], targets, pause, started + pause.duration if started else None)


def _values(target: _Json) -> Iterator[str]:
    """The names of a resolved target: AWS documents targetInformation as a map of texts, without its keys."""
    yield from target.get("targetInformation", {}).values()
