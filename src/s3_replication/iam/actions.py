"""Action and NotAction: service:name, case-insensitive, with wildcards."""

from collections.abc import Sequence
from dataclasses import dataclass

from s3_replication.iam.glob import Glob, compile_glob
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, any_true, negate

__all__ = ["Actions", "compile_actions"]


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of one statement, lower case; `inverted` for NotAction, `unknown` when some are not known."""

    exact: frozenset[str]
    globs: tuple[Glob, ...]
    inverted: bool
    unknown: bool

    def cover(self, action: str) -> Truth:
        """Whether the statement is about the action, given in lower case."""
        listed: Truth = action in self.exact or any(glob.matches(action) for glob in self.globs)
        if self.unknown:
            listed = any_true((listed, UNKNOWN))
        return negate(listed) if self.inverted else listed


def compile_actions(patterns: Sequence[str | Unknown], inverted: bool) -> Actions:
    """Compile the values of Action or NotAction."""
    globs = [compile_glob((pattern.lower(),)) for pattern in patterns if not isinstance(pattern, Unknown)]
    plain = frozenset(glob.fixed for glob in globs if glob.regex is None and not glob.open_end)
    wild = tuple(glob for glob in globs if glob.regex is not None or glob.open_end)
    return Actions(plain, wild, inverted, UNKNOWN in patterns)
