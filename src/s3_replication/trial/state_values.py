"""A plan with the values that are known after apply, taken from the state of a trial."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from s3_replication.plan.expressions import Configuration
from s3_replication.plan.instances import Instance, read_instances
from s3_replication.plan.values import blocks, mapping

__all__ = ["addresses_in_state", "with_state_values"]

_IDENTITIES: Final = ("arn", "id", "key_id", "unique_id", "target_key_arn", "target_key_id")
_SHORTEST: Final = 12  # a shorter id may be part of other text
_SHARED: Final = ("acl", "policy")  # arguments of a bucket or key that other resources write too


def addresses_in_state(state: Mapping[str, object]) -> frozenset[str]:
    """The address of each managed resource in a state's JSON."""
    return frozenset(address for address, managed, _ in _resources(state) if managed)


def with_state_values(plan: Mapping[str, object], state: Mapping[str, object]) -> Mapping[str, object]:
    """The plan's JSON, in which each argument that is not known in full has its value from the state's JSON.

    Blocks and policies that a resource does not write stay unknown: the state repeats there what other resources write.
    """
    found = {address: values for address, _, values in _resources(state)}
    instances = read_instances(plan, Configuration(plan))
    written = {one.address: one.configuration.expressions for one in instances if one.mode == "managed"}
    names = dict(_names(instances, found))
    changes = []
    for change in blocks(plan, "resource_changes"):
        address = str(change.get("address"))
        values = found.get(address)
        changes.append(_filled(change, values and mapping(_renamed(values, names)), written.get(address)))
    return {**plan, "resource_changes": changes}


def _names(instances: Iterable[Instance], found: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    """The ARNs and ids that the trial's AWS chose for what exists already, and those that it really has."""
    for one in instances:
        for name in _IDENTITIES:
            known, tried = one.values.get(name), found.get(one.address, {}).get(name)
            if isinstance(known, str) and isinstance(tried, str) and known != tried and len(tried) >= _SHORTEST:
                yield tried, known


def _renamed(value: object, names: Mapping[str, str]) -> object:
    """The value with each ARN and id of the trial replaced, the longest first."""
    if isinstance(value, Mapping):
        return {name: _renamed(one, names) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    if isinstance(value, str):
        for tried in sorted(names, key=len, reverse=True):
            value = value.replace(tried, names[tried])
    return value


def _resources(state: Mapping[str, object]) -> Iterator[tuple[str, bool, Mapping[str, object]]]:
    modules = [mapping(mapping(state.get("values")).get("root_module"))]
    while modules:
        module = modules.pop()
        modules += blocks(module, "child_modules")
        for resource in blocks(module, "resources"):
            yield str(resource.get("address")), resource.get("mode") == "managed", mapping(resource.get("values"))


def _filled(
    change: Mapping[str, object], values: Mapping[str, object] | None, written: Mapping[str, object] | None
) -> Mapping[str, object]:
    """An argument with any unknown part is taken whole: a set may have another order when all of it is known."""
    body = mapping(change.get("change"))
    unknown = mapping(body.get("after_unknown"))
    if values is None or not unknown:
        return change
    own = {name for name in values if written is None or name in written or _is_own(name, values[name])}
    taken = {name for name, mark in unknown.items() if name in own and _has_mark(mark)}
    after = {**mapping(body.get("after")), **{name: values[name] for name in taken}}
    left = {name: mark for name, mark in unknown.items() if name not in taken}
    return {**change, "change": {**body, "after": after, "after_unknown": left}}


def _is_own(name: str, value: object) -> bool:
    return not isinstance(value, list | Mapping) and name not in _SHARED


def _has_mark(mark: object) -> bool:
    if isinstance(mark, Mapping):
        return any(map(_has_mark, mark.values()))
    return any(map(_has_mark, mark)) if isinstance(mark, list) else mark is True
