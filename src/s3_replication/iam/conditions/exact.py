"""Bool and BinaryEquals: the value is read and then compared for equality."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from s3_replication.iam.conditions.test import Operator, Test
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Truth

__all__ = ["EXACT_OPERATORS", "parse_bool"]


@dataclass(frozen=True, slots=True)
class ExactTest:
    """The request's value, once read, equals the policy's; a value that cannot be read matches nothing."""

    parse: Callable[[str], bool | bytes]
    expected: bool | bytes

    @property
    def keys(self) -> tuple[str, ...]:
        """Neither operator takes variables."""
        return ()

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:  # noqa: ARG002 - the shape that all tests share
        """Compare what both texts mean."""
        if isinstance(value, Beginning):
            return UNKNOWN
        try:
            return self.parse(value) == self.expected
        except ValueError:
            return False


def parse_bool(text: str) -> bool:
    """The words true and false in any case; ValueError otherwise."""
    if text.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return text.lower() == "true"


def parse_base64(text: str) -> bytes:
    """The bytes that a base64 text stands for; ValueError otherwise."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("base64 text") from None


def exact_operator(parse: Callable[[str], bool | bytes]) -> Operator:
    """An operator that reads both sides with `parse`."""

    def read(text: str, variables: bool, negated: bool) -> Test:  # noqa: ARG001 - the shape that all readers share
        return ExactTest(parse, parse(text))

    return Operator(read)


EXACT_OPERATORS: Final = {"Bool": exact_operator(parse_bool), "BinaryEquals": exact_operator(parse_base64)}
