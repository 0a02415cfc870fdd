"""The replication configuration: rules by meaning, so that another id, another order and elements of one effect do not count."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from s3_replication.core import (
    ENABLED,
    Metrics,
    ReplicationConfiguration,
    ReplicationTime,
    Rule,
    World,
    replicates_kms,
    replicates_markers,
    rule_prefix,
    syncs_replicas,
)
from s3_replication.doctor.drift.difference import Difference, compared, is_known
from s3_replication.doctor.drift.owners import Owner
from s3_replication.doctor.drift.settings import key_arn
from s3_replication.findings.finding import Severity
from s3_replication.findings.words import and_list
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["rule_differences"]

_Element = tuple[str, Callable[[Rule, World], object]]
_MOST_RULES: Final = 5


def _filter(rule: Rule, _world: World) -> object:
    prefix = rule_prefix(rule)
    if isinstance(prefix, Unknown):
        return UNKNOWN
    tags = sorted(f"{one.key}={one.value}" for one in rule.filter.tags) if rule.filter is not None else []
    return and_list([*([f"prefix {prefix}"] if prefix else []), *(f"tag {one}" for one in tags)]) or "all objects"


def _status(found: Metrics | ReplicationTime | None) -> str:
    return found.status if found is not None else "Disabled"


def _switch(on: bool) -> str:
    return ENABLED if on else "Disabled"


_ELEMENTS: Final[tuple[_Element, ...]] = (
    ("Status", lambda rule, _: rule.status),
    ("Filter", _filter),
    ("Destination.Bucket", lambda rule, _: rule.destination.bucket),
    ("Destination.Account", lambda rule, _: rule.destination.account),
    ("Destination.StorageClass", lambda rule, _: rule.destination.storage_class),
    ("AccessControlTranslation.Owner", lambda rule, _: rule.destination.owner_translation),
    ("ReplicaKmsKeyID", lambda rule, world: key_arn(rule.destination.replica_kms_key, world)),
    ("Metrics", lambda rule, _: _status(rule.destination.metrics)),
    ("ReplicationTime", lambda rule, _: _status(rule.destination.replication_time)),
    ("DeleteMarkerReplication", lambda rule, _: _switch(replicates_markers(rule))),
    ("SseKmsEncryptedObjects", lambda rule, _: _switch(replicates_kms(rule))),
    ("ReplicaModifications", lambda rule, _: _switch(syncs_replicas(rule))),
)
_PRIORITY: Final[_Element] = ("Priority", lambda rule, _: rule.priority or 0)


def rule_differences(owner: Owner, said: World, live: World, name: str) -> Iterator[Difference]:
    """What the live replication configuration of the bucket has otherwise than Terraform's; `said` has the keys of all documents."""
    wanted, found = owner.world.buckets[name].replication, live.buckets[name].replication
    if not isinstance(wanted, ReplicationConfiguration) or isinstance(found, Unknown):
        return
    ids = and_list([_label(rule) for rule in wanted.rules], _MOST_RULES)
    if found is None:
        says = compared(f"The replication rules of bucket {name}", owner, ids, "no replication configuration")
        yield Difference("live-rules-missing", says, owner, ("rule",))
        return
    elements = (*_ELEMENTS, _PRIORITY) if min(len(wanted.rules), len(found.rules)) > 1 else _ELEMENTS
    pairs = _pairs(wanted.rules, found.rules, elements, said, live)
    if wanted.rules and found.rules and not any(rule is not None and other is not None for rule, other in pairs):
        there = and_list([_label(rule) for rule in found.rules], _MOST_RULES)
        says = compared(f"The replication rules of bucket {name}", owner, ids, there)
        yield Difference("live-rules-replaced", says, owner, ("rule",), severity=_severity(wanted.rules))
        return
    if is_known(wanted.role) and wanted.role != found.role:
        says = compared(f"The role of the replication configuration of bucket {name}", owner, wanted.role, found.role)
        yield Difference("live-rule-differs", says, owner, ("role",))
    for rule, other in pairs:
        yield from _of_pair(owner, name, rule, other, _differing(rule, other, elements, said, live) if rule and other else ())


def _of_pair(
    owner: Owner, name: str, rule: Rule | None, other: Rule | None, differing: Sequence[tuple[str, object, object]]
) -> Iterator[Difference]:  # fmt: skip
    what = f"{_label(rule or other)} of bucket {name}"
    what = what[:1].upper() + what[1:]
    rule_id = next((one.id for one in (rule, other) if one is not None), None)
    if rule is None or other is None:
        says = compared(what, owner, "a rule" if rule else "no such rule", "a rule" if other else "no such rule")
        severity = _severity([rule]) if rule is not None else None
        yield Difference("live-rule-differs", says, owner, ("rule",), severity, rule_id)
    elif differing:
        values = [and_list([f"{element} {_shown(pair[at])}" for element, *pair in differing]) for at in (0, 1)]
        stopped = rule.status == ENABLED != other.status
        says = compared(what, owner, *values)
        yield Difference("live-rule-differs", says, owner, ("rule",), Severity.ERROR if stopped else None, rule_id)


def _severity(lost: Sequence[Rule]) -> Severity | None:
    """A lost rule that is enabled stops objects from replicating."""
    return Severity.ERROR if any(rule.status == ENABLED for rule in lost) else Severity.WARNING


def _pairs(
    wanted: Sequence[Rule], found: Sequence[Rule], elements: Sequence[_Element], said: World, live: World
) -> list[tuple[Rule | None, Rule | None]]:  # fmt: skip
    """Each rule of Terraform with the live one of its id, else with one that has the same meaning; then the other live rules."""
    left = dict(enumerate(found))
    pairs: dict[int, int] = {}
    for at, rule in enumerate(wanted):
        same = [index for index, other in left.items() if rule.id is not None and other.id == rule.id]
        for index in same[:1]:
            pairs[at] = index
            del left[index]
    for at, rule in enumerate(wanted):
        if at not in pairs:
            same = [index for index, other in left.items() if not _differing(rule, other, elements, said, live)]
            for index in same[:1]:
                pairs[at] = index
                del left[index]
    named = [(rule, found[pairs[at]] if at in pairs else None) for at, rule in enumerate(wanted)]
    return [*named, *((None, rule) for rule in left.values())]


def _differing(rule: Rule, other: Rule, elements: Sequence[_Element], said: World, live: World) -> list[tuple[str, object, object]]:
    """The elements with two known values that differ."""
    values = [(name, read(rule, said), read(other, live)) for name, read in elements]
    return [(name, one, two) for name, one, two in values if is_known(one) and is_known(two) and one != two]


def _label(rule: Rule | None) -> str:
    return f"rule {rule.id}" if rule is not None and rule.id else "a rule without an id"


def _shown(value: object) -> str:
    return "not set" if value is None else str(value)
