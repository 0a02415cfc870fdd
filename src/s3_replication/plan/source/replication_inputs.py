"""The objects that a module call gives to inputs about replication."""

from collections.abc import Iterator
from dataclasses import dataclass

from s3_replication.plan.source.nodes import LiteralValue, Node, ObjectNode, Traversal
from s3_replication.plan.source.reader import Location, Module, Source
from s3_replication.plan.source.types import Any, Collection, Type, read_type
from s3_replication.plan.source.walk import inside

__all__ = ["GivenObject", "is_about_replication", "is_untyped", "replication_inputs"]

_ABOUT = "replica"  # as in replication_rules, replicas, s3_replication_configuration


@dataclass(frozen=True, slots=True)
class GivenObject:
    """One object in an argument of a module call: `path` leads to the called module, `kind` is the type of its input."""

    path: tuple[str, ...]
    argument: str
    kind: Type
    node: ObjectNode
    file: str

    @property
    def address(self) -> str:
        """The module call's address."""
        return ".".join(f"module.{one}" for one in self.path)

    def settings(self) -> Iterator[tuple[str, Node, Location]]:
        """Each key that is written as a name or text, its value and its place."""
        for item in self.node.items:
            if isinstance(item.key, LiteralValue) and isinstance(item.key.value, str):
                yield item.key.value, item.value, Location(self.file, item.line)


def replication_inputs(source: Source) -> Iterator[GivenObject]:
    """Every object in an argument whose name is about replication, or in a local value that such an argument names."""
    for path, module in source.modules.items():
        for name, block in module.of("module"):
            called = source.module((*path, name))
            for argument, written in block.body.attributes.items() if called is not None else ():
                if called is None or not is_about_replication(argument):
                    continue
                variable = called.blocks.get(f"var.{argument}")
                stated = variable.body.attributes.get("type") if variable is not None else None
                kind = read_type(stated.expression if stated is not None else None)
                for node, file in _objects(written.expression, module, written.file, frozenset()):
                    yield GivenObject((*path, name), argument, kind, node, file)


def is_about_replication(name: str) -> bool:
    """Whether the name of an input says that it is about replication."""
    return _ABOUT in name.lower()


def is_untyped(kind: Type) -> bool:
    """Whether Terraform passes every key on: `any`, or a collection of it."""
    return isinstance(kind, Any) or (isinstance(kind, Collection) and is_untyped(kind.of))


def _objects(written: Node, module: Module, file: str, followed: frozenset[str]) -> Iterator[tuple[ObjectNode, str]]:
    for node in inside(written):
        if isinstance(node, ObjectNode):
            yield node, file
        elif isinstance(node, Traversal) and node.parts[0] == "local" and len(node.parts) == 2:
            name = node.parts[1]
            if name in module.locals and name not in followed:
                found = module.locals[name]
                yield from _objects(found.expression, module, found.file, followed | {name})
