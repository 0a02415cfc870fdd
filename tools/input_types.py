"""Compares a literal value with a variable's type, as far as both are literal.

Terraform drops keys that a typed object does not have and reports nothing. The same applies to Terragrunt's inputs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["InputType", "misfits", "parse_type"]

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*|-?\d+(?:\.\d+)?|[(){}\[\],=])')


@dataclass(frozen=True, slots=True)
class InputType:
    """A type constraint: its constructor (`object`, `map`, `string` ...), an object's parts or a collection's element, and `optional`."""

    name: str
    parts: Mapping[str, "InputType"]
    element: "InputType | None" = None
    optional: bool = False


def parse_type(expression: str) -> InputType:
    """The type that python-hcl2 gives as text, with or without `${...}`; raises ValueError if the text is not a type."""
    text = expression.removeprefix("${").removesuffix("}") if expression.startswith("${") else expression
    tokens = _TOKEN.findall(text)
    if "".join(text.split()) != "".join("".join(tokens).split()):
        raise ValueError(f"{expression!r} is no type constraint")
    try:
        found, rest = _type(tokens)
    except IndexError:
        raise ValueError(f"{expression!r} ends before its type does") from None
    if rest:
        raise ValueError(f"{expression!r} goes on after its type with {' '.join(rest)}")
    return found


def misfits(value: object, kind: InputType, path: str) -> Iterator[str]:
    """One sentence per key of `value` that its type does not have, and per required key that is missing."""
    if not isinstance(value, Mapping):
        return
    if kind.name == "map" and kind.element:
        for key, entry in _entries(value).items():
            yield from misfits(entry, kind.element, f"{path}.{key}")
    if kind.name == "object":
        entries = _entries(value)
        yield from (f"{path}.{key} is no key of the type; allowed: {', '.join(kind.parts)}" for key in entries if key not in kind.parts)
        yield from (f"{path}.{key} is required" for key, part in kind.parts.items() if not part.optional and key not in entries)
        for key, part in kind.parts.items():
            yield from misfits(entries.get(key), part, f"{path}.{key}")


def _entries(value: Mapping[object, object]) -> dict[str, object]:
    return {str(key).strip('"'): entry for key, entry in value.items() if not str(key).startswith("__")}


def _type(tokens: list[str]) -> tuple[InputType, list[str]]:
    name, rest = tokens[0], tokens[1:]
    if not rest or rest[0] != "(":
        return InputType(name, {}), rest
    if name == "object":
        parts, rest = _parts(rest[2:])
        return InputType(name, parts), rest[1:]
    inner, rest = _type(rest[1:])
    if name == "optional":
        return InputType(inner.name, inner.parts, inner.element, optional=True), _after_closing(rest)
    return InputType(name, {}, inner), _after_closing(rest)


def _parts(tokens: list[str]) -> tuple[dict[str, InputType], list[str]]:
    """An object's parts up to its closing brace."""
    parts: dict[str, InputType] = {}
    while tokens[0] != "}":
        if tokens[0] == ",":
            tokens = tokens[1:]
            continue
        parts[tokens[0]], tokens = _type(tokens[2:])
    return parts, tokens[1:]


def _after_closing(tokens: list[str]) -> list[str]:
    """What follows the closing parenthesis of the constructor just read; its default value is skipped."""
    depth = 0
    for number, word in enumerate(tokens):
        if word == ")" and depth == 0:
            return tokens[number + 1 :]
        depth += (word in "([{") - (word in ")]}")
    raise ValueError("a type constraint ends without its closing parenthesis")
