"""Functions of times, which Terraform has as text by RFC 3339."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from s3_replication.plan.source.functions.signature import Function
from s3_replication.plan.source.values import EvaluationError, LimitError

__all__ = ["FUNCTIONS"]

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)
_PART = re.compile(r"(\d+(?:\.\d+)?)(h|m|s)", re.ASCII)
_DURATION = re.compile(r"[+-]?((\d+(\.\d+)?)(h|m|s))+", re.ASCII)
_UNITS: Final = {"h": 3600, "m": 60, "s": 1}
_FORMAT: Final = re.compile(r"'(?:[^']|'')*'|Y+|M+|D+|h+|m+|s+|[A-Za-z]+|[^A-Za-z']+")
_PARTS: Final = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "hh": "%H", "mm": "%M", "ss": "%S", "MMM": "%b", "MMMM": "%B"}


def _time(value: object) -> datetime:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise EvaluationError
    return datetime.fromisoformat(value)


def timeadd(value: object, duration: object) -> object:
    written = str(duration)
    if not _DURATION.fullmatch(written):
        raise LimitError
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(written))
    if seconds != int(seconds):
        raise LimitError
    found = _time(value) + timedelta(seconds=-seconds if written.startswith("-") else seconds)
    text = found.isoformat()
    return text.replace("+00:00", "Z")


def timecmp(left: object, right: object) -> object:
    one, other = _time(left), _time(right)
    return (one > other) - (one < other)


def formatdate(pattern: object, value: object) -> object:
    """The numbers of a date and the names of months; times of other zones keep their own clock."""
    time = _time(value)
    parts: list[str] = []
    for part in _FORMAT.findall(str(pattern)):
        if part in _PARTS:
            parts.append(time.astimezone(time.tzinfo or UTC).strftime(_PARTS[part]))
        elif part.startswith("'"):
            parts.append(part[1:-1].replace("''", "'"))
        elif part[0].isalpha():
            raise LimitError
        else:
            parts.append(part)
    return "".join(parts)


FUNCTIONS: Final = {
    "formatdate": Function(formatdate, needs_all=True),
    "timeadd": Function(timeadd, needs_all=True),
    "timecmp": Function(timecmp, needs_all=True),
}
