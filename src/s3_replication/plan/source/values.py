"""The values of expressions. Any value, at any depth, may be UNKNOWN: it exists, and the source does not say what it is."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.arns import SYMBOL

__all__ = [
    "EvaluationError", "JsonText", "LimitError", "OpenObject", "PartialText", "TerraformSet", "decode", "elements", "escaped",
    "fully_known", "is_absent", "joined", "plain", "same", "to_number", "to_text",
]  # fmt: skip

_LONGEST = 500_000
_NUMBER = re.compile(r"-?\d{1,300}(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_EXACT = 2**53
_PLACEHOLDER = re.compile(rf'{SYMBOL}(?:[\w.-]|\[\d+\]|\["[^"]*"\])+')
_HOLE = "\ue000"  # marks an unknown part while a text is read as JSON; a private-use character, so no document holds it


class EvaluationError(Exception):
    """Terraform would refuse the expression: what `try` and `can` catch."""


class LimitError(Exception):
    """The expression is too deep or its result too large to evaluate."""


@dataclass(frozen=True, slots=True)
class JsonText:
    """The text that jsonencode makes of a value that is not known in full."""

    value: object


@dataclass(frozen=True, slots=True)
class PartialText:
    """Text with unknown parts."""

    parts: tuple[str | Unknown, ...]


class OpenObject(dict[str, object]):
    """A block of which the plan shows nothing: what is not written in it, AWS or the provider fills."""


@dataclass(frozen=True, slots=True)
class TerraformSet:
    """A set: its members are different, and sorted if they are text."""

    members: tuple[object, ...]


def is_absent(members: Mapping[str, object], key: str) -> bool | Unknown:
    """Whether an object has no such key; a placeholder for a name may be any other text."""
    if key in members:
        return False
    return UNKNOWN if isinstance(members, OpenObject) or SYMBOL in key or any(SYMBOL in one for one in members) else True


def escaped(text: str) -> str:
    """The text with the quotes inside its placeholders (of an instance's key) escaped, as JSON needs them."""
    return _PLACEHOLDER.sub(lambda found: found[0].replace('"', '\\"'), text)


def elements(value: object) -> Sequence[object] | None:
    """The members of a list or a set; None for anything else."""
    if isinstance(value, TerraformSet):
        return value.members
    return value if isinstance(value, list) else None


def fully_known(value: object) -> bool:
    """Whether no part of the value is UNKNOWN, and no text in it contains a placeholder for a name known after apply."""
    if isinstance(value, str):
        return SYMBOL not in value
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and SYMBOL not in key and fully_known(one) for key, one in value.items())
    listed = elements(value)
    if listed is not None:
        return all(map(fully_known, listed))
    return value is None or isinstance(value, bool | int | float)


