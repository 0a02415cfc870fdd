"""Makes a set of changes minimal: no change, and no action of a statement, can be taken away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from s3_replication.findings.repairs.edits import Allow, Edit

__all__ = ["merged", "minimal"]


def merged(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The changes with one statement for all actions on the same resource, under the same condition."""
    statements: dict[Allow, list[str]] = {}
    others: list[Edit] = []
    for edit in edits:
        if isinstance(edit, Allow):
            statements.setdefault(replace(edit, actions=()), []).extend(edit.actions)
        elif edit not in others:
            others.append(edit)
    return (*others, *(replace(one, actions=tuple(sorted(set(actions)))) for one, actions in statements.items()))


def minimal(
    by_cause: Mapping[tuple[str, ...], tuple[Edit, ...]], works: Callable[[tuple[Edit, ...]], bool]
) -> Mapping[tuple[str, ...], tuple[Edit, ...]]:
    """The same without every part that `works` does not miss; unchanged if all of it together does not work."""
    kept = {cause: list(edits) for cause, edits in by_cause.items()}
    if not works(_all(kept)):
        return by_cause
    for edits in kept.values():
        for place in reversed(range(len(edits))):
            whole = edits.pop(place)
            if not works(_all(kept)):
                edits.insert(place, whole)
                _take_actions(edits, place, lambda: works(_all(kept)))
    return {cause: tuple(edits) for cause, edits in kept.items()}


def _take_actions(edits: list[Edit], place: int, still_works: Callable[[], bool]) -> None:
    """Takes away each action of one statement that is not needed; one of them is."""
    statement = edits[place]
    for action in statement.actions if isinstance(statement, Allow) else ():
        before = edits[place]
        if isinstance(before, Allow) and len(before.actions) > 1:
            edits[place] = replace(before, actions=tuple(one for one in before.actions if one != action))
            if not still_works():
                edits[place] = before


def _all(by_cause: Mapping[tuple[str, ...], Sequence[Edit]]) -> tuple[Edit, ...]:
    return tuple(dict.fromkeys(edit for edits in by_cause.values() for edit in edits))
