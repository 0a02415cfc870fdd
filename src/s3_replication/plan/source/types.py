"""Type constraints of variables, and the conversion of values to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source.nodes import Call, LiteralValue, Node, ObjectNode, Traversal, TupleNode
from s3_replication.plan.source.values import EvaluationError, TerraformSet, elements, fully_known, same, to_number, to_text

__all__ = ["Any", "Collection", "ObjectType", "Primitive", "TupleType", "Type", "convert", "make_set", "read_type"]


@dataclass(frozen=True, slots=True)
class Any:
    """`any`, and what is not read."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number` or `bool`."""

    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """`list`, `set` or `map` of one type."""

    name: str
    of: "Type"


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple([...])`."""

    of: "tuple[Type, ...]"


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`object({...})`; `optional` are the attributes that may be left out, `defaults` the values that some of them have then."""

    attributes: "Mapping[str, Type]"
    optional: frozenset[str] = frozenset()
    defaults: Mapping[str, Node] = field(default_factory=dict)


Type: TypeAlias = Any | Primitive | Collection | TupleType | ObjectType


def read_type(written: Node | None) -> Type:
    """The type that an expression of a `type` argument means."""
    if isinstance(written, Traversal) and len(written.parts) == 1:
        name = written.parts[0]
        if name in ("list", "set", "map"):
            return Collection(name, Any())
        return Primitive(name) if name in ("string", "number", "bool") else Any()
    if not isinstance(written, Call) or len(written.arguments) != 1:
        return Any()
    (inner,) = written.arguments
    if written.name in ("list", "set", "map"):
        return Collection(written.name, read_type(inner))
    if written.name == "tuple" and isinstance(inner, TupleNode):
        return TupleType(tuple(map(read_type, inner.items)))
    return _object(inner) if written.name == "object" and isinstance(inner, ObjectNode) else Any()


def _object(written: ObjectNode) -> ObjectType:
    attributes: dict[str, Type] = {}
    optional, defaults = set(), {}
    for item in written.items:
        if not isinstance(item.key, LiteralValue):
            continue
        name, value = str(item.key.value), item.value
        if isinstance(value, Call) and value.name == "optional" and value.arguments:
            optional.add(name)
            if len(value.arguments) > 1:
                defaults[name] = value.arguments[1]
            value = value.arguments[0]
        attributes[name] = read_type(value)
    return ObjectType(attributes, frozenset(optional), defaults)


def convert(value: object, kind: Type, evaluate: Callable[[Node], object]) -> object:
    """The value as the type has it, with the defaults of optional attributes; raises EvaluationError if it does not fit."""
    if value is None or isinstance(value, Unknown) or isinstance(kind, Any):
        return value
    if isinstance(kind, Primitive):
        return _primitive(value, kind.name)
    if isinstance(kind, Collection):
        return _collection(value, kind, evaluate)
    if isinstance(kind, TupleType):
        listed = elements(value)
        if listed is None or len(listed) != len(kind.of):
            return UNKNOWN
        return [convert(one, inner, evaluate) for one, inner in zip(listed, kind.of, strict=True)]
    return _converted_object(value, kind, evaluate)


def _primitive(value: object, name: str) -> object:
    if name == "string":
        return to_text(value)
    if name == "number":
        return to_number(value)
    if isinstance(value, bool):
        return value
    if not fully_known(value):
        return UNKNOWN
    if value in ("true", "false"):
        return value == "true"
    raise EvaluationError


def _collection(value: object, kind: Collection, evaluate: Callable[[Node], object]) -> object:
    if kind.name == "map":
        if not isinstance(value, Mapping):
            return UNKNOWN
        return {key: convert(one, kind.of, evaluate) for key, one in value.items()}
    listed = elements(value)
    if listed is None:
        return UNKNOWN
    converted = [convert(one, kind.of, evaluate) for one in listed]
    return make_set(converted) if kind.name == "set" else converted


def make_set(members: list[object]) -> TerraformSet:
    """The set of the members."""
    found: list[object] = []
    texts = sorted({one for one in members if isinstance(one, str)})
    for one in members:
        if not isinstance(one, str) and not any(same(one, other) is True for other in found):
            found.append(one)
    return TerraformSet((*texts, *found))


def _converted_object(value: object, kind: ObjectType, evaluate: Callable[[Node], object]) -> object:
    if not isinstance(value, Mapping):
        return UNKNOWN
    found: dict[str, object] = {}
    for name, inner in kind.attributes.items():
        given = value.get(name)
        if name not in value and name not in kind.optional:
            raise EvaluationError
        if given is None and name in kind.defaults:
            given = evaluate(kind.defaults[name])
        found[name] = convert(given, inner, evaluate)
    return found
