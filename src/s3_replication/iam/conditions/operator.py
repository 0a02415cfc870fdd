"""What every operator family builds: a test of one value of the request against one value of the policy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from s3_replication.iam.template import Lookup
from s3_replication.iam.values import Beginning, Truth

__all__ = ["Operator", "Reader", "Test"]


class Test(Protocol):
    """One value of a condition, compiled; `keys` are the context keys that its variables need."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Lower-case context keys that fill the value's variables."""

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:
        """Whether the request's value meets the policy's, before a negated operator turns it round."""


Reader: TypeAlias = Callable[[str, bool], Test]
"""Compiles a policy's text, given whether variables work in it; ValueError says what is allowed."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator without its qualifier and suffix."""

    read: Reader
    negated: bool = False
