"""What can be removed from a policy document: each statement, action, resource and condition value that allows something."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Granted", "Removal", "as_list", "removals"]


@dataclass(frozen=True, slots=True)
class Granted:
    """One policy document of a feature: `policy` is role, trust, bucket or key."""

    policy: str
    name: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Removal:
    """One removal from a policy: `what` is action, resource, value or statement; `document` None means that nothing is left.

    `actions` are the actions that it removes, if it removes whole actions.
    """

    sid: str
    what: str
    text: str
    actions: tuple[str, ...]
    document: Mapping[str, object] | None


def removals(granted: Granted) -> Iterator[Removal]:
    """Every possible removal from a document's Allow statements, one at a time; a Deny grants nothing."""
    statements = as_list(granted.document["Statement"])
    for position, statement in enumerate(statements):
        if statement["Effect"] != "Allow":
            continue
        sid = statement.get("Sid", str(position))
        rest = [*statements[:position], *statements[position + 1 :]]
        actions = tuple(as_list(statement["Action"]))
        yield Removal(sid, "statement", sid, actions, {**granted.document, "Statement": rest} if rest else None)
        for what, text, less in _lessened(statement):
            lost = (text,) if what == "action" else actions
            yield Removal(sid, what, text, lost, {**granted.document, "Statement": [*rest, less]})


def _lessened(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for what, element in (("action", "Action"), ("resource", "Resource")):
        listed = as_list(statement.get(element, []))
        for one in listed if len(listed) > 1 else []:
            yield what, one, {**statement, element: [other for other in listed if other != one]}
    for operator, tests in statement.get("Condition", {}).items():
        for key, values in tests.items():
            for one in values if len(as_list(values)) > 1 else []:
                less = {**tests, key: [other for other in values if other != one]}
                yield "value", f"{key} {one}", {**statement, "Condition": {**statement["Condition"], operator: less}}


def as_list(value: Any) -> list[Any]:
    """An element of a policy as a list; the policy may have a single value."""
    return value if isinstance(value, list) else [value]
