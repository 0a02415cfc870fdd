"""Policy variables: ${key}, ${key, 'default'} and the escapes ${*}, ${?}, ${$} (IAM User Guide, "Variables and tags")."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from s3_replication.iam.context_keys import MULTIVALUED_KEYS
from s3_replication.iam.glob import Literal
from s3_replication.iam.values import UNKNOWN, Beginning, Multivalued, Unknown

__all__ = ["Lookup", "Template", "Variable", "parse_template"]

Lookup: TypeAlias = Callable[[str], tuple[str | Beginning, ...] | Unknown | None]

# A blank stands behind the comma only: anywhere else it is an error (IAM Access Analyzer policy checks, space in variable).
VARIABLE: Final = re.compile(r"\$\{(?:([*?$])|([^{},'\s]+)(?:, '([^']*)')?)\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A place in a policy that a context key fills; its name is lower case."""

    key: str
    default: str | None
    multivalued: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A policy's text in pieces; plain strings may hold wildcards."""

    pieces: tuple[str | Literal | Variable, ...]
    keys: tuple[str, ...]

    @property
    def written(self) -> str:
        """The text as a policy writes it, with the names of its variables in lower case."""
        return "".join(map(_written, self.pieces))

    def fill(self, lookup: Lookup) -> tuple[str | Literal, ...] | Unknown | None:
        """The text with its variables filled in, UNKNOWN if a value is, None if a key is absent and has no default."""
        filled: list[str | Literal] = []
        unknown = False
        for piece in self.pieces:
            value = resolve(piece, lookup) if isinstance(piece, Variable) else piece
            if value is None:
                return None
            unknown = unknown or value is UNKNOWN
            if value is not UNKNOWN:
                filled.append(value)
        return UNKNOWN if unknown else tuple(filled)


def _written(piece: str | Literal | Variable) -> str:
    if isinstance(piece, Variable):
        return f"${{{piece.key}}}" if piece.default is None else f"${{{piece.key}, '{piece.default}'}}"
    return piece.text if isinstance(piece, Literal) else piece


def resolve(variable: Variable, lookup: Lookup) -> Literal | Unknown | None:
    """A variable takes the value of a key that has one; a multivalued key cannot be a variable, so it has none, nor the default."""
    values = lookup(variable.key)
    if variable.multivalued or (isinstance(values, tuple) and (len(values) > 1 or isinstance(values, Multivalued))):
        return None
    if isinstance(values, Unknown):
        return UNKNOWN
    if values:
        return Literal(values[0]) if isinstance(values[0], str) else UNKNOWN
    return None if variable.default is None else Literal(variable.default)


def parse_template(text: str, variables: bool) -> Template:
    """Cut a text into pieces; without `variables` (Version 2008-10-17, or an operator that takes none) all of it is plain.

    Raises ValueError, with what is allowed, for a variable that is not closed or has no name.
    """
    if not variables or "${" not in text:
        return Template((text,), ())
    pieces: list[str | Literal | Variable] = []
    position = 0
    for found in VARIABLE.finditer(text):
        pieces.append(text[position : found.start()])
        escape, key, default = found.groups()
        pieces.append(Literal(escape) if escape else Variable(key.lower(), default, key.lower() in MULTIVALUED_KEYS))
        position = found.end()
    pieces.append(text[position:])
    kept = tuple(piece for piece in pieces if piece != "")
    if any(isinstance(piece, str) and "${" in piece for piece in kept):
        raise ValueError("${key}, ${key, 'default'}, ${*}, ${?} or ${$}")
    return Template(kept, tuple(piece.key for piece in kept if isinstance(piece, Variable)))
