"""Every resource instance of a plan as it will be after apply, with unknown values marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from s3_replication.plan.address import ModulePath, calls, module_path
from s3_replication.plan.expressions import Configuration, ResourceConfiguration
from s3_replication.plan.values import blocks, items, mapping, overlay

__all__ = ["Instance", "read_instances", "read_removed"]


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance; `key` is its index as written, `created` says that this plan creates it, so what it does not set does not exist."""

    address: str
    module: ModulePath
    mode: str
    type: str
    name: str
    key: str
    values: Mapping[str, object]
    configuration: ResourceConfiguration
    created: bool = False

    @property
    def block(self) -> str:
        """The address of its block inside its module, without instance."""
        return _block(self.mode, self.type, self.name)


def read_instances(plan: Mapping[str, object], configuration: Configuration) -> tuple[Instance, ...]:
    """Return the prior state with the plan's changes applied, without deleted instances."""
    prior = mapping(mapping(mapping(plan.get("prior_state")).get("values")).get("root_module"))
    found = {one.address: one for one in _of_state(prior, configuration)}
    for change in blocks(plan, "resource_changes"):
        if change.get("deposed") is not None:
            continue
        instance = _of_change(change, configuration)
        if instance is None:
            found.pop(str(change.get("address")), None)
        else:
            found[instance.address] = instance
    return tuple(found.values())


def read_removed(plan: Mapping[str, object], configuration: Configuration) -> tuple[Instance, ...]:
    """Return the instances that the plan deletes, with their prior values."""
    found = []
    for change in blocks(plan, "resource_changes"):
        body = mapping(change.get("change"))
        if _is_removal(body) and (instance := _instance(change, mapping(body.get("before")), configuration)):
            found.append(instance)
    return tuple(found)


def _is_removal(body: Mapping[str, object]) -> bool:
    actions = items(body.get("actions"))
    return "delete" in actions and "create" not in actions


def _of_state(module: Mapping[str, object], configuration: Configuration) -> Iterator[Instance]:
    for resource in blocks(module, "resources"):
        if instance := _instance(resource, mapping(resource.get("values")), configuration):
            yield instance
    for child in blocks(module, "child_modules"):
        yield from _of_state(child, configuration)


def _of_change(change: Mapping[str, object], configuration: Configuration) -> Instance | None:
    body = mapping(change.get("change"))
    if _is_removal(body):
        return None
    actions = items(body.get("actions"))
    if "forget" in actions:  # Terraform removes it from the state, AWS keeps it
        return _instance(change, mapping(body.get("before")), configuration)
    values = mapping(overlay(body.get("after"), body.get("after_unknown")))
    return _instance(change, values, configuration, "create" in actions)


def _instance(
    resource: Mapping[str, object], values: Mapping[str, object], configuration: Configuration, created: bool = False
) -> Instance | None:
    address, kind, name = resource.get("address"), resource.get("type"), resource.get("name")
    if not (isinstance(address, str) and isinstance(kind, str) and isinstance(name, str)):
        return None
    mode = "data" if resource.get("mode") == "data" else "managed"
    module = module_path(address)
    own = configuration.resource(calls(module), _block(mode, kind, name))
    return Instance(address, module, mode, kind, name, _key(resource.get("index")), values, own, created)


def _block(mode: str, kind: str, name: str) -> str:
    return f"data.{kind}.{name}" if mode == "data" else f"{kind}.{name}"


def _key(index: object) -> str:
    if isinstance(index, str):
        return f'["{index}"]'
    return f"[{index}]" if isinstance(index, int) else ""
