"""Whether an expression of the source is the one that the plan was made from: a folder may have changed since."""

from collections.abc import Iterator

from s3_replication.plan.expressions import constant, references
from s3_replication.plan.source.nodes import (
    BinaryOperation,
    Call,
    Conditional,
    For,
    GetAttribute,
    Index,
    LiteralValue,
    Node,
    ObjectNode,
    Opaque,
    Splat,
    TemplateExpression,
    TemplateFor,
    TemplateIf,
    Traversal,
    TupleNode,
    UnaryOperation,
)  # fmt: skip

__all__ = ["agrees"]

_HEADS = {"data": 3}
_WITHOUT = ("path", "terraform", "each", "count", "self")


def agrees(planned: object, written: Node) -> bool:
    """Whether both name the same things; a plan shows the references of an expression, or its value if that is constant."""
    if planned is None:
        return True
    if isinstance(written, LiteralValue):
        return not references(planned) and constant(planned) in (written.value, None)
    named = {_head(tuple(one.replace("[", ".[").split("."))) for one in references(planned)}
    found = {_head(one) for one in _names(written, frozenset())}
    return {one for one in named if one[0] not in _WITHOUT} == {one for one in found if one[0] not in _WITHOUT}


def _head(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[: _HEADS.get(parts[0], 2)]


def _names(node: Node, bound: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Every reference in an expression, without the names that for expressions bind."""
    if isinstance(node, Traversal):
        if node.parts[0] not in bound:
            yield node.parts
        return
    inside = bound | set(node.names) if isinstance(node, For | TemplateFor) else bound
    for one, scope in _parts(node, bound, inside):
        yield from _names(one, scope)


def _parts(node: Node, bound: frozenset[str], inside: frozenset[str]) -> Iterator[tuple[Node, frozenset[str]]]:
    """The expressions right inside an expression."""
    found: list[Node | None] = []
    within: list[Node | None] = []
    match node:
        case GetAttribute(on):
            found = [on]
        case Index(on, key):
            found = [on, key]
        case Splat(on, steps):
            found = [on, *(one for one in steps if not isinstance(one, str))]
        case TemplateExpression(parts) | TupleNode(parts):
            found = list(parts)
        case TemplateIf(condition, then, otherwise) | Conditional(condition, then, otherwise):
            found = [condition, then, otherwise]
        case TemplateFor(_, collection, body):
            found, within = [collection], [body]
        case ObjectNode(items):
            found = [one for item in items for one in (item.key, item.value)]
        case Call(_, arguments):
            found = list(arguments)
        case For(_, collection, key, value, condition):
            found, within = [collection], [key, value, condition]
        case BinaryOperation(_, left, right):
            found = [left, right]
        case UnaryOperation(_, operand):
            found = [operand]
        case Opaque() | LiteralValue() | Traversal():
            pass
    yield from ((one, bound) for one in found if one is not None)
    yield from ((one, inside) for one in within if one is not None)
