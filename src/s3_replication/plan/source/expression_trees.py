"""Expressions: from the trees of python-hcl2's parser to the syntax tree."""

import re
from collections.abc import Callable, Iterator, Mapping

from lark import Token, Tree

from s3_replication.plan.source.nodes import (
    BinaryOperation,
    Call,
    Conditional,
    For,
    GetAttribute,
    Index,
    Item,
    LiteralValue,
    Node,
    ObjectNode,
    Opaque,
    Splat,
    Traversal,
    TupleNode,
    UnaryOperation,
)  # fmt: skip
from s3_replication.plan.source.templates import Directive, Interpolation, Part, Text, assemble, scan, unescape, unindent

__all__ = ["Expressions", "children", "word"]

_DEEPEST = 100
_HEREDOC = re.compile(r"<<(-?)[^\n]*\n(.*?)[ \t]*[\w.-]+\s*\Z", re.DOTALL)
_SILENT = ("new_line_or_comment",)


def children(tree: "Tree[Token]") -> "list[Tree[Token]]":
    """The parts that mean something: no punctuation, no line ends, no comments."""
    return [child for child in tree.children if isinstance(child, Tree) and child.data not in _SILENT]


def _tokens(tree: "Tree[Token]") -> list[str]:
    return [str(child).strip() for child in tree.children if isinstance(child, Token)]


def word(tree: "Tree[Token]") -> str:
    """The text of a name."""
    return str(tree.children[0])


