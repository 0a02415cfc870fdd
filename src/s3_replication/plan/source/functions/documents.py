"""CSV and YAML. Of YAML only what every version of it reads alike; the rest is not known."""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from s3_replication.plan.source.functions.signature import Function, limited, text_of
from s3_replication.plan.source.values import EvaluationError, LimitError, elements, to_text

if TYPE_CHECKING:
    import yaml

__all__ = ["FUNCTIONS"]

_LONGEST = 500_000
_DEEPEST = 100
_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_FRACTION = re.compile(r"-?(0|[1-9]\d*)\.\d+", re.ASCII)
# What YAML 1.1 and 1.2, or two readers of one of them, take for different values: yes, 0x1f, 017, 1_000, 1e3, .inf, 2026-01-01, 12:30.
_AMBIGUOUS = re.compile(r"(?i:y|n|yes|no|on|off|=|<<)|[-+.\d][\w.:+-]*|~.+")
_WORDS: Final[Mapping[str, object]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True, "false": False,
    "False": False, "FALSE": False,
}  # fmt: skip


def _text(value: object) -> str:
    text = text_of(value)
    if len(text) > _LONGEST:
        raise LimitError
    return text


def csvdecode(value: object) -> object:
    try:
        rows = list(csv.reader(io.StringIO(_text(value), newline=""), strict=True))
    except csv.Error:
        raise EvaluationError from None
    head, *rest = [row for row in rows if row] or [[]]
    if len(set(head)) != len(head) or any(len(row) != len(head) for row in rest):
        raise EvaluationError
    return limited([dict(zip(head, row, strict=True)) for row in rest])


def yamldecode(value: object) -> object:
    try:
        import yaml  # noqa: PLC0415 - a base install has no YAML reader; the extra [check] has
    except ImportError:
        raise LimitError from None
    try:
        node = yaml.compose(_text(value), Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        raise EvaluationError from None
    return None if node is None else _value(node, 0, set())


def _value(node: "yaml.Node", depth: int, seen: set[int]) -> object:
    """The value of a node; a node that an alias names again may grow without end."""
    if depth > _DEEPEST or id(node) in seen:
        raise LimitError
    seen.add(id(node))
    if isinstance(node.value, str):
        return _scalar(node)
    if node.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
        raise LimitError
    if node.tag.endswith("seq"):
        return [_value(one, depth + 1, seen) for one in node.value]
    found: dict[str, object] = {}
    for key, one in node.value:
        name = to_text(_value(key, depth + 1, seen))
        if not isinstance(name, str) or name in found:
            raise LimitError
        found[name] = _value(one, depth + 1, seen)
    return found


def _scalar(node: "yaml.Node") -> object:
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        return float(text)
    if _AMBIGUOUS.fullmatch(text) or node.tag.startswith("!"):
        raise LimitError
    return text


def yamlencode(value: object) -> object:
    """Block style with quoted text, as Terraform writes it; text of several lines has another form, and is not known."""
    lines = _block(value)
    return "\n".join(lines) + "\n"


def _block(value: object) -> list[str]:
    members = elements(value)
    if members:
        return [line for one in members for line in _item(one)]
    if isinstance(value, Mapping) and value:
        return [line for key in sorted(value) for line in _entry(key, value[key])]
    return [_inline(value)]


def _item(one: object) -> list[str]:
    first, *rest = _block(one)
    return [f"- {first}", *(f"  {line}" for line in rest)]


def _entry(key: str, one: object) -> list[str]:
    lines = _block(one)
    if elements(one):
        return [f"{_inline(key)}:", *lines]
    if isinstance(one, Mapping) and one:
        return [f"{_inline(key)}:", *(f"  {line}" for line in lines)]
    return [f"{_inline(key)}: {lines[0]}"]


def _inline(value: object) -> str:
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, str):
        if not value.isprintable():
            raise LimitError
        return json.dumps(value, ensure_ascii=False)
    return "{}" if isinstance(value, Mapping) else "[]"


FUNCTIONS: Final = {
    "csvdecode": Function(csvdecode, needs_all=True),
    "yamldecode": Function(yamldecode, needs_all=True),
    "yamlencode": Function(yamlencode, needs_all=True, walks=True),
}
