"""What the plan shows of a configuration's instances, as values of its language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from s3_replication.iam import UNKNOWN
from s3_replication.plan.address import ModulePath
from s3_replication.plan.instances import Instance
from s3_replication.plan.source.addresses import index_of
from s3_replication.plan.source.values import TerraformSet

__all__ = ["Planned", "PlannedModule", "PlannedResource", "by_index"]


@dataclass(frozen=True, slots=True, eq=False)
class PlannedResource:
    """A resource instance; each attribute is looked for when it is asked for."""

    instance: Instance
    attribute: "Callable[[PlannedResource, str], object]"

    def get(self, name: str) -> object:
        """The attribute's value."""
        return self.attribute(self, name)


@dataclass(frozen=True, slots=True, eq=False)
class PlannedModule:
    """A module instance; each output is evaluated when it is asked for."""

    path: ModulePath
    output: Callable[[ModulePath, str], object]

    def get(self, name: str) -> object:
        """The output's value."""
        return self.output(self.path, name)


class Planned:
    """The instances of one plan."""

    def __init__(self, instances: Iterable[Instance]) -> None:
        self._instances: dict[tuple[ModulePath, str], list[Instance]] = {}
        self._modules: dict[tuple[ModulePath, str], dict[str, None]] = {}
        for instance in instances:
            self._instances.setdefault((instance.module, instance.block), []).append(instance)
            for level, (name, key) in enumerate(instance.module):
                self._modules.setdefault((instance.module[:level], name), {})[key] = None

    def instances(self, module: ModulePath, block: str) -> list[Instance]:
        """The instances of a block in one module instance."""
        return self._instances.get((module, block), [])

    def modules(self, module: ModulePath, name: str) -> list[str]:
        """The keys of a call's instances that have resources in the plan."""
        return list(self._modules.get((module, name), ()))


def by_index(wanted: object, known: Mapping[str, object], counted: bool, make: Callable[[str], object] | None) -> object:
    """A block's instances: a list if they are counted, else an object by key; UNKNOWN if the plan may lack some of them."""
    found = {index_of(key): one for key, one in known.items()}
    if wanted is UNKNOWN:
        return _of_plan(found, counted)
    if counted:
        number = wanted if isinstance(wanted, int) else len(found)
        if make and number <= len(known) + 1000:
            return [found.get(at) or make(f"[{at}]") for at in range(number)]
        return [found[at] for at in range(number)] if found.keys() == set(range(number)) else UNKNOWN
    keys = list(wanted) if isinstance(wanted, Mapping) else list(wanted.members) if isinstance(wanted, TerraformSet) else None
    if keys is None or not all(isinstance(key, str) for key in keys):
        return _of_plan(found, counted)
    if make:
        return {str(key): found.get(str(key)) or make(f'["{key}"]') for key in keys}
    return {str(key): found[str(key)] for key in keys} if found.keys() == set(keys) else UNKNOWN


def _of_plan(found: Mapping[str | int | None, object], counted: bool) -> object:
    """The instances that the plan has, if their indexes are of the right kind and complete."""
    if not found:
        return UNKNOWN
    if counted:
        numbers = range(len(found))
        return [found[at] for at in numbers] if found.keys() == set(numbers) else UNKNOWN
    return {str(key): one for key, one in found.items()} if all(isinstance(key, str) for key in found) else UNKNOWN