class Expressions:
    """Converts expressions; what nests too deeply is opaque. `parse` reads an expression in a heredoc, which the parser leaves as text."""

    def __init__(self, parse: Callable[[str], Node]) -> None:
        self._parse, self._depth = parse, 0

    def node(self, tree: "Tree[Token]") -> Node:
        """The expression of a tree."""
        if self._depth > _DEEPEST:
            return Opaque()
        convert = _CONVERSIONS.get(str(tree.data))
        if convert is None:
            return Opaque()
        self._depth += 1
        try:
            return convert(self, tree)
        finally:
            self._depth -= 1

    def term(self, tree: "Tree[Token]") -> Node:
        inner = children(tree)
        return self.node(inner[0]) if inner else Opaque()

    def number(self, tree: "Tree[Token]") -> Node:
        written = word(tree)
        try:
            number = int(written) if written.lstrip("-").isdigit() else float(written)
        except ValueError:
            return Opaque()
        return LiteralValue(number)

    def constant(self, tree: "Tree[Token]") -> Node:
        return LiteralValue({"true": True, "false": False}.get(word(tree)))

    def identifier(self, tree: "Tree[Token]") -> Node:
        return Traversal((word(tree),))

    def string(self, tree: "Tree[Token]") -> Node:
        return assemble([one for part in children(tree) for one in self._parts(part.children[0])])

    def _parts(self, part: "Tree[Token] | Token") -> Iterator[Part]:
        if isinstance(part, Token):
            if part.type == "STRING_CHARS":
                yield Text(unescape(str(part)))
            else:  # what follows an escaped ${ belongs to the text, unless it holds a sequence again
                rest = str(part)[3:]
                yield Interpolation(Opaque()) if "${" in rest or "%{" in rest else Text(unescape(str(part)[1:]))
        elif part.data == "interpolation":
            yield Interpolation(self.node(children(part)[0]))
        else:
            yield self._directive(part)

    def _directive(self, tree: "Tree[Token]") -> Part:
        tokens, inner = _tokens(tree), children(tree)
        keyword = str(tree.data).removeprefix("template_").removesuffix("_start")
        before, after = tokens[1:2] == ["~"], tokens[-2:-1] == ["~"]
        names = tuple(word(one) for one in inner[:-1])
        return Directive(keyword, self.node(inner[-1]) if inner else None, names, before, after)

    def heredoc(self, tree: "Tree[Token]") -> Node:
        found = _HEREDOC.match(word(tree).replace("\r\n", "\n"))
        if found is None:
            return Opaque()
        text = unindent(found[2]) if found[1] else found[2]
        return assemble(list(scan(text, self._parse)))

    def tuple(self, tree: "Tree[Token]") -> Node:
        return TupleNode(tuple(self.node(one) for one in children(tree)))

    def object(self, tree: "Tree[Token]") -> Node:
        return ObjectNode(tuple(self._item(one) for one in children(tree)))

    def _item(self, tree: "Tree[Token]") -> Item:
        key, value = children(tree)
        (written,) = children(key)
        return Item(self._key(written), self.node(value), key.meta.line)

    def _key(self, tree: "Tree[Token]") -> Node:
        """A bare word is a text; in parentheses it is an expression."""
        if tree.data == "keyword":
            return LiteralValue(word(tree))
        inner = children(tree)
        if tree.data == "expr_term" and not _tokens(tree) and inner and inner[0].data in ("identifier", "literal_value"):
            return LiteralValue(word(inner[0]))
        return self.node(tree)

    def call(self, tree: "Tree[Token]") -> Node:
        *names, last = children(tree)
        given = children(last) if last.data == "arguments" else []
        name = "::".join(word(one) for one in (names if last.data == "arguments" else [*names, last]))
        expands = last.data == "arguments" and "..." in _tokens(last)
        return Call(name.removeprefix("core::"), tuple(self.node(one) for one in given), expands)

    def index(self, tree: "Tree[Token]") -> Node:
        on, key = children(tree)
        return Index(self.node(on), self._index(key))

    def _index(self, tree: "Tree[Token]") -> Node:
        if tree.data == "short_index":
            return LiteralValue(int(_tokens(tree)[-1]))
        return self.node(children(tree)[0])

    def attribute(self, tree: "Tree[Token]") -> Node:
        on, name = children(tree)
        base, named = self.node(on), word(children(name)[0])
        plain = isinstance(base, Traversal) and not _tokens(on)
        return Traversal((*base.parts, named)) if isinstance(base, Traversal) and plain else GetAttribute(base, named)

    def splat(self, tree: "Tree[Token]") -> Node:
        on, rest = children(tree)
        steps = [word(children(one)[0]) if one.data == "get_attr" else self._index(one) for one in children(rest)]
        if tree.data == "full_splat_expr_term":
            return Splat(self.node(on), tuple(steps))
        # After `.*`, an index applies to the whole list.
        names = next((at for at, one in enumerate(steps) if not isinstance(one, str)), len(steps))
        found: Node = Splat(self.node(on), tuple(steps[:names]))
        for step in steps[names:]:
            found = GetAttribute(found, step) if isinstance(step, str) else Index(found, step)
        return found

    def loop(self, tree: "Tree[Token]") -> Node:
        intro, *rest = children(tree)
        *names, collection = children(intro)
        named = tuple(word(one) for one in names)
        test = next((self.node(children(one)[0]) for one in rest if one.data == "for_cond"), None)
        values = [self.node(one) for one in rest if one.data != "for_cond"]
        key = values[0] if tree.data == "for_object_expr" else None
        return For(named, self.node(collection), key, values[-1], test, "..." in _tokens(tree))

    def conditional(self, tree: "Tree[Token]") -> Node:
        condition, then, otherwise = (self.node(one) for one in children(tree))
        return Conditional(condition, then, otherwise)

    def binary(self, tree: "Tree[Token]") -> Node:
        left, term = children(tree)
        operator, right = children(term)
        return BinaryOperation(word(operator).strip(), self.node(left), self.node(right))

    def unary(self, tree: "Tree[Token]") -> Node:
        return UnaryOperation(_tokens(tree)[0], self.node(children(tree)[0]))


_CONVERSIONS: Mapping[str, Callable[[Expressions, "Tree[Token]"], Node]] = {
    "expr_term": Expressions.term, "int_lit": Expressions.number, "float_lit": Expressions.number, "literal_value": Expressions.constant,
    "identifier": Expressions.identifier, "string": Expressions.string, "heredoc_template": Expressions.heredoc,
    "heredoc_template_trim": Expressions.heredoc, "tuple": Expressions.tuple, "object": Expressions.object,
    "function_call": Expressions.call,
    "index_expr_term": Expressions.index, "get_attr_expr_term": Expressions.attribute, "attr_splat_expr_term": Expressions.splat,
    "full_splat_expr_term": Expressions.splat, "for_tuple_expr": Expressions.loop, "for_object_expr": Expressions.loop,
    "conditional": Expressions.conditional, "binary_op": Expressions.binary, "unary_op": Expressions.unary,
}  # fmt: skip
