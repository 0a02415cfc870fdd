"""Bool and BinaryEquals: the value is read and then compared for equality."""

import base64
import operator
from typing import Final

from s3_replication.iam.conditions.comparison import comparing
from s3_replication.iam.conditions.operator import Operator

__all__ = ["EXACT_OPERATORS", "parse_bool"]


def parse_bool(text: str) -> bool:
    """The words true and false in any case; ValueError otherwise."""
    if text.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return text.lower() == "true"


def parse_base64(text: str) -> bytes:
    """Decode a base64 text; raises ValueError if it is not one."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("base64 text") from None


EXACT_OPERATORS: Final = {
    "Bool": Operator(comparing(parse_bool, operator.eq, parse_bool)),
    "BinaryEquals": Operator(comparing(parse_base64, operator.eq, parse_base64)),
}
