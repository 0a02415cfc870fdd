"""ArnEquals and ArnLike, which behave the same, and their negations: the six parts of an ARN are compared one by one."""

from dataclasses import dataclass
from typing import Final

from s3_replication.iam.arn import PARTS
from s3_replication.iam.conditions.operator import Operator, Test
from s3_replication.iam.glob import Glob, Literal, compile_glob
from s3_replication.iam.template import Lookup, Template, parse_template
from s3_replication.iam.values import UNKNOWN, Beginning, Truth

__all__ = ["ARN_OPERATORS"]


@dataclass(frozen=True, slots=True)
class ArnTest:
    """One ARN pattern; a lone `*` is any ARN (assumed: AWS's page speaks of six parts only)."""

    template: Template
    compiled: tuple[Glob, ...] | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Context keys of the variables."""
        return self.template.keys

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:
        """Compare part by part; what is not an ARN matches nothing."""
        globs = self.compiled
        if globs is None:
            pieces = self.template.fill(lookup)
            if pieces is None:
                return False
            if pieces is UNKNOWN:
                return UNKNOWN
            globs = arn_globs(pieces)
        if isinstance(value, Beginning):
            return UNKNOWN
        parts = value.split(":", PARTS - 1)
        if len(parts) != PARTS or len(globs) != PARTS or parts[0] != "arn":
            return False
        return all(glob.matches(part) for glob, part in zip(globs, parts, strict=True))


def arn_globs(pieces: tuple[str | Literal, ...]) -> tuple[Glob, ...]:
    """One pattern per part; colons in the value of a variable part the ARN too, and after the fifth one they belong to the last part."""
    if pieces == ("*",):
        pieces = (":".join("*" * PARTS),)
    parts: list[list[str | Literal]] = [[]]
    for piece in pieces:
        text = piece.text if isinstance(piece, Literal) else piece
        for position, chunk in enumerate(text.split(":")):
            if position and len(parts) < PARTS:
                parts.append([])
            elif position:
                parts[-1].append(Literal(":"))
            parts[-1].append(Literal(chunk) if isinstance(piece, Literal) else chunk)
    return tuple(compile_glob(part) for part in parts)


def read_arn(text: str, variables: bool) -> Test:
    """Compile an ARN pattern."""
    if text != "*" and not text.startswith(("arn:", "${")):
        raise ValueError("an ARN such as arn:aws:s3:::bucket/*, or *")
    template = parse_template(text, variables)
    pieces = tuple(piece for piece in template.pieces if isinstance(piece, str | Literal))
    return ArnTest(template, None if template.keys else arn_globs(pieces))


ARN_OPERATORS: Final = {
    "ArnEquals": Operator(read_arn),
    "ArnNotEquals": Operator(read_arn, negated=True),
    "ArnLike": Operator(read_arn),
    "ArnNotLike": Operator(read_arn, negated=True),
}
