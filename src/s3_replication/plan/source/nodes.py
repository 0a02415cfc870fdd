"""The syntax tree of Terraform's language: expressions, and the blocks that hold them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = [
    "Attribute",
    "BinaryOperation",
    "Block",
    "Body",
    "Call",
    "Conditional",
    "Dynamic",
    "For",
    "GetAttribute",
    "Index",
    "Item",
    "LiteralValue",
    "Node",
    "ObjectNode",
    "Opaque",
    "Splat",
    "TemplateExpression",
    "TemplateFor",
    "TemplateIf",
    "Traversal",
    "TupleNode",
    "UnaryOperation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LiteralValue:
    """A string without interpolation, a number, a boolean or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Opaque:
    """An expression that the parser read but that is not evaluated."""


@dataclass(frozen=True, slots=True)
class Traversal:
    """A name with the attributes that follow it up to the first index, such as ("aws_s3_bucket", "b", "arn")."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetAttribute:
    """`on.name`."""

    on: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`on[key]`."""

    on: "Node"
    key: "Node"


@dataclass(frozen=True, slots=True)
class Splat:
    """`on[*].a[b]` (`full`) or `on.*.a`; each step is an attribute's name or an index."""

    on: "Node"
    steps: "tuple[str | Node, ...]"


@dataclass(frozen=True, slots=True)
class TemplateExpression:
    """Text with interpolations and directives."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class TemplateIf:
    """`%{ if }` inside a template."""

    condition: "Node"
    then: TemplateExpression
    otherwise: TemplateExpression


@dataclass(frozen=True, slots=True)
class TemplateFor:
    """`%{ for }` inside a template; `names` are the key's and the value's, or the value's alone."""

    names: tuple[str, ...]
    collection: "Node"
    body: TemplateExpression


@dataclass(frozen=True, slots=True)
class Item:
    """One element of an object, with the line of its key."""

    key: "Node"
    value: "Node"
    line: int = 0


@dataclass(frozen=True, slots=True)
class ObjectNode:
    """`{ key = value }`."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class TupleNode:
    """`[a, b]`."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `expands` says that `...` follows its last argument."""

    name: str
    arguments: "tuple[Node, ...]"
    expands: bool = False


@dataclass(frozen=True, slots=True)
class For:
    """A for expression: a list if `key` is None, else an object; `groups` says that `...` follows the value."""

    names: tuple[str, ...]
    collection: "Node"
    key: "Node | None"
    value: "Node"
    condition: "Node | None" = None
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class BinaryOperation:
    """`left operator right`."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class UnaryOperation:
    """`-operand` or `!operand`."""

    operator: str
    operand: "Node"


Node: TypeAlias = (
    LiteralValue
    | Opaque
    | Traversal
    | GetAttribute
    | Index
    | Splat
    | TemplateExpression
    | TemplateIf
    | TemplateFor
    | ObjectNode
    | TupleNode
    | Call
    | For
    | Conditional
    | BinaryOperation
    | UnaryOperation
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One argument of a block."""

    expression: Node
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Dynamic:
    """How a `dynamic` block makes its blocks: one for each element, which `iterator` names inside."""

    for_each: Node
    iterator: str


@dataclass(frozen=True, slots=True)
class Body:
    """What stands inside a block. JSON does not tell blocks from arguments, so its objects are in both."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    blocks: "tuple[Block, ...]" = ()

    def of(self, *types: str) -> "Iterator[Block]":
        """The blocks of these types, in the order written."""
        return (block for block in self.blocks if block.type in types)


@dataclass(frozen=True, slots=True)
class Block:
    """One block; a `dynamic` one has the type of the blocks that it makes."""

    type: str
    labels: tuple[str, ...]
    body: Body
    file: str
    line: int
    dynamic: Dynamic | None = None
