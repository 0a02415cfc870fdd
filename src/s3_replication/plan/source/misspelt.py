"""Keys of objects, in module calls and in defaults of variables, that the variable's type does not have: Terraform drops them silently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from s3_replication.plan.source.nodes import Attribute, Call, Conditional, For, LiteralValue, Node, ObjectNode, Traversal, TupleNode
from s3_replication.plan.source.reader import Location, Module, Source
from s3_replication.plan.source.types import Collection, ObjectType, TupleType, Type, read_type
from s3_replication.plan.values import items, mapping

__all__ = ["Misspelt", "find_misspelt", "find_misspelt_values"]


@dataclass(frozen=True, slots=True)
class Misspelt:
    """One key: `address` is the call's or variable's, `path` leads from the input to the object, `nearest` is the type's nearest key."""

    address: str
    path: tuple[str, ...]
    key: str
    nearest: str | None
    location: Location


def find_misspelt(source: Source) -> tuple[Misspelt, ...]:
    """Every such key that is written in a module call, in a local value that the call names, or in the default of a variable."""
    found = {}
    for path, module in source.modules.items():
        for one in _in_defaults(path, module):
            found[one.location, one.key] = one
        for name, block in module.of("module"):
            called = source.module((*path, name))
            if called is None:
                continue
            address = ".".join(f"module.{one}" for one in (*path, name))
            for argument, written in block.body.attributes.items():
                variable = called.blocks.get(f"var.{argument}")
                kind = read_type(_type(variable.body.attributes) if variable else None)
                for one in _Search(address, module.locals).keys(written.expression, kind, (argument,), written.file):
                    found[one.location, one.key] = one
    return tuple(found.values())


def _in_defaults(path: tuple[str, ...], module: Module) -> "Iterator[Misspelt]":
    for name, block in module.of("variable"):
        default = block.body.attributes.get("default")
        if default is not None:
            address = ".".join((*(f"module.{one}" for one in path), f"var.{name}"))
            kind = read_type(_type(block.body.attributes))
            yield from _Search(address, module.locals).keys(default.expression, kind, (name,), default.file)


def find_misspelt_values(source: Source, variables: Mapping[str, object]) -> Iterator[Misspelt]:
    """The same for the values of the root module's variables, which a file of variables may set; `variables` are those of the plan."""
    for name, given in variables.items():
        block = source.block((), f"var.{name}")
        if block is not None:
            kind = read_type(_type(block.body.attributes))
            for path, key, nearest in _wrong_keys(mapping(given).get("value"), kind, (name,)):
                yield Misspelt(f"var.{name}", path, key, nearest, Location(block.file, block.line))


def _wrong_keys(value: object, kind: Type, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    if isinstance(kind, ObjectType):
        for key, one in mapping(value).items():
            if key in kind.attributes:
                yield from _wrong_keys(one, kind.attributes[key], (*path, key))
            else:
                yield path, key, _nearest(key, kind)
    elif isinstance(kind, Collection):
        found = mapping(value) if kind.name == "map" else {str(place): one for place, one in enumerate(items(value))}
        for key, one in found.items():
            yield from _wrong_keys(one, kind.of, (*path, key))


def _nearest(key: str, kind: ObjectType) -> str | None:
    return next(iter(get_close_matches(key, kind.attributes, 1, 0.5)), None)


def _type(attributes: Mapping[str, Attribute]) -> Node | None:
    return attributes["type"].expression if "type" in attributes else None


class _Search:
    """Compares the expressions of one call with types."""

    def __init__(self, address: str, local: Mapping[str, Attribute]) -> None:
        self._address, self._local = address, local
        self._followed: set[str] = set()

    def keys(self, written: Node, kind: Type, path: tuple[str, ...], file: str) -> Iterator[Misspelt]:
        """The wrong keys of an expression whose value must have the type."""
        if isinstance(written, Traversal) and written.parts[0] == "local" and len(written.parts) == 2 and written.parts[1] in self._local:
            found = self._local[written.parts[1]]
            if written.parts[1] not in self._followed:
                self._followed.add(written.parts[1])
                yield from self.keys(found.expression, kind, path, found.file)
        elif isinstance(written, Conditional):
            yield from self.keys(written.then, kind, path, file)
            yield from self.keys(written.otherwise, kind, path, file)
        elif isinstance(written, Call) and written.name == "merge" and not written.expands:
            for one in written.arguments:
                yield from self.keys(one, kind, path, file)
        elif isinstance(kind, ObjectType) and isinstance(written, ObjectNode):
            yield from self._object(written, kind, path, file)
        elif isinstance(kind, Collection):
            yield from self._collection(written, kind, path, file)
        elif isinstance(kind, TupleType) and isinstance(written, TupleNode):
            for position, (one, inner) in enumerate(zip(written.items, kind.of, strict=False)):
                yield from self.keys(one, inner, (*path, str(position)), file)

    def _object(self, written: ObjectNode, kind: ObjectType, path: tuple[str, ...], file: str) -> Iterator[Misspelt]:
        for item in written.items:
            if not isinstance(item.key, LiteralValue):
                continue
            key = str(item.key.value)
            if key in kind.attributes:
                yield from self.keys(item.value, kind.attributes[key], (*path, key), file)
            else:
                yield Misspelt(self._address, path, key, _nearest(key, kind), Location(file, item.line))

    def _collection(self, written: Node, kind: Collection, path: tuple[str, ...], file: str) -> Iterator[Misspelt]:
        if isinstance(written, For):
            yield from self.keys(written.value, kind.of, (*path, "*"), file)
        elif kind.name == "map" and isinstance(written, ObjectNode):
            for item in written.items:
                name = str(item.key.value) if isinstance(item.key, LiteralValue) else "*"
                yield from self.keys(item.value, kind.of, (*path, name), file)
        elif kind.name != "map" and isinstance(written, TupleNode):
            for position, one in enumerate(written.items):
                yield from self.keys(one, kind.of, (*path, str(position)), file)
