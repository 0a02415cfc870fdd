"""Terraform's JSON syntax (`*.tf.json`) to the same tree as HCL: each text is a template, each object may be a block."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from s3_replication.plan.source.nodes import Attribute, Block, Body, Dynamic, Item, LiteralValue, Node, ObjectNode, Opaque, TupleNode

__all__ = ["parse_json_body"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
_DEEPEST = 100
_CONSTANTS = {"description", "source", "type", "version"}


@dataclass(frozen=True, slots=True)
class _Value:
    """A JSON value and the line where it begins; an object's members are pairs, with the line of the key."""

    value: object
    line: int


def parse_json_body(text: str, file: str, template: Callable[[str], Node], expression: Callable[[str], Node]) -> Body:
    """The body of a file; raises ValueError with the line."""
    json.loads(text)
    return _JsonConverter(file, template, expression).file(_JsonReader(text).value(0))


class _JsonReader:
    """Reads JSON that json.loads has accepted, with line numbers."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def _next(self) -> str:
        found = _TOKEN.search(self._text, self._at)
        if found is None:
            raise ValueError
        self._line += self._text.count("\n", self._at, found.start())
        self._at = found.end()
        return found[0]

    def value(self, depth: int) -> _Value:
        if depth > _DEEPEST:
            raise ValueError
        first = self._next()
        line = self._line
        if first not in "{[":
            return _Value(json.loads(first), line)
        entries: list[tuple[_Value, _Value]] = []
        closing = "}" if first == "{" else "]"
        while (following := self._peek()) != closing:
            if following == ",":
                self._next()
                continue
            key = self.value(depth + 1) if closing == "}" else _Value(None, self._line)
            if closing == "}":
                self._next()
            entries.append((key, self.value(depth + 1)))
        self._next()
        return _Value(dict_of(entries) if closing == "}" else [one for _, one in entries], line)

    def _peek(self) -> str:
        found = _TOKEN.search(self._text, self._at)
        if found is None:
            raise ValueError
        return found[0]


def dict_of(entries: list[tuple[_Value, _Value]]) -> dict[str, tuple[int, _Value]]:
    """An object by key, each with the line of its key."""
    return {str(key.value): (key.line, one) for key, one in entries}


def _members(value: _Value) -> Mapping[str, tuple[int, _Value]]:
    return value.value if isinstance(value.value, dict) else {}


def _several(value: _Value) -> list[_Value]:
    """JSON writes one block as an object and several as a list of objects."""
    listed = value.value if isinstance(value.value, list) else [value]
    return [one for one in listed if isinstance(one.value, dict)]


class _JsonConverter:
    """Converts the values of one file."""

    def __init__(self, file: str, template: Callable[[str], Node], expression: Callable[[str], Node]) -> None:
        self._file, self._template, self._expression = file, template, expression

    def file(self, value: _Value) -> Body:
        blocks: list[Block] = []
        for top in _several(value):
            for kind, (line, content) in _members(top).items():
                for one in _several(content):
                    blocks += self._labelled(kind, (), _LABELS.get(kind, 0), replace(one, line=line))
        return Body({}, tuple(blocks))

    def _labelled(self, kind: str, labels: tuple[str, ...], missing: int, value: _Value) -> Iterator[Block]:
        if not missing:
            yield Block(kind, labels, self._body(value, kind), self._file, value.line)
            return
        for name, (line, inner) in _members(value).items():
            for one in _several(inner):
                yield from self._labelled(kind, (*labels, name), missing - 1, replace(one, line=line))

    def _body(self, value: _Value, kind: str = "") -> Body:
        attributes, blocks = {}, []
        for name, (line, inner) in _members(value).items():
            if name == "dynamic":
                blocks += [one for made in _several(inner) for one in self._dynamic(made)]
                continue
            attributes[name] = Attribute(self._argument(kind, name, inner), self._file, line)
            blocks += [Block(name, (), self._body(one), self._file, line) for one in _several(inner) if kind != "locals"]
        return Body(attributes, tuple(blocks))

    def _argument(self, kind: str, name: str, value: _Value) -> Node:
        written = value.value
        if kind == "variable" and name == "type" and isinstance(written, str):
            return self._expression(written)
        if kind in ("variable", "module") and name in _CONSTANTS and isinstance(written, str):
            return LiteralValue(written)
        return self._node(value)

    def _dynamic(self, value: _Value) -> Iterator[Block]:
        for name, (_, inner) in _members(value).items():
            for one in _several(inner):
                members = _members(one)
                each, content, iterator = (members.get(part) for part in ("for_each", "content", "iterator"))
                if each and content:
                    named = str(iterator[1].value) if iterator else name
                    for body in _several(content[1]):
                        dynamic = Dynamic(self._node(each[1]), named)
                        yield Block(name, (), self._body(body), self._file, content[0], dynamic)

    def _node(self, value: _Value) -> Node:
        written = value.value
        if isinstance(written, str):
            return self._template(written) if "${" in written or "%{" in written else LiteralValue(written)
        if isinstance(written, dict):
            return ObjectNode(tuple(Item(self._text(name), self._node(one), line) for name, (line, one) in _members(value).items()))
        if isinstance(written, list):
            return TupleNode(tuple(self._node(one) for one in written))
        return LiteralValue(written) if written is None or isinstance(written, bool | int | float) else Opaque()

    def _text(self, name: str) -> Node:
        return self._template(name) if "${" in name else LiteralValue(name)
