"""All operators by name, and the reading of one Condition line."""

import difflib
from collections.abc import Sequence
from typing import Final

from s3_replication.iam.conditions.addresses import ADDRESS_OPERATORS
from s3_replication.iam.conditions.arns import ARN_OPERATORS
from s3_replication.iam.conditions.condition import Condition, NullCondition, Quantifier
from s3_replication.iam.conditions.dates import DATE_OPERATORS
from s3_replication.iam.conditions.equality import EXACT_OPERATORS, parse_bool
from s3_replication.iam.conditions.numbers import NUMERIC_OPERATORS
from s3_replication.iam.conditions.operator import Operator
from s3_replication.iam.conditions.strings import STRING_OPERATORS
from s3_replication.iam.context_keys import MULTIVALUED_KEYS
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["OPERATORS", "OperatorError", "read_condition"]

OPERATORS: Final[dict[str, Operator]] = {
    **STRING_OPERATORS,
    **NUMERIC_OPERATORS,
    **DATE_OPERATORS,
    **EXACT_OPERATORS,
    **ADDRESS_OPERATORS,
    **ARN_OPERATORS,
}
IF_EXISTS: Final = "IfExists"


class OperatorError(ValueError):
    """The name is no condition operator; the text says which are allowed."""


def read_condition(written: str, key: str, values: Sequence[str | Unknown], variables: bool) -> Condition | NullCondition:
    """Compile one line; OperatorError for the name, ValueError (text: what is allowed) for a value."""
    if written == "Null":
        return NullCondition(key.lower(), key, tuple(value if isinstance(value, Unknown) else parse_bool(value) for value in values))
    quantifier, name = split_quantifier(written)
    base = name.removesuffix(IF_EXISTS)
    operator = OPERATORS.get(base)
    if operator is None:
        raise OperatorError(allowed_operators(base))
    tests = tuple(UNKNOWN if isinstance(value, Unknown) else operator.read(value, variables) for value in values)
    name_of_key = key.lower()
    return Condition(written, name_of_key, key, tests, operator.negated, base != name, quantifier, name_of_key in MULTIVALUED_KEYS)


def split_quantifier(written: str) -> tuple[Quantifier, str]:
    """The qualifier in front of the colon, if it is one, and the rest."""
    for quantifier in (Quantifier.ALL, Quantifier.ANY):
        if written.startswith(f"{quantifier}:"):
            return quantifier, written.removeprefix(f"{quantifier}:")
    return Quantifier.NONE, written


def allowed_operators(name: str) -> str:
    """What may stand there instead: the nearest name if there is one."""
    if name == "Null":
        return "Null alone: it takes neither IfExists nor ForAllValues nor ForAnyValue"
    near = difflib.get_close_matches(name[:64], OPERATORS, n=1)
    hint = f"{near[0]}, perhaps" if near else f"one of {', '.join(OPERATORS)}, Null"
    return f"{hint}; with IfExists behind or ForAllValues: or ForAnyValue: in front where wanted; case matters"