def same(left: object, right: object) -> bool | Unknown:
    """Whether two values are equal, as Terraform compares: 1 is not "1"."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if _partial(left) or _partial(right):
        return False if left is None or right is None else UNKNOWN
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _all(same(left[key], right[key]) for key in left) if left.keys() == right.keys() else False
    one, other = elements(left), elements(right)
    return _same_scalars(left, right) if one is None or other is None else _same_lists(one, other)


def _partial(value: object) -> bool:
    return isinstance(value, JsonText | PartialText)


def _same_lists(left: Sequence[object], right: Sequence[object]) -> bool | Unknown:
    if len(left) != len(right):
        return False if fully_known(list(left)) and fully_known(list(right)) else UNKNOWN
    return _all(same(*pair) for pair in zip(left, right, strict=True))


def _same_scalars(left: object, right: object) -> bool | Unknown:
    if not (_is_value(left) and _is_value(right)):
        return UNKNOWN  # a resource or a module as a whole
    if isinstance(left, str) and isinstance(right, str):
        return left == right or (UNKNOWN if SYMBOL in left or SYMBOL in right else False)
    number = isinstance(left, int | float) and isinstance(right, int | float)
    return left == right if number and isinstance(left, bool) == isinstance(right, bool) else left is right


def _is_value(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | str | Mapping) or elements(value) is not None


def _all(truths: Iterator[bool | Unknown]) -> bool | Unknown:
    found = list(truths)
    return False if False in found else UNKNOWN if UNKNOWN in found else True


def to_text(value: object) -> str | JsonText | PartialText | Unknown:
    """The value as text; raises EvaluationError for what has no text."""
    if isinstance(value, str | JsonText | PartialText | Unknown):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if value is None or isinstance(value, Mapping | list | TerraformSet):
        raise EvaluationError
    return UNKNOWN


def to_number(value: object) -> int | float | Unknown:
    """The value as a number; raises EvaluationError for what is none."""
    if isinstance(value, bool):
        raise EvaluationError
    if isinstance(value, int | float | Unknown):
        return value
    if isinstance(value, str) and SYMBOL not in value:
        if not _NUMBER.fullmatch(value):
            raise EvaluationError
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < _EXACT else number
    return UNKNOWN


def joined(parts: Sequence[object]) -> object:
    """The parts as one text, of which parts may be unknown."""
    texts: list[str | Unknown] = []
    for part in parts:
        text = to_text(part)
        if isinstance(text, PartialText):
            texts.extend(text.parts)
        elif isinstance(text, JsonText):
            texts.extend(_json_parts(text.value))
        else:
            texts.append(text)
    if sum(len(one) for one in texts if isinstance(one, str)) > _LONGEST:
        raise LimitError
    if all(isinstance(one, str) for one in texts):
        return "".join(one for one in texts if isinstance(one, str))
    return PartialText(tuple(texts)) if any(isinstance(one, str) and one for one in texts) else UNKNOWN


def _json_parts(value: object) -> list[str | Unknown]:
    """JSON in which the strings that are not known are holes between their quotes."""
    try:
        written = json.dumps(_with_holes(value))
    except (TypeError, ValueError, RecursionError):
        return [UNKNOWN]
    pieces: list[str | Unknown] = []
    for piece in written.split(json.dumps(_HOLE)[1:-1]):
        pieces += [piece, UNKNOWN]
    return pieces[:-1]


def _with_holes(value: object) -> object:
    """The value with a marker in place of each text that is not known in full; raises TypeError if it may be no text."""
    if isinstance(value, Mapping):
        return {key: _with_holes(one) for key, one in value.items()}
    listed = elements(value)
    if listed is not None:
        return [_with_holes(one) for one in listed]
    if isinstance(value, JsonText):
        return _HOLE
    if isinstance(value, PartialText):
        return "".join(one if isinstance(one, str) else _HOLE for one in value.parts)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError


def decode(value: object) -> object:
    """What a JSON text says; UNKNOWN where the text is. Raises EvaluationError if it is known and not JSON."""
    if isinstance(value, JsonText):
        return value.value
    if isinstance(value, PartialText):
        return _decode_partial(value)
    if not isinstance(value, str):
        return UNKNOWN
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise EvaluationError from None


def _decode_partial(value: PartialText) -> object:
    """An unknown part inside a JSON string makes that string unknown; anywhere else, it makes the whole text unknown."""
    try:
        return _opened(json.loads("".join(one if isinstance(one, str) else _HOLE for one in value.parts)))
    except (ValueError, RecursionError):
        return UNKNOWN


def _opened(value: object) -> object:
    if isinstance(value, Mapping):
        if any(_HOLE in key for key in value):
            return UNKNOWN
        return {key: _opened(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_opened(one) for one in value]
    return UNKNOWN if isinstance(value, str) and _HOLE in value else value


def plain(value: object) -> object:
    """The value as a plan holds it: sets as lists, a text that is known in part as the document that it is JSON of."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    listed = elements(value)
    if listed is not None:
        return [plain(one) for one in listed]
    if isinstance(value, JsonText | PartialText):
        document = decode(value)
        return plain(document) if isinstance(document, Mapping) else UNKNOWN
    return value if value is None or isinstance(value, bool | int | float | str) else UNKNOWN
