"""Resource and NotResource: ARNs with wildcards and variables; case matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3_replication.iam.arn import PARTS
from s3_replication.iam.glob import Glob, Literal, compile_glob
from s3_replication.iam.template import Lookup, Template, Variable, parse_template
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, any_true, negate

__all__ = ["NO_RESOURCES", "Resources", "compile_resources"]


@dataclass(frozen=True, slots=True)
class IncompleteArn:
    """An ARN with fewer than six parts, as it is written and as AWS completes it in a policy of the caller's own.

    "If the * is the last character of a resource ARN segment, it can expand to match beyond the colon boundaries" (IAM User Guide,
    "Resource"): whether it does in an ARN that AWS completes is not documented, so where that matters it is not known.
    """

    written: Glob
    completed: Glob

    def matches(self, resource: str, completes: bool) -> Truth:
        """Whether the pattern matches; `completes` says whether the policy is of a kind whose ARNs AWS completes."""
        as_written = self.written.matches(resource)
        if not completes or self.completed.matches(resource) is as_written:
            return as_written
        plain = self.written.regex is None and not self.written.open_end
        return self.completed.matches(resource) if plain else UNKNOWN


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of one statement, by how they are compared; `keys` are the context keys of their variables.

    `possible` are those with a variable before the fifth colon, where AWS documents no effect: they match perhaps, if at all.
    """

    globs: tuple[Glob, ...] = ()
    incomplete: tuple[IncompleteArn, ...] = ()
    possible: tuple[Glob, ...] = ()
    templates: tuple[Template, ...] = ()
    inverted: bool = False
    unknown: bool = False
    keys: tuple[str, ...] = ()
    plain: bool = True

    def cover(self, resource: str, lookup: Lookup, completes: bool) -> Truth:
        """Whether the statement is about the resource; `completes` says whether AWS completes its ARNs.

        A Resource or NotResource whose variable has no value "will not match any resource" (IAM User Guide, "Variables and tags").
        """
        for glob in self.globs:
            if glob.matches(resource):
                return not self.inverted
        if self.plain:
            return self.inverted
        filled = [template.fill(lookup) for template in self.templates]
        if self.inverted and None in filled:
            return False
        listed: list[Truth] = [UNKNOWN] if self.unknown else []
        listed.extend(arn.matches(resource, completes) for arn in self.incomplete)
        listed.extend(UNKNOWN for glob in self.possible if glob.matches(resource))
        for pieces in filled:
            listed.append(UNKNOWN if isinstance(pieces, Unknown) else pieces is not None and compile_glob(pieces).matches(resource))
        return negate(any_true(listed)) if self.inverted else any_true(listed)

    def patterns(self) -> Iterator[Glob]:
        """Every pattern that is known without a request."""
        yield from self.globs
        yield from self.possible
        for arn in self.incomplete:
            yield arn.written
            yield arn.completed


NO_RESOURCES = Resources()
"""What a statement is about that AWS stores without Resource: nothing."""


def compile_resources(patterns: Sequence[str | Unknown], inverted: bool, variables: bool) -> Resources:
    """Compile the values of Resource or NotResource."""
    globs, incomplete, possible, filled = [], [], [], []
    for template in [parse_template(pattern, variables) for pattern in patterns if not isinstance(pattern, Unknown)]:
        pieces = ["*" if isinstance(piece, Variable) else piece for piece in template.pieces]
        if template.keys and starts_early(template):
            possible.append(compile_glob(pieces))
        elif template.keys:
            filled.append(template)
        elif missing := missing_parts(pieces):
            incomplete.append(IncompleteArn(compile_glob(pieces), compile_glob([*pieces, ":*" * missing])))
        else:
            globs.append(compile_glob(pieces))
    unknown = UNKNOWN in patterns
    keys = tuple(key for template in filled for key in template.keys)
    plain = not (incomplete or possible or filled or unknown)
    return Resources(tuple(globs), tuple(incomplete), tuple(possible), tuple(filled), inverted, unknown, keys, plain)


def missing_parts(pieces: Sequence[str | Literal]) -> int:
    """How many parts an ARN lacks; AWS fills them up with `*` (IAM User Guide, "IAM identifiers"). A lone `*` is every resource."""
    return 0 if list(pieces) == ["*"] else max(PARTS - 1 - sum(colons(piece) for piece in pieces), 0)


def starts_early(template: Template) -> bool:
    """Whether a variable comes before the fifth colon: they work "only in the resource portion" of an ARN."""
    first = next(index for index, piece in enumerate(template.pieces) if isinstance(piece, Variable))
    return sum(colons(piece) for piece in template.pieces[:first]) < PARTS - 1


def colons(piece: str | Literal | Variable) -> int:
    """The colons of a piece of plain text."""
    return piece.count(":") if isinstance(piece, str) else 0
