"""What an argument that is not known yet refers to: the way from a reference through variables and outputs to resources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from s3_replication.iam import UNKNOWN
from s3_replication.plan.address import ModulePath, Reference, calls, outermost, reference
from s3_replication.plan.configuration import Configuration, expression, references
from s3_replication.plan.instances import Instance

__all__ = ["Graph", "Target"]

_Seen: TypeAlias = set[tuple[ModulePath, str, bool, Reference]]
"""The references that a walk has followed, so that a loop ends and nothing is followed twice."""


@dataclass(frozen=True, slots=True)
class Target:
    """One attribute of one instance; an empty attribute stands for the whole resource."""

    instance: Instance
    attribute: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where an expression stands: the module instance, the index it is written for, and the for_each behind that index."""

    module: ModulePath
    key: str = ""
    each: object = None


class _DeadEndError(Exception):
    """The way ends where a plan shows nothing (a local value): what stands there could be anything."""


class Graph:
    """The references of one plan."""

    def __init__(self, configuration: Configuration, instances: Iterable[Instance]) -> None:
        self._configuration = configuration
        self._instances: dict[tuple[ModulePath, str], list[Instance]] = {}
        for instance in instances:
            self._instances.setdefault((instance.module, instance.block), []).append(instance)

    def target(self, instance: Instance, path: Sequence[str | int], types: Sequence[str], attributes: Sequence[str]) -> Target | None:
        """The one attribute that an argument not known yet must mean; None where there is none or a choice.

        A template such as "${bucket.arn}/*" cannot be told from the plain reference, so ask only for arguments that hold a whole value.
        """
        written = expression(instance.configuration.expressions, path)
        return self.only(instance, written, types, attributes)

    def only(self, instance: Instance, written: object, types: Sequence[str], attributes: Sequence[str]) -> Target | None:
        """As `target`, for an expression at hand."""
        try:
            found = self._follow(_Scope(instance.module, instance.key, instance.configuration.for_each), written, "", set())
        except _DeadEndError:
            return None
        unknown = {(one.instance.address, one.attribute): one for one in found if _is_unknown(one)}
        if len(unknown) != 1:
            return None
        (target,) = unknown.values()
        fits = any(target.instance.block.startswith(one) for one in types) and target.attribute in attributes
        return target if fits else None

    def _follow(self, scope: _Scope, written: object, rest: str, seen: _Seen) -> list[Target]:
        found = []
        for one in outermost(references(written)):
            parsed = reference(one)
            if parsed is not None:
                found += self._one(scope, replace(parsed, attribute=parsed.attribute or rest), seen)
        return found

    def _one(self, scope: _Scope, one: Reference, seen: _Seen) -> list[Target]:
        step = (scope.module, scope.key, scope.each is None, one)
        if step in seen:
            return []
        seen.add(step)
        if one.kind in ("managed", "data"):
            return [Target(instance, one.attribute) for instance in self._resources(scope, one)]
        if one.kind == "var":
            return self._variable(scope.module, one, seen)
        if one.kind == "module":
            return self._output(scope, one, seen)
        if one.kind == "each" and one.name == "value":
            return self._follow(replace(scope, each=None), scope.each, one.attribute, seen)
        if one.kind == "each":
            return []
        raise _DeadEndError

    def _resources(self, scope: _Scope, one: Reference) -> list[Instance]:
        block = f"data.{one.subject}" if one.kind == "data" else one.subject
        found = self._instances.get((scope.module, block), [])
        exact = [instance for instance in found if instance.key == (one.key or scope.key)]
        return exact if exact or one.key else found

    def _variable(self, module: ModulePath, one: Reference, seen: _Seen) -> list[Target]:
        if not module:
            return []
        path, parent, (_, key) = calls(module), module[:-1], module[-1]
        argument = self._configuration.argument(path, one.name)
        return self._follow(_Scope(parent, key, self._configuration.for_each(path)), argument, one.attribute, seen)

    def _output(self, scope: _Scope, one: Reference, seen: _Seen) -> list[Target]:
        module = scope.module
        called = {path for path, _ in self._instances if path[: len(module)] == module and len(path) > len(module)}
        instances = {path[: len(module) + 1] for path in called if path[len(module)][0] == one.subject}
        exact = {path for path in instances if path[-1][1] == (one.key or scope.key)}
        chosen = sorted(exact if exact or one.key else instances)
        written = self._configuration.output((*calls(module), one.subject), one.name)
        return [target for path in chosen for target in self._follow(_Scope(path), written, one.attribute, seen)]


def _is_unknown(target: Target) -> bool:
    """Only what is unknown can be why an argument is; a whole resource counts, a known attribute does not."""
    return not target.attribute or target.instance.values.get(target.attribute, UNKNOWN) is UNKNOWN
