"""What an unknown outcome depends on: each unknown value with the resource that has it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.core import Check, Task, World, bucket_name
from s3_replication.findings.causes.cause import EVERYTHING, UnknownValue
from s3_replication.findings.causes.permissions import TRUST, target_of
from s3_replication.iam import Arn, Layer

__all__ = ["CONTROL_POLICIES", "unknown_values"]

CONTROL_POLICIES: Final = "control policies"
_NAMED: Final = re.compile(r"(?:(?P<part>.+) (?:of|in) )?(?:bucket|key) (?P<resource>\S+)")
_OF_ROLE: Final[Mapping[str, str]] = {Layer.IDENTITY.value: "the policies", Layer.BOUNDARY.value: "the permissions boundary"}
_OF_ACCOUNT: Final[Mapping[str, str]] = {
    Layer.SCP.value: "the service control policies",
    Layer.RCP.value: "the resource control policies",
}
_OF_TARGET: Final[Mapping[str, str]] = {Layer.RESOURCE.value: "the policy", Layer.GRANT.value: "the grants"}
_ORGANIZATION: Final[Mapping[str, bool]] = {  # condition keys, and whether they are about the caller's account
    "aws:PrincipalOrgID": True, "aws:PrincipalOrgPaths": True, "aws:ResourceOrgID": False, "aws:ResourceOrgPaths": False,
}  # fmt: skip
_PLACE: Final = frozenset({"aws:RequestedRegion", "aws:ResourceAccount", "s3:ResourceAccount"})


def unknown_values(name: str, task: Task, world: World) -> Iterator[UnknownValue]:
    """The values behind a name in `task.unknown`; a kind of policy is one value for each resource whose policy is not known."""
    found = list(dict.fromkeys(_values(name, task, world)))
    yield from found or [UnknownValue(name)]


def _values(name: str, task: Task, world: World) -> Iterator[UnknownValue]:
    named = _NAMED.fullmatch(name)
    if named is not None:
        yield UnknownValue(name, named["resource"], named["part"] or EVERYTHING)
    role = task.admission.role if task.admission is not None and isinstance(task.admission.role, str) else None
    for check in (check for step in task.steps for check in step.checks if name in check.decision.unknown):
        target = target_of(check, world)
        if role is not None and role not in world.roles and (name in _OF_ROLE or target == role):
            yield UnknownValue(f"role {role}", role)
        elif name in _OF_TARGET:
            words = "the trust policy" if check.action == TRUST else _OF_TARGET[name]
            yield UnknownValue(f"{words} of {target}", _resource(target), name)
        elif name in _OF_ROLE and role is not None:
            yield UnknownValue(f"{_OF_ROLE[name]} of {role}", role, name)
        elif name in _OF_ACCOUNT:
            account = _account_of(role) if name == Layer.SCP.value else _owner(check, task, world)
            if account:
                yield UnknownValue(f"{_OF_ACCOUNT[name]} of account {account}", account, CONTROL_POLICIES)
        elif name in _ORGANIZATION:
            account = _account_of(role) if _ORGANIZATION[name] else _owner(check, task, world)
            if account:
                yield UnknownValue(f"the organization of account {account}", account, CONTROL_POLICIES)
        elif name in _PLACE and check.action.startswith("s3:"):
            yield UnknownValue(f"the Region of bucket {_resource(target)}", _resource(target))


def _resource(target: str) -> str:
    return bucket_name(target) if target.rpartition(":::")[1] else target


def _account_of(arn: str | None) -> str:
    found = Arn.find(arn) if arn is not None else None
    return found.account if found is not None else ""


def _owner(check: Check, task: Task, world: World) -> str:
    """The account of the bucket, key or role that the request is about; of a bucket that was not read, the one that its rule names."""
    target = target_of(check, world)
    if account := _account_of(target):
        return account
    bucket = world.buckets.get(_resource(target))
    if bucket is not None:
        return bucket.account
    named = task.admission.rule.destination.account if task.admission is not None else None
    return named if isinstance(named, str) else ""
