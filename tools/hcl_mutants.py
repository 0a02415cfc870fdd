"""Finds the changes of HCL that a test should detect: of conditions, resources, principals, dependencies, lifecycles and constants."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["KINDS", "Mutant", "masked", "mutants"]

KINDS = ("condition", "constant", "depends_on", "lifecycle", "precondition", "principal", "resource")

# Start, end, kind and the new text.
Change: TypeAlias = tuple[int, int, str, str]

_HIDDEN = re.compile(r'"(?:\\.|\$\{[^}\n]*\}|[^"\\])*"|#[^\n]*|//[^\n]*|<<-?(\w+)\n.*?\n\s*\1\b', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
_LIFECYCLE = ("create_before_destroy", "ignore_changes", "prevent_destroy", "replace_triggered_by")
_FLIPS = {"true": "false", "false": "true", '"Enabled"': '"Disabled"', '"Disabled"': '"Enabled"'}
_CONSTANT = re.compile(r'\btrue\b|\bfalse\b|"Enabled"|"Disabled"|(?<![\w.\[])\d+(?![\w.\]])')


_LEFT_ALONE = re.compile(rf" *(count|nullable|sensitive|error_message|condition|version|{'|'.join(_LIFECYCLE)})\b")


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """One change of one file: the text from start to end becomes another."""

    path: str
    start: int
    end: int
    kind: str
    line: int
    old: str
    new: str

    def applied(self, text: str) -> str:
        """The file's text with the change."""
        return text[: self.start] + self.new + text[self.end :]

    def __str__(self) -> str:
        """One line for a table."""
        old, new = (" ".join(one.split()) for one in (self.old, self.new))
        return f"{self.path}:{self.line} {self.kind}: {old[:80]} -> {new[:40] or 'nothing'}"


def masked(text: str) -> str:
    """The text with strings, comments and here-documents blanked, at the same places, so that braces and words can be found by patterns."""
    return _HIDDEN.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)


def mutants(path: str, text: str) -> list[Mutant]:
    """Every change of a file, in the order of the text."""
    plain = masked(text)
    found = {*_blocks(text, plain), *_lists(text, plain), *_dependencies(plain), *_lifecycles(plain), *_constants(text, plain)}
    return sorted(Mutant(path, start, end, kind, text.count("\n", 0, start) + 1, text[start:end], new) for start, end, kind, new in found)


def _end(plain: str, opening: int) -> int:
    """The place after the bracket that closes the one at a place."""
    opened, depth = plain[opening], 0
    for place in range(opening, len(plain)):
        depth += (plain[place] == opened) - (plain[place] == _CLOSING[opened])
        if depth == 0:
            return place + 1
    raise ValueError(f"the bracket at {opening} is not closed")


def _blocks(text: str, plain: str) -> Iterator[Change]:
    """Conditions of policy statements, and what a resource or output must meet."""
    for hit in re.finditer(r'^ *(dynamic +"condition"|condition|precondition|postcondition) *\{', text, re.MULTILINE):
        if plain[hit.end() - 1] == "{":
            kind = "precondition" if hit[1].startswith(("pre", "post")) else "condition"
            yield hit.start(), _end(plain, hit.end() - 1), kind, ""


def _lists(text: str, plain: str) -> Iterator[Change]:
    """Resources and principals of policy statements."""
    for hit in re.finditer(r"^ *(resources|identifiers) += ", plain, re.MULTILINE):
        end = _expression_end(plain, hit.end())
        value, kind = text[hit.end() : end], "resource" if hit[1] == "resources" else "principal"
        if value != '["*"]':
            yield hit.end(), end, kind, '["*"]'
        folder = re.search(r'"(\$\{[^}"]+\})/[^"]+/\*"', value)
        if kind == "resource" and folder:
            yield hit.end() + folder.start(), hit.end() + folder.end(), kind, f'"{folder[1]}/*"'


def _expression_end(plain: str, start: int) -> int:
    """The end of an argument's value: its line, or the line where its brackets are closed."""
    depth = 0
    for place in range(start, len(plain)):
        depth += (plain[place] in "([{") - (plain[place] in ")]}")
        if plain[place] == "\n" and depth == 0:
            return len(plain[:place].rstrip())
    return len(plain)


def _dependencies(plain: str) -> Iterator[Change]:
    """Each item of a depends_on, or the argument if it has only one item."""
    for hit in re.finditer(r"^ *depends_on += \[", plain, re.MULTILINE):
        end = _end(plain, hit.end() - 1)
        items = list(re.finditer(r"[\w.\[\]]+", plain[hit.end() : end - 1]))
        if len(items) == 1:
            yield hit.start(), end, "depends_on", ""
            continue
        for item in items:
            rest = ", ".join(other[0] for other in items if other is not item)
            yield hit.end(), end - 1, "depends_on", rest


def _lifecycles(plain: str) -> Iterator[Change]:
    """Each argument of a lifecycle."""
    for hit in re.finditer(rf"^ *({'|'.join(_LIFECYCLE)}) += ", plain, re.MULTILINE):
        yield hit.start(), _expression_end(plain, hit.end()), "lifecycle", ""


def _constants(text: str, plain: str) -> Iterator[Change]:
    """Constants of arguments, except in counts, lifecycles, validations and conditions of resources."""
    checked = [
        (hit.start(), _end(plain, hit.end() - 1)) for hit in re.finditer(r"\b(validation|precondition|postcondition|assert) *\{", plain)
    ]
    for hit in _CONSTANT.finditer(text):
        line = plain[plain.rfind("\n", 0, hit.start()) + 1 : plain.find("\n", hit.start())]
        blank = not line.strip() if hit[0].startswith('"') else plain[hit.start()] == " "
        if blank or _LEFT_ALONE.match(line) or any(start < hit.start() < end for start, end in checked):
            continue
        yield hit.start(), hit.end(), "constant", _FLIPS.get(hit[0]) or str(int(hit[0]) + 1)
