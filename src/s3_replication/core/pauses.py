"""Replication that AWS Fault Injection Service (FIS) pauses (facts 2.26 to 2.28)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from s3_replication.core.configuration.model import Rule
from s3_replication.core.matching import bucket_name, rule_prefix
from s3_replication.core.model import Bucket, World
from s3_replication.core.permissions import Authorizer
from s3_replication.errors import InputError
from s3_replication.iam import UNKNOWN, Unknown, Verdict

__all__ = ["PAUSE_ACTION", "ReplicationPause", "parse_duration", "parse_pause", "pause_refusal"]

PAUSE_ACTION: Final = "aws:s3:bucket-pause-replication"
_SERVICE: Final = "fis.amazonaws.com"
_NEEDED: Final = ("s3:PauseReplication", "s3:GetReplicationConfiguration", "s3:PutReplicationConfiguration")
_DURATION: Final = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.ASCII)
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ReplicationPause:
    """What one action pauses: rules to destination buckets in `region`. No `destinations` are all, no `prefixes` are all rules."""

    region: str
    duration: timedelta
    destinations: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()

    def takes(self, rule: Rule, destination_region: str | Unknown) -> bool | Unknown:
        """Whether it pauses a rule of a target bucket; UNKNOWN if the Region of the rule's destination decides and is not known."""
        bucket, prefix = rule.destination.bucket, rule_prefix(rule)
        if isinstance(bucket, Unknown) or isinstance(prefix, Unknown):
            return UNKNOWN
        if (self.destinations and bucket_name(bucket) not in self.destinations) or (self.prefixes and prefix not in self.prefixes):
            return False
        return destination_region if isinstance(destination_region, Unknown) else destination_region == self.region


def parse_pause(parameters: Mapping[str, str]) -> ReplicationPause:
    """The pause that an action's parameters describe; raises InputError for parameters that FIS refuses."""
    region = parameters.get("region", "")
    if not region:
        raise InputError(f"action {PAUSE_ACTION} has no parameter region: set it to the Region of the destination buckets.")
    destinations = frozenset(bucket_name(one) for one in _listed(parameters, "destinationBuckets"))
    return ReplicationPause(region, parse_duration(parameters), destinations, frozenset(_listed(parameters, "prefixes")))


def parse_duration(parameters: Mapping[str, str]) -> timedelta:
    """The parameter duration, in ISO 8601, from one minute to 12 hours; raises InputError for another value."""
    said = parameters.get("duration", "")
    found = _DURATION.fullmatch(said)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found is not None else (0, 0, 0)
    duration = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not _SHORTEST <= duration <= _LONGEST:
        raise InputError(f"the parameter duration is {said!r}: it must be between PT1M and PT12H, in ISO 8601.")
    return duration


def _listed(parameters: Mapping[str, str], name: str) -> list[str]:
    return [one.strip() for one in parameters.get(name, "").split(",") if one.strip()]


def pause_refusal(world: World, role_arn: str, experiment_arn: str, pauses: Iterable[tuple[Bucket, ReplicationPause]]) -> str | None:
    """Why FIS may not pause replication of these buckets with a role; None if it may (fact 2.28)."""
    role, authorizer = world.roles.get(role_arn), Authorizer(world)
    if role is None:
        return f"Role {role_arn} does not exist."
    if authorizer.assume_as(role, _SERVICE, experiment_arn, role.account).decision.verdict is not Verdict.ALLOW:
        return f"The trust policy of role {role_arn} does not allow {_SERVICE} to assume it."
    for bucket, pause in pauses:
        keys = {"s3:destinationregion": (pause.region,), "s3:isreplicationpauserequest": ("true",)}
        checks = [authorizer.bucket_with(role, action, bucket, keys) for action in _NEEDED]
        refused = [check.action for check in checks if check.decision.verdict is not Verdict.ALLOW]
        if refused:
            return f"Role {role_arn} may not do {', '.join(refused)} on {bucket.arn}."
    return None
