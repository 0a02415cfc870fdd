"""StringEquals, StringEqualsIgnoreCase, StringLike and their negations."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from s3_replication.iam.conditions.operator import Operator, Test
from s3_replication.iam.glob import Glob, Literal, compile_glob
from s3_replication.iam.template import Lookup, Template, parse_template
from s3_replication.iam.values import UNKNOWN, Beginning, Truth

__all__ = ["STRING_OPERATORS"]


@dataclass(frozen=True, slots=True)
class StringTest:
    """One text. One with a variable that has no value never matches, so that a negated operator is met.

    Inverted operators "do match against a null value" (IAM User Guide, "Variables and tags", policy variables with no value).
    """

    template: Template
    wild: bool
    ignore_case: bool
    compiled: Glob | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Context keys of the variables."""
        return self.template.keys

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:
        """Compare, with wildcards if the operator knows them."""
        glob = self.compiled
        if glob is None:
            pieces = self.template.fill(lookup)
            if pieces is None:
                return False
            if pieces is UNKNOWN:
                return UNKNOWN
            glob = string_glob(pieces, self.wild, self.ignore_case)
        if isinstance(value, Beginning):
            return beginning_matches(glob, fold(value.text) if self.ignore_case else value.text)
        return glob.matches(fold(value) if self.ignore_case else value)


def fold(text: str) -> str:
    """The text in one case, character by character: no character becomes two, so that a sharp s is not SS."""
    return text.lower() if text.isascii() else "".join(map(fold_character, text))


def fold_character(character: str) -> str:
    """The lower case of the upper case of one character, as far as these are single characters."""
    upper = character.upper()
    lower = (upper if len(upper) == 1 else character).lower()
    return lower if len(lower) == 1 else character


def string_glob(pieces: tuple[str | Literal, ...], wild: bool, ignore_case: bool) -> Glob:
    """Compile filled pieces; where the operator has no wildcards, `*` and `?` mean themselves."""
    if wild:
        return compile_glob(pieces)
    text = "".join(piece.text if isinstance(piece, Literal) else piece for piece in pieces)
    return compile_glob((Literal(fold(text) if ignore_case else text),))


def beginning_matches(glob: Glob, beginning: str) -> Truth:
    """Decide from the beginning of a value alone, where that is possible."""
    if glob.regex is not None:
        return UNKNOWN
    if glob.open_end and beginning.startswith(glob.fixed):
        return True
    return UNKNOWN if glob.fixed.startswith(beginning) else False


def read_string(wild: bool, ignore_case: bool, text: str, variables: bool) -> Test:
    """Compile a text for one operator of this family."""
    template = parse_template(text, variables)
    pieces = tuple(piece for piece in template.pieces if isinstance(piece, str | Literal))
    return StringTest(template, wild, ignore_case, None if template.keys else string_glob(pieces, wild, ignore_case))


EQUALS: Final = partial(read_string, False, False)
EQUALS_IGNORE_CASE: Final = partial(read_string, False, True)
LIKE: Final = partial(read_string, True, False)

STRING_OPERATORS: Final = {
    "StringEquals": Operator(EQUALS),
    "StringNotEquals": Operator(EQUALS, negated=True),
    "StringEqualsIgnoreCase": Operator(EQUALS_IGNORE_CASE),
    "StringNotEqualsIgnoreCase": Operator(EQUALS_IGNORE_CASE, negated=True),
    "StringLike": Operator(LIKE),
    "StringNotLike": Operator(LIKE, negated=True),
}
