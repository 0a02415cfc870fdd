"""Resource and NotResource: ARNs with wildcards and variables; case matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.iam.glob import Glob, Literal, compile_glob
from s3_replication.iam.template import Lookup, Template, parse_template
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, any_true, negate

__all__ = ["Resources", "compile_resources"]

PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of one statement; `keys` are the context keys of their variables, `templates` the patterns that have some."""

    globs: tuple[Glob, ...]
    templates: tuple[Template, ...]
    inverted: bool
    unknown: bool
    keys: tuple[str, ...]

    def cover(self, resource: str, lookup: Lookup) -> Truth:
        """Whether the statement is about the resource.

        A variable without a value matches nothing, and leaves NotResource undecided (see StringTest).
        """
        for glob in self.globs:
            if glob.matches(resource):
                return not self.inverted
        if not self.templates and not self.unknown:
            return self.inverted
        listed = any_true([self.fills(template, resource, lookup) for template in self.templates] + [UNKNOWN] * self.unknown)
        return negate(listed) if self.inverted else listed

    def fills(self, template: Template, resource: str, lookup: Lookup) -> Truth:
        """Whether a pattern with variables matches, once they are filled in."""
        pieces = template.fill(lookup)
        if pieces is None:
            return UNKNOWN if self.inverted else False
        return UNKNOWN if pieces is UNKNOWN else compile_glob(pieces).matches(resource)


def compile_resources(patterns: Sequence[str | Unknown], inverted: bool, variables: bool) -> Resources:
    """Compile the values of Resource or NotResource."""
    templates = [parse_template(complete(pattern), variables) for pattern in patterns if not isinstance(pattern, Unknown)]
    plain = [[piece for piece in template.pieces if isinstance(piece, str | Literal)] for template in templates if not template.keys]
    filled = tuple(template for template in templates if template.keys)
    keys = tuple(key for template in filled for key in template.keys)
    return Resources(tuple(compile_glob(pieces) for pieces in plain), filled, inverted, UNKNOWN in patterns, keys)


def complete(pattern: str) -> str:
    """AWS fills an ARN of fewer than six parts up with `*` (IAM User Guide, "IAM identifiers")."""
    missing = PARTS - 1 - pattern.count(":")
    return pattern if pattern == "*" else pattern + ":*" * missing
