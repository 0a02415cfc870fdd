"""Bool and BinaryEquals: the value is read and then compared for equality."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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


def read_exact(
    parse: Callable[[str], bool | bytes],
    text: str,
    variables: bool,  # noqa: ARG001 - the shape that all readers share
    negated: bool,  # noqa: ARG001 - the shape that all readers share
) -> Test:
    """Read the policy's value."""
    return ExactTest(parse, parse(text))


EXACT_OPERATORS: Final = {"Bool": Operator(partial(read_exact, parse_bool)), "BinaryEquals": Operator(partial(read_exact, parse_base64))}
