"""What each resource of a plan waits for: its references and depends_on, followed through modules.

Source: Terraform, "JSON Output Format" (configuration representation) and "The depends_on meta-argument". The plan shows neither local
values nor dynamic blocks: what they refer to is read from the source of the configuration, and stays hidden without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from s3_replication.check.plan_checks.dynamic_rules import has_dynamic_rules
from s3_replication.findings.finding import Suggestion
from s3_replication.plan.address import Reference, calls, outermost, reference
from s3_replication.plan.expressions import references
from s3_replication.plan.instances import Instance
from s3_replication.plan.source import Source
from s3_replication.plan.source.written_references import of_block, of_local
from s3_replication.plan.values import blocks, items, mapping

__all__ = ["Dependencies", "Waits", "depends_on"]

_Path: TypeAlias = tuple[str, ...]
_Block: TypeAlias = tuple[_Path, str]
_Step: TypeAlias = tuple[str, _Path, str]
_COUNTS = ("count_expression", "for_each_expression")


@dataclass(frozen=True, slots=True)
class Waits:
    """The blocks that one waits for; `hidden` says that a local value, or a block that the plan does not show, may hide more."""

    blocks: frozenset[_Block]
    hidden: bool

    def includes(self, instance: Instance) -> bool:
        """Whether it waits for the instance's block."""
        return (calls(instance.module), instance.block) in self.blocks


@dataclass(slots=True)
class _Walk:
    """One walk: where it was, and whether it met a local value without source."""

    left: list[_Step]
    seen: set[_Step] = field(default_factory=set)
    hidden: bool = False


class Dependencies:
    """The dependencies of one plan's blocks. All instances of a block count as one, so it may find too many, never too few."""

    def __init__(self, document: Mapping[str, object], source: Source | None = None) -> None:
        self._source = source
        self._modules: dict[_Path, Mapping[str, object]] = {}
        self._calls: dict[_Path, Mapping[str, object]] = {}
        self._resources: dict[_Block, Mapping[str, object]] = {}
        self._inside: dict[_Path, list[_Block]] = {}
        self._add((), mapping(mapping(document.get("configuration")).get("root_module")))

    def _add(self, path: _Path, module: Mapping[str, object]) -> None:
        self._modules[path] = module
        for resource in blocks(module, "resources"):
            block = (path, str(resource.get("address")))
            self._resources[block] = resource
            for level in range(len(path) + 1):
                self._inside.setdefault(path[:level], []).append(block)
        for name, call in mapping(module.get("module_calls")).items():
            self._calls[(*path, name)] = mapping(call)
            self._add((*path, name), mapping(mapping(call).get("module")))

    def of(self, instance: Instance) -> Waits:
        """Everything that Terraform does before it creates the instance."""
        start = ("resource", calls(instance.module), instance.block)
        walk = _Walk([start])
        while walk.left:
            step = walk.left.pop()
            if step not in walk.seen:
                walk.seen.add(step)
                walk.left += self._next(step, walk)
        found = frozenset((path, block) for kind, path, block in walk.seen if kind == "resource") - {start[1:]}
        shown = of_block(self._source, *start[1:]) is not None or not has_dynamic_rules(instance)
        return Waits(found, walk.hidden or not shown)

    def _next(self, step: _Step, walk: _Walk) -> Iterator[_Step]:
        kind, path, name = step
        if kind == "resource":
            resource = self._resources.get((path, name), {})
            written = of_block(self._source, path, name) or []
            yield from self._named(path, [*_references(resource, "expressions", *_COUNTS), *written], walk)
            yield ("call", path, "")
        elif kind == "call" and path:
            yield from self._named(path[:-1], _references(self._calls.get(path, {}), *_COUNTS), walk)
            yield ("call", path[:-1], "")
        elif kind == "output":
            output = mapping(mapping(self._modules.get(path, {}).get("outputs")).get(name))
            yield from self._named(path, _references(output, "expression"), walk)
        elif kind == "variable" and path:
            argument = mapping(self._calls.get(path, {}).get("expressions")).get(name)
            yield from self._named(path[:-1], outermost(references(argument)), walk)
        elif kind == "local":
            yield from self._named(path, [name], walk)
        elif kind == "module":
            yield from (("resource", at, block) for at, block in self._inside.get(path, ()))

    def _named(self, path: _Path, written: Sequence[str], walk: _Walk) -> Iterator[_Step]:
        for one in written:
            if one.startswith("local."):
                behind = of_local(self._source, path, one.split(".")[1].partition("[")[0])
                walk.hidden = walk.hidden or behind is None
                yield from (("local", path, other) for other in behind or ())
            elif (parsed := reference(one)) is not None:
                yield from _step(path, parsed)


def _references(body: Mapping[str, object], *names: str) -> list[str]:
    """The references of these parts of a block, and its depends_on, which names whole modules too."""
    written = [one for name in names for one in references(body.get(name))]
    return [*outermost(written), *(one for one in items(body.get("depends_on")) if isinstance(one, str))]


def _step(path: _Path, parsed: Reference) -> Iterator[_Step]:
    if parsed.kind == "managed":
        yield ("resource", path, parsed.subject)
    elif parsed.kind == "data":
        yield ("resource", path, f"data.{parsed.subject}")
    elif parsed.kind == "var":
        yield ("variable", path, parsed.name)
    elif parsed.kind == "module" and parsed.name:
        yield ("output", (*path, parsed.subject), parsed.name)
    elif parsed.kind == "module":
        yield ("module", (*path, parsed.subject), "")


def depends_on(waiting: Instance, needed: Sequence[Instance]) -> tuple[Suggestion, ...]:
    """The depends_on that makes one resource wait for others: it can name resources of the same module, and whole modules."""
    level, names = len(waiting.module), []
    for one in needed:
        if one.module[:level] != waiting.module:
            return ()
        names.append(f"module.{one.module[level][0]}" if len(one.module) > level else one.block)
    written = "[" + ", ".join(dict.fromkeys(names)) + "]"
    return (Suggestion(f"Add this to depends_on of {waiting.address}.", hcl=f"depends_on = {written}"),)
