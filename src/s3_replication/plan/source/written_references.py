"""The references in the source of a configuration: local values and dynamic blocks, which a plan does not show."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from s3_replication.plan.source import Source
from s3_replication.plan.source.nodes import Attribute, Body, Opaque, Traversal

__all__ = ["of_block", "of_lifecycle", "of_local"]


def of_block(source: Source | None, path: tuple[str, ...], address: str) -> list[str] | None:
    """Every reference in a block; None if its source is not known, or not understood."""
    block = source.block(path, address) if source else None
    return None if block is None else _all((block.body, block.dynamic))


def of_local(source: Source | None, path: tuple[str, ...], name: str) -> list[str] | None:
    """Every reference in a local value; None if its source is not known, or not understood."""
    module = source.module(path) if source else None
    written = module.locals.get(name) if module else None
    return None if written is None else _all(written.expression)


def of_lifecycle(source: Source | None, path: tuple[str, ...], address: str, argument: str) -> frozenset[str]:
    """The first names in an argument of a block's lifecycle, such as the arguments in ignore_changes; empty if nothing is known."""
    block = source.block(path, address) if source else None
    if block is None:
        return frozenset()
    written = [one.body.attributes[argument] for one in block.body.of("lifecycle") if argument in one.body.attributes]
    return frozenset(one.partition(".")[0] for one in _all(tuple(written)) or ())


def _all(node: object) -> list[str] | None:
    found = list(_references(node))
    return None if None in found else [one for one in found if one is not None]


def _references(node: object) -> Iterator[str | None]:
    """The references as text, without indexes; None for an expression that the parser does not understand."""
    if isinstance(node, Opaque):
        yield None
    elif isinstance(node, Traversal):
        yield ".".join(node.parts)
    elif isinstance(node, Body):
        yield from _references((*node.attributes.values(), *node.blocks))
    elif isinstance(node, Attribute):
        yield from _references(node.expression)
    elif isinstance(node, tuple):
        for one in node:
            yield from _references(one)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _references(getattr(node, field.name))
