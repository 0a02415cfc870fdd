"""Finds the resource that an unknown argument refers to, by following references through variables and outputs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from s3_replication.iam import UNKNOWN
from s3_replication.plan.address import ModulePath, Reference, calls, outermost, reference
from s3_replication.plan.expressions import Configuration, expression, references
from s3_replication.plan.instances import Instance

__all__ = ["ReferenceGraph", "ResourceAttribute"]

_Seen: TypeAlias = set[tuple[ModulePath, str, bool, Reference]]
"""The references that a walk has followed, so that a loop ends and nothing is followed twice."""


@dataclass(frozen=True, slots=True)
class ResourceAttribute:
    """One attribute of one instance; an empty attribute means the whole resource."""

    instance: Instance
    attribute: str


@dataclass(frozen=True, slots=True)
class _ExpressionScope:
    """The scope of an expression: the module instance, the index it is written for, and the for_each behind that index."""

    module: ModulePath
    key: str = ""
    each: object = None


class _DeadEndError(Exception):
    """The reference cannot be followed: a plan does not show local values."""


class ReferenceGraph:
    """The references of one plan."""

    def __init__(self, configuration: Configuration, instances: Iterable[Instance]) -> None:
        self._configuration = configuration
        self._instances: dict[tuple[ModulePath, str], list[Instance]] = {}
        self._known: set[tuple[ModulePath, str]] = set()
        for instance in instances:
            self._instances.setdefault((instance.module, instance.block), []).append(instance)
            self._known.update((instance.module, name) for name in _known_variables(instance))

    def target(
        self, instance: Instance, path: Sequence[str | int], types: Sequence[str], attributes: Sequence[str]
    ) -> ResourceAttribute | None:
        """Return the only attribute that an unknown argument can refer to; None if no attribute, or more than one, is possible.

        A template such as "${bucket.arn}/*" looks like the plain reference, so call this only for arguments that hold a whole value.
        """
        written = expression(instance.configuration.expressions, path)
        return self.only(instance, written, types, attributes)

    def only(self, instance: Instance, written: object, types: Sequence[str], attributes: Sequence[str]) -> ResourceAttribute | None:
        """As `target`, for a given expression."""
        try:
            found = self._follow(_ExpressionScope(instance.module, instance.key, instance.configuration.for_each), written, "", set())
        except _DeadEndError:
            return None
        unknown = {(one.instance.address, one.attribute): one for one in found if _is_unknown(one)}
        if len(unknown) != 1:
            return None
        (target,) = unknown.values()
        fits = any(target.instance.block.startswith(one) for one in types) and target.attribute in attributes
        return target if fits else None

    def targets(self, instance: Instance, path: Sequence[str | int]) -> list[ResourceAttribute] | None:
        """Every attribute that an argument refers to; None if a local value hides one."""
        written = expression(instance.configuration.expressions, path)
        scope = _ExpressionScope(instance.module, instance.key, instance.configuration.for_each)
        try:
            return self._follow(scope, written, "", set())
        except _DeadEndError:
            return None

    def _follow(self, scope: _ExpressionScope, written: object, rest: str, seen: _Seen) -> list[ResourceAttribute]:
        found = []
        for one in outermost(references(written)):
            parsed = reference(one)
            if parsed is not None:
                found += self._one(scope, replace(parsed, attribute=parsed.attribute or rest), seen)
        return found

    def _one(self, scope: _ExpressionScope, one: Reference, seen: _Seen) -> list[ResourceAttribute]:
        step = (scope.module, scope.key, scope.each is None, one)
        if step in seen:
            return []
        seen.add(step)
        if one.kind in ("managed", "data"):
            return [ResourceAttribute(instance, one.attribute) for instance in self._resources(scope, one)]
        if one.kind == "var":
            return self._variable(scope.module, one, seen)
        if one.kind == "module":
            return self._output(scope, one, seen)
        if one.kind == "each" and one.name == "value":
            return self._follow(replace(scope, each=None), scope.each, one.attribute, seen)
        if one.kind == "each":
            return []
        raise _DeadEndError

    def _resources(self, scope: _ExpressionScope, one: Reference) -> list[Instance]:
        block = f"data.{one.subject}" if one.kind == "data" else one.subject
        found = self._instances.get((scope.module, block), [])
        exact = [instance for instance in found if instance.key == (one.key or scope.key)]
        return exact if exact or one.key else found

    def _variable(self, module: ModulePath, one: Reference, seen: _Seen) -> list[ResourceAttribute]:
        if not module or (module, one.name) in self._known:
            return []
        path, parent, (_, key) = calls(module), module[:-1], module[-1]
        argument = self._configuration.argument(path, one.name)
        return self._follow(_ExpressionScope(parent, key, self._configuration.for_each(path)), argument, one.attribute, seen)

    def _output(self, scope: _ExpressionScope, one: Reference, seen: _Seen) -> list[ResourceAttribute]:
        module = scope.module
        called = {path for path, _ in self._instances if path[: len(module)] == module and len(path) > len(module)}
        instances = {path[: len(module) + 1] for path in called if path[len(module)][0] == one.subject}
        exact = {path for path in instances if path[-1][1] == (one.key or scope.key)}
        chosen = sorted(exact if exact or one.key else instances)
        written = self._configuration.output((*calls(module), one.subject), one.name)
        return [target for path in chosen for target in self._follow(_ExpressionScope(path), written, one.attribute, seen)]


def _known_variables(instance: Instance) -> Iterable[str]:
    """Variables that alone are the value of an argument that the plan knows: what they are given is known too."""
    for name, written in instance.configuration.expressions.items():
        parsed = reference(named[0]) if len(named := outermost(references(written))) == 1 else None
        known = instance.values.get(name, UNKNOWN)
        if parsed is not None and parsed.kind == "var" and not parsed.attribute and isinstance(known, str):
            yield parsed.name


def _is_unknown(target: ResourceAttribute) -> bool:
    """An argument is unknown only because of an unknown reference: a whole resource may be one, a known attribute is not."""
    return not target.attribute or target.instance.values.get(target.attribute, UNKNOWN) is UNKNOWN
