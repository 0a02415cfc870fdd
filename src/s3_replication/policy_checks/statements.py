"""The parts of a document that has the shape of a policy."""

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["listed", "named_principals", "statements"]


def listed(value: Any) -> list[Any]:
    """A single value counts as a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]


def statements(document: Mapping[str, Any]) -> list[Any]:
    """All statements."""
    return listed(document.get("Statement", []))


def named_principals(statement: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Pairs of type and name from Principal and NotPrincipal; "*" is ("AWS", "*"), another text has the type ""."""
    for element in ("Principal", "NotPrincipal"):
        value = statement.get(element)
        if isinstance(value, Mapping):
            yield from ((kind, name) for kind, names in value.items() for name in listed(names))
        elif value is not None:
            yield ("AWS" if value == "*" else "", value)
