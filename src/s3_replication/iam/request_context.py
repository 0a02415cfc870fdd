"""The request's context as a caller of this package gives it: checked, with its keys in lower case."""

from collections.abc import Mapping
from typing import TypeAlias

from s3_replication.errors import InputError
from s3_replication.iam.values import Multivalued, Unknown

__all__ = ["ContextValue", "RequestContext"]

ContextValue: TypeAlias = tuple[str, ...] | Multivalued | Unknown
"""A tuple of one for a single-valued key, a Multivalued for a multivalued key, UNKNOWN where the value is not known."""


class RequestContext(dict[str, ContextValue]):
    """Context keys in lower case with their values; raises InputError for what is no context.

    Request makes one of any mapping. Make it yourself where many requests share a context: then it is checked once. It is not changed.
    """

    __slots__ = ()

    def __init__(self, context: Mapping[str, ContextValue] | None = None) -> None:
        super().__init__()
        if context is None:
            return
        for key, value in context.items():
            # Most values are one string; for these no function is called, since every request may bring a new context.
            plain = type(value) is tuple and len(value) == 1 and type(value[0]) is str and type(key) is str
            self[key.lower() if plain else lower_key(key)] = value if plain else checked(key, value)
        if len(self) < len(context):
            raise given_twice(context)

    def including(self, context: Mapping[str, ContextValue]) -> "RequestContext":
        """A context with these keys added or replaced."""
        added = RequestContext()
        added.update(self)
        added.update((lower_key(key), checked(key, value)) for key, value in context.items())
        return added


def lower_key(key: object) -> str:
    """The name in lower case: "context key names are not case-sensitive" (IAM User Guide, "Condition")."""
    if not isinstance(key, str):
        raise InputError(f"context key {key!r} is not text; allowed: the key's name, such as aws:SourceArn. Write the name.")
    return key.lower()


def given_twice(context: Mapping[str, ContextValue]) -> InputError:
    """The refusal of a context in which two keys differ in case only."""
    lower = [key.lower() for key in context]
    twice = next(key for position, key in enumerate(context) if lower[position] in lower[:position])
    return InputError(f"context key {twice!r} is given twice, in different case; allowed: each key once. Remove one of them.")


def checked(key: str, value: ContextValue) -> ContextValue:
    """The value, if it is one."""
    if isinstance(value, tuple):
        for one in value:
            if not isinstance(one, str):
                break
        else:
            return value
    elif isinstance(value, Unknown):
        return value
    repair = f"Write ({value!r},)." if isinstance(value, str) else "Write Multivalued([...]) for a list."
    allowed = "a tuple of strings, a Multivalued of strings, or UNKNOWN"
    raise InputError(f"context key {key!r} has the value {value!r}; allowed: {allowed}. {repair}")
