"""Templates: quoted text, heredocs and template files, from their flat parts to the tree."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from s3_replication.plan.source.nodes import LiteralValue, Node, Opaque, TemplateExpression, TemplateFor, TemplateIf

__all__ = ["Directive", "Interpolation", "Part", "Text", "assemble", "scan", "unescape", "unindent"]

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SEQUENCE = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_KEYWORD = re.compile(r"\s*(if|else|endif|for|endfor)\b")
_FOR = re.compile(r"\s*([\w-]+)\s*(?:,\s*([\w-]+)\s*)?\bin\b")
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Interpolation:
    """`${expression}`; the flags are the strip markers."""

    expression: Node
    strips_before: bool = False
    strips_after: bool = False


@dataclass(frozen=True, slots=True)
class Directive:
    """`%{ keyword ... }`."""

    keyword: str
    expression: Node | None = None
    names: tuple[str, ...] = ()
    strips_before: bool = False
    strips_after: bool = False


Part = Text | Interpolation | Directive


def unescape(text: str) -> str:
    """The text of a quoted string, in which a backslash escapes."""

    def one(found: re.Match[str]) -> str:
        escape = found[1]
        if escape[0] in "uU" and len(escape) > 1:
            return chr(min(int(escape[1:], 16), 0x10FFFF))
        return _SIMPLE.get(escape, found[0])

    return _ESCAPE.sub(one, text)


def unindent(text: str) -> str:
    """The text of a `<<-` heredoc, without the indentation that all its lines have; blank lines do not count."""
    lines = text.splitlines(keepends=True)
    shared = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "".join(line[shared:] if line.strip() else line for line in lines)


def scan(text: str, parse: Callable[[str], Node]) -> Iterator[Part]:
    """The parts of a text without escapes: a heredoc, or a template file."""
    at = 0
    while found := _SEQUENCE.search(text, at):
        yield Text(text[at : found.start()])
        if len(found[0]) == 3:
            yield Text(found[0][1:])
            at = found.end()
            continue
        end = _end(text, found.end())
        if end is None:
            yield Interpolation(Opaque())
            return
        yield _sequence(found[0], text[found.end() : end], parse)
        at = end + 1
    yield Text(text[at:])


def _end(text: str, at: int) -> int | None:
    """Where the sequence that begins before `at` is closed; strings inside may hold further sequences."""
    open_ones = ["{"]
    while at < len(text):
        char, inside_string = text[at], open_ones[-1] == '"'
        if inside_string and char == "\\":
            at += 1
        elif char == '"':
            open_ones.pop() if inside_string else open_ones.append('"')
        elif char == "{" and (not inside_string or _opens(text, at)):
            open_ones.append("{")
        elif char == "}" and not inside_string:
            open_ones.pop()
            if not open_ones:
                return at
        at += 1
    return None


def _opens(text: str, at: int) -> bool:
    """Whether the brace begins a sequence inside a string: `${` does, `$${` does not."""
    mark = text[at - 1]
    return mark in "$%" and text[at - 2 : at - 1] != mark


def _sequence(mark: str, inside: str, parse: Callable[[str], Node]) -> Part:
    before, after = inside.startswith("~"), inside.endswith("~")
    inside = inside[1 if before else 0 : -1 if after else None]
    if mark == "${":
        return Interpolation(parse(inside), before, after)
    keyword = _KEYWORD.match(inside)
    if keyword is None:
        return Interpolation(Opaque())
    rest = inside[keyword.end() :]
    part = Directive(keyword[1], None, (), before, after)
    if part.keyword == "if":
        return replace(part, expression=parse(rest))
    if part.keyword == "for":
        named = _FOR.match(rest)
        names = tuple(name for name in named.groups() if name) if named else ()
        return replace(part, expression=parse(rest[named.end() :]) if named else Opaque(), names=names)
    return part


def assemble(parts: Sequence[Part]) -> Node:
    """The tree of flat parts; directives that do not close make it opaque."""
    try:
        return _simple(_Assembly(_stripped(parts)).template(0))
    except _UnclosedError:
        return Opaque()


def _simple(template: TemplateExpression) -> Node:
    if all(isinstance(part, LiteralValue) for part in template.parts):
        return LiteralValue("".join(str(part.value) for part in template.parts if isinstance(part, LiteralValue)))
    return template


def _stripped(parts: Sequence[Part]) -> list[Part]:
    """The parts with the white space removed that strip markers remove."""
    found: list[Part] = []
    for position, part in enumerate(parts):
        if isinstance(part, Text):
            before = parts[position - 1] if position else None
            after = parts[position + 1] if position + 1 < len(parts) else None
            text = _without_start(part.text) if before and not isinstance(before, Text) and before.strips_after else part.text
            text = _without_end(text) if after and not isinstance(after, Text) and after.strips_before else text
            found += [Text(text)] if text else []
        else:
            found.append(part)
    return found


def _without_start(text: str) -> str:
    """The text without white space at the start of its first line; its line end counts as such."""
    first, *rest = text.splitlines(keepends=True) or [""]
    return "".join([first.lstrip(), *rest])


def _without_end(text: str) -> str:
    """The text without white space at the end of its last line."""
    *rest, last = text.splitlines(keepends=True) or [""]
    return "".join([*rest, last.rstrip()])


class _UnclosedError(Exception):
    """A directive has no end."""


class _Assembly:
    """Builds nested directives from flat parts."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts, self._at = parts, 0

    def template(self, depth: int, *ends: str) -> TemplateExpression:
        """The parts up to a directive of `ends`, which stays to be taken."""
        if depth > _DEEPEST:
            raise _UnclosedError
        found: list[Node] = []
        while self._at < len(self._parts):
            part = self._parts[self._at]
            if isinstance(part, Directive) and part.keyword in ends:
                return TemplateExpression(tuple(found))
            self._at += 1
            found.append(self._node(part, depth))
        if ends:
            raise _UnclosedError
        return TemplateExpression(tuple(found))

    def _node(self, part: Part, depth: int) -> Node:
        if isinstance(part, Text):
            return LiteralValue(part.text)
        if isinstance(part, Interpolation):
            return part.expression
        if part.keyword == "for":
            body = self.template(depth + 1, "endfor")
            self._at += 1
            return TemplateFor(part.names, part.expression or Opaque(), body)
        if part.keyword == "if":
            return self._choice(part, depth)
        raise _UnclosedError

    def _choice(self, part: Directive, depth: int) -> Node:
        then, otherwise = self.template(depth + 1, "else", "endif"), TemplateExpression(())
        end = self._parts[self._at]
        self._at += 1
        if isinstance(end, Directive) and end.keyword == "else":
            otherwise = self.template(depth + 1, "endif")
            self._at += 1
        return TemplateIf(part.expression or Opaque(), then, otherwise)
