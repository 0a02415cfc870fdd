"""The wildcards of IAM: `*` is any text, empty too, and `?` is exactly one character (IAM User Guide, "Resource")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Glob", "Literal", "compile_glob"]

WILDCARDS: Final = re.compile(r"([*?])")


@dataclass(frozen=True, slots=True)
class Literal:
    """Text in which `*` and `?` mean themselves: an escape such as ${*}, or the value of a variable."""

    text: str


@dataclass(frozen=True, slots=True)
class Glob:
    """A compiled pattern; plain text and a single trailing `*` need no regular expression.

    `parts` are the pieces of a pattern with a regular expression: `*`, `?`, and text between them.
    """

    fixed: str
    open_end: bool
    regex: re.Pattern[str] | None
    parts: tuple[str | Literal, ...] = ()

    def matches(self, value: str) -> bool:
        """Whether the whole value fits the pattern; case matters."""
        if self.regex is not None:
            return self.regex.fullmatch(value) is not None
        return value.startswith(self.fixed) if self.open_end else value == self.fixed

    @property
    def written(self) -> str:
        """The pattern as a policy writes it."""
        if self.regex is None:
            return self.fixed + ("*" if self.open_end else "")
        return "".join(part.text if isinstance(part, Literal) else part for part in self.parts)


def compile_glob(pieces: Sequence[str | Literal]) -> Glob:
    """Compile pieces of text, of which the plain ones may hold wildcards."""
    parts: list[str | Literal] = []
    for piece in pieces:
        parts.extend([piece] if isinstance(piece, Literal) else [text for text in WILDCARDS.split(piece) if text])
    wild = [index for index, part in enumerate(parts) if part in ("*", "?")]
    text = "".join(part.text if isinstance(part, Literal) else part for part in parts)
    if not wild:
        return Glob(text, open_end=False, regex=None)
    if wild == [len(parts) - 1] and parts[-1] == "*":
        return Glob(text[:-1], open_end=True, regex=None)
    return Glob(text, open_end=False, regex=re.compile(expression(parts), re.DOTALL), parts=tuple(parts))


def expression(parts: Sequence[str | Literal]) -> str:
    """The regular expression of the parts; it matches in linear time whatever a policy's author writes."""
    runs = [""]
    for part in parts:
        if part == "*":
            runs.append("")
        else:
            runs[-1] += "." if part == "?" else re.escape(part.text if isinstance(part, Literal) else part)
    if len(runs) == 1:
        return runs[0]
    # The leftmost place for each run between two stars is as good as any later one, so giving it up never helps: atomic groups.
    return runs[0] + "".join(f"(?>.*?{run})" for run in runs[1:-1]) + ".*" + runs[-1]
