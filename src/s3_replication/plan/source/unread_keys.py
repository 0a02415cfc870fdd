"""Keys of untyped inputs that the called module never reads. With `any`, neither Terraform nor the module reports them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from s3_replication.plan.source.misspelt import Misspelt
from s3_replication.plan.source.nodes import Call, For, GetAttribute, Index, LiteralValue, Node, Opaque, Splat, Traversal
from s3_replication.plan.source.reader import Source
from s3_replication.plan.source.replication_inputs import GivenObject, is_about_replication, is_untyped, replication_inputs
from s3_replication.plan.source.walk import inside_module

__all__ = ["find_unread_keys"]

# Ratios of difflib from which a key is a misspelling of another: in an object with a key that the module reads, and in any other object.
_SIMILAR, _ALMOST_EQUAL = 0.75, 0.9
_MAPS: Final = frozenset({"tag", "tags"})  # settings whose keys the user chooses
_NAMED: Final = frozenset({"var", "local"})  # the name after these is that of the variable or local value, not a key
_AS_TEXT: Final = frozenset({"jsonencode", "templatefile", "yamlencode"})  # functions that use every key of an argument
_OTHERS: Final = ("aws_", "data", "module", "path", "terraform")


def find_unread_keys(source: Source) -> tuple[Misspelt, ...]:
    """The keys that the module does not read, and that are almost those that it reads.

    Other keys may be meant: the module can use an object whole, in a text or an output.
    """
    known: dict[tuple[str, ...], _ModuleNames | None] = {}
    found: dict[tuple[object, str], Misspelt] = {}
    maps = set[int]()
    for given in replication_inputs(source):
        maps.update(id(value) for key, value, _ in given.settings() if key in _MAPS)
        if not is_untyped(given.kind) or id(given.node) in maps:
            continue
        if given.path not in known:
            known[given.path] = _names_of_module(source, given.path)
        names = known[given.path]
        for one in () if names is None else _unread(given, names):
            found[one.location, one.key] = one
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _ModuleNames:
    """What a module and the modules that it calls name: the keys that they read, and every name and text in them."""

    read: frozenset[str]
    mentioned: frozenset[str]


def _unread(given: GivenObject, names: _ModuleNames) -> Iterator[Misspelt]:
    keys = list(given.settings())
    read = [key for key, _, _ in keys if key in names.read]
    unread = [one for one in keys if one[0] not in names.mentioned]
    for key, _, location in unread:
        nearest = get_close_matches(key, names.read.difference(one for one, _, _ in keys), 1, _SIMILAR if read else _ALMOST_EQUAL)
        if nearest:
            yield Misspelt(given.address, (given.argument,), key, nearest[0], location)


def _names_of_module(source: Source, path: tuple[str, ...]) -> _ModuleNames | None:
    """None if a part of the source is missing or cannot be read, because it may use any key."""
    read, mentioned = set[str](), set[str]()
    for place, module in source.modules.items():
        if place[: len(path)] != path:
            continue
        if any(source.module((*place, name)) is None for name, _ in module.of("module")):
            return None
        for node in inside_module(module):
            if isinstance(node, Opaque) or _uses_every_key(node):
                return None
            read.update(_read(node))
            mentioned.update(_mentioned(node))
    return _ModuleNames(frozenset(read), frozenset(mentioned | read))


def _uses_every_key(node: Node) -> bool:
    """Whether a function writes a value as text that may be a given object, such as `each.value`, or a loop goes through its keys."""
    if isinstance(node, For):
        return len(node.names) == 2 and isinstance(node.collection, Traversal) and node.collection.parts[1:] in ((), ("value",))
    return (
        isinstance(node, Call) and node.name in _AS_TEXT and any(isinstance(one, Traversal) and _may_be_rule(one) for one in node.arguments)
    )


def _may_be_rule(name: Traversal) -> bool:
    first, *rest = name.parts
    if first == "var":
        return len(rest) == 1 and is_about_replication(rest[0])
    return not rest or (first == "local" and len(rest) == 1) or rest == ["value"]


def _read(node: Node) -> Iterator[str]:
    if isinstance(node, Traversal) and not node.parts[0].startswith(_OTHERS):
        yield from node.parts[2 if node.parts[0] in _NAMED else 1 :]
    elif isinstance(node, GetAttribute):
        yield node.name
    elif isinstance(node, Splat):
        yield from (step for step in node.steps if isinstance(step, str))
    elif isinstance(node, Index | Call):
        keys = node.arguments if isinstance(node, Call) else (node.key,)
        yield from (one.value for one in keys if isinstance(one, LiteralValue) and isinstance(one.value, str))


def _mentioned(node: Node) -> Iterator[str]:
    if isinstance(node, LiteralValue) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, Traversal):
        yield from node.parts
