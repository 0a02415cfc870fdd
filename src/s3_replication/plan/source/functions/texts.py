"""Functions of text. join and format keep what is unknown in its place; the others need their text."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source.functions.signature import Function, listed, text_of, whole
from s3_replication.plan.source.values import EvaluationError, LimitError, elements, joined, to_number, to_text

__all__ = ["FUNCTIONS"]

_VERB = re.compile(r"%(%|(\[\d+\])?([ +#0-]*)(\d*)(\.\d+)?([a-zA-Z]))")
_WIDEST = 1_000
_MOST = 10_000
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
_RISKY = re.compile(r"\)[*+{]|\(\?(?!:|P<)|\\[1-9]|\{\d{4,}|\{\d+,\d{3,}")


def join(separator: object, *lists: object) -> object:
    if separator is UNKNOWN or UNKNOWN in lists:
        return UNKNOWN
    members = [member for one in lists for member in listed(one)]
    return joined([part for at, member in enumerate(members) for part in ([separator, member] if at else [member])]) if members else ""


def split(separator: object, text: object) -> object:
    if separator == "":
        return list(text_of(text))
    return text_of(text).split(text_of(separator))


def replace(text: object, old: object, new: object) -> object:
    known, wanted = text_of(text), text_of(old)
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        if "\\" in text_of(new):
            raise LimitError
        return _pattern(wanted[1:-1], known).sub(re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", text_of(new)), known)
    if len(known) * max(len(text_of(new)), 1) > _MOST * _WIDEST:
        raise LimitError
    return known.replace(wanted, text_of(new))


def substr(text: object, start: object, length: object) -> object:
    known, first, size = text_of(text), whole(start), whole(length)
    first = max(first + len(known), 0) if first < 0 else first
    return known[first:] if size < 0 else known[first : first + size]


def format_(pattern: object, *given: object) -> object:
    """Like Go's fmt with %s, %d, %q, %v and padding."""
    if not isinstance(pattern, str):
        return UNKNOWN
    parts: list[object] = []
    at, used = 0, 0
    for verb in _VERB.finditer(pattern):
        parts.append(pattern[at : verb.start()])
        at = verb.end()
        if verb[1] == "%":
            parts.append("%")
            continue
        parts.append(_formatted(verb, given[used]))
        used += 1
    if used != len(given):
        raise EvaluationError
    return joined([*parts, pattern[at:]])


def _formatted(verb: re.Match[str], value: object) -> object:
    flags, width, kind = verb[3], int(verb[4] or 0), verb[6]
    if verb[2] or verb[5] or "+" in flags or "#" in flags or width > _WIDEST:
        return UNKNOWN
    text = _converted(kind, value)
    if not width or not isinstance(text, str):
        return UNKNOWN if width else text
    if "-" in flags:
        return text.ljust(width)
    return text.zfill(width) if "0" in flags and kind == "d" else text.rjust(width)


def _converted(kind: str, value: object) -> object:
    if kind == "d":
        number = to_number(value)
        return UNKNOWN if isinstance(number, Unknown | float) else str(number)
    if kind == "s" or (kind == "v" and not isinstance(value, list | dict)):
        return to_text(value)
    if kind == "t" and isinstance(value, bool):
        return to_text(value)
    if kind == "q" and isinstance(value, str) and value.isprintable() and not set(value) & {'"', "\\"}:
        return f'"{value}"'
    return joined(['"', value, '"']) if kind == "q" and not isinstance(value, str | list | dict) else UNKNOWN


def formatlist(pattern: object, *given: object) -> object:
    if UNKNOWN in given:
        return UNKNOWN
    lists = [elements(one) for one in given]
    lengths = {len(one) for one in lists if one is not None}
    if len(lengths) != 1:
        raise EvaluationError
    rows = range(lengths.pop())
    return [format_(pattern, *(one if many is None else many[row] for one, many in zip(given, lists, strict=True))) for row in rows]


def regex(pattern: object, text: object) -> object:
    found = _pattern(text_of(pattern), text_of(text)).search(text_of(text))
    if found is None:
        raise EvaluationError
    return _match(found)


def regexall(pattern: object, text: object) -> object:
    return [_match(found) for found in _pattern(text_of(pattern), text_of(text)).finditer(text_of(text))]


def _match(found: re.Match[str]) -> object:
    return found.groupdict() or list(found.groups()) or found[0]


def _pattern(pattern: str, text: str) -> re.Pattern[str]:
    """A pattern that Python and RE2 read alike and that Python matches in bearable time; raises LimitError for others."""
    if "[[:" in pattern or ("$" in pattern and text.endswith("\n")):
        raise LimitError
    if len(text) > 256 or len(_UNBOUNDED.findall(pattern)) > 3 or len(pattern) > 256 or _RISKY.search(pattern):
        raise LimitError
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError):
        raise LimitError from None


def _title(text: object) -> object:
    return re.sub(r"(^|(?<=[^\w]))\w", lambda found: found[0].upper(), text_of(text))


def _indent(spaces: object, text: object) -> object:
    if whole(spaces) > _WIDEST:
        raise LimitError
    return text_of(text).replace("\n", "\n" + " " * whole(spaces))


_PLAIN: Final[Mapping[str, Callable[..., object]]] = {
    "basename": lambda text: text_of(text).rstrip("/").rpartition("/")[2],
    "chomp": lambda text: text_of(text).rstrip("\r\n"),
    "dirname": lambda text: text_of(text).rpartition("/")[0] or ".",
    "endswith": lambda text, end: text_of(text).endswith(text_of(end)),
    "indent": _indent,
    "lower": lambda text: text_of(text).lower(),
    "regex": regex,
    "regexall": regexall,
    "replace": replace,
    "split": split,
    "startswith": lambda text, start: text_of(text).startswith(text_of(start)),
    "strcontains": lambda text, part: text_of(part) in text_of(text),
    "strrev": lambda text: text_of(text)[::-1],
    "substr": substr,
    "title": _title,
    "trim": lambda text, characters: text_of(text).strip(text_of(characters)),
    "trimprefix": lambda text, start: text_of(text).removeprefix(text_of(start)),
    "trimspace": lambda text: text_of(text).strip(),
    "trimsuffix": lambda text, end: text_of(text).removesuffix(text_of(end)),
    "upper": lambda text: text_of(text).upper(),
}
FUNCTIONS: Final = {
    "format": Function(format_),
    "formatlist": Function(formatlist),
    "join": Function(join),
    **{name: Function(call, needs_all=True) for name, call in _PLAIN.items()},
}
