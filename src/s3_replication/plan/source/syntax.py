"""HCL text to the syntax tree, by python-hcl2's parser. Import this module late: the parser takes a while to load."""

import re
from collections.abc import Iterator

import hcl2
from lark import Token, Tree
from lark.exceptions import LarkError, UnexpectedInput

from s3_replication.plan.source.expression_trees import Expressions, children, word
from s3_replication.plan.source.nodes import Attribute, Block, Body, Dynamic, Node, Opaque, Traversal
from s3_replication.plan.source.templates import assemble, scan, unescape

__all__ = ["SyntaxFault", "parse_body", "parse_expression", "parse_template"]

_DEEPEST = 50
_MOST_MARKERS = 100
_MARKER = re.compile(r"<<-?([A-Za-z][\w.-]*)")


class SyntaxFault(Exception):
    """The text is not HCL; `line` is where it breaks, 0 if that is not known."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def parse_body(text: str, file: str) -> Body:
    """The body of a file; raises SyntaxFault."""
    return _BlockConverter(file).body(children(_parse(text.removeprefix("\ufeff")))[0])


def parse_expression(text: str) -> Node:
    """One expression, opaque if the text is none."""
    try:
        body = parse_body(f"x = (\n{text}\n)\n", "")
    except SyntaxFault:
        return Opaque()
    attribute = body.attributes.get("x")
    return attribute.expression if attribute and len(body.attributes) == 1 and not body.blocks else Opaque()


def parse_template(text: str) -> Node:
    """The template of a file, or of a string in JSON."""
    return assemble(list(scan(text, parse_expression)))


def _parse(text: str) -> "Tree[Token]":
    try:
        return hcl2.parses_to_tree(_without_spaces_after_markers(text))
    except UnexpectedInput as error:
        raise SyntaxFault(max(error.line, 0)) from None
    except (LarkError, RecursionError, ValueError):
        raise SyntaxFault(0) from None


def _without_spaces_after_markers(text: str) -> str:
    """Terraform ends a heredoc at a marker with spaces behind it, the parser does not."""
    markers = {re.escape(one) for one in _MARKER.findall(text)}
    return (
        re.sub(rf"^([ \t]*(?:{'|'.join(markers)}))[ \t]+$", r"\1", text, flags=re.MULTILINE) if 0 < len(markers) < _MOST_MARKERS else text
    )


class _BlockConverter:
    """Converts the blocks of one file."""

    def __init__(self, file: str) -> None:
        self._file, self._depth = file, 0
        self._expressions = Expressions(parse_expression)

    def body(self, tree: "Tree[Token]") -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for child in children(tree):
            if child.data == "attribute":
                name, value = children(child)
                attributes[word(name)] = Attribute(self._expressions.node(value), self._file, child.meta.line)
            else:
                blocks += self._block(child)
        return Body(attributes, tuple(blocks))

    def _block(self, tree: "Tree[Token]") -> Iterator[Block]:
        *labels, inside = children(tree)
        kind, *names = (self._label(label) for label in labels)
        if self._depth > _DEEPEST:
            return
        self._depth += 1
        body = self.body(inside)
        self._depth -= 1
        if kind != "dynamic" or len(names) != 1:
            yield Block(kind, tuple(names), body, self._file, tree.meta.line)
            return
        content = next(body.of("content"), None)
        each, iterator = body.attributes.get("for_each"), body.attributes.get("iterator")
        named = iterator.expression.parts[0] if iterator and isinstance(iterator.expression, Traversal) else names[0]
        if content and each:
            yield Block(names[0], (), content.body, self._file, content.line, Dynamic(each.expression, named))

    @staticmethod
    def _label(tree: "Tree[Token]") -> str:
        if tree.data == "string":
            return unescape("".join(str(part.children[0]) for part in children(tree)))
        return word(tree)
