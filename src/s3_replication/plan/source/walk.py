"""Every expression inside an expression, a block or a module."""

from collections.abc import Iterator
from dataclasses import fields

from s3_replication.plan.source.nodes import Body, Item, Node, Opaque
from s3_replication.plan.source.reader import Module

__all__ = ["inside", "inside_module"]


def inside(node: Node) -> Iterator[Node]:
    """The expression and all its parts."""
    yield node
    yield from _parts(node)


def _parts(holder: Node | Item) -> Iterator[Node]:
    for field in () if isinstance(holder, Opaque) else fields(holder):
        value = getattr(holder, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Item):
                yield from _parts(one)
            elif isinstance(one, Node):
                yield from inside(one)


def inside_module(module: Module) -> Iterator[Node]:
    """Every expression of the module's blocks and local values."""
    for attribute in module.locals.values():
        yield from inside(attribute.expression)
    for block in module.blocks.values():
        yield from _inside_body(block.body)


def _inside_body(body: Body) -> Iterator[Node]:
    for attribute in body.attributes.values():
        yield from inside(attribute.expression)
    for block in body.blocks:
        if block.dynamic is not None:
            yield from inside(block.dynamic.for_each)
        yield from _inside_body(block.body)
