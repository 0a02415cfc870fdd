"""Functions that convert: to another type, and to and from JSON."""

import base64
import json
from collections.abc import Mapping
from typing import Final

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source.functions.signature import Function, listed, mapped
from s3_replication.plan.source.types import Primitive, convert, make_set
from s3_replication.plan.source.values import (
    JsonText,
    LimitError,
    PartialText,
    TerraformSet,
    decode,
    elements,
    fully_known,
    to_number,
    to_text,
)

__all__ = ["FUNCTIONS"]

_LONGEST = 500_000


def _never(_: object) -> object:
    return UNKNOWN


def tostring(value: object) -> object:
    return None if value is None else to_text(value)


def tonumber(value: object) -> object:
    return None if value is None else to_number(value)


def tobool(value: object) -> object:
    return convert(value, Primitive("bool"), _never)


def tolist(value: object) -> object:
    if value is None or value is UNKNOWN:
        return value
    ordered = not isinstance(value, TerraformSet) or len(value.members) < 2 or fully_known(value)
    return _alike(list(listed(value))) if ordered else UNKNOWN


def _alike(members: list[object]) -> list[object]:
    """A list has members of one type: with one text among them, all are text."""
    if any(isinstance(one, str) for one in members) and any(isinstance(one, bool | int | float) for one in members):
        return [to_text(one) if isinstance(one, bool | int | float) else one for one in members]
    return members


def toset(value: object) -> object:
    if value is None or value is UNKNOWN:
        return value
    members = list(listed(value))
    return make_set(_alike(members)) if all(not isinstance(one, Unknown) for one in members) else UNKNOWN


def tomap(value: object) -> object:
    if value is None or value is UNKNOWN:
        return value
    members = mapped(value)
    return dict(zip(members, _alike(list(members.values())), strict=True))


def jsonencode(value: object) -> object:
    """JSON text, if the value is known; a resource as a whole is not."""
    listed_value = _plain(value)
    if listed_value is UNKNOWN:
        return UNKNOWN
    try:
        text = json.dumps(listed_value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    except TypeError:
        return JsonText(listed_value)
    if len(text) > _LONGEST:
        raise LimitError
    return text


def _plain(value: object) -> object:
    """Sets as lists; what JSON has no form for stays and makes the text one that is known in part."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    members = elements(value)
    if members is not None:
        return [_plain(one) for one in members]
    known = value is None or isinstance(value, bool | int | float | str | JsonText | PartialText)
    return value if known else UNKNOWN


def jsondecode(value: object) -> object:
    return decode(value)


def _encoded(value: object) -> object:
    return base64.b64encode(str(value).encode()).decode()


def _decoded(value: object) -> object:
    return base64.b64decode(str(value), validate=True).decode()


def same_value(value: object) -> object:
    return value


FUNCTIONS: Final = {
    "base64decode": Function(_decoded, needs_all=True),
    "base64encode": Function(_encoded, needs_all=True),
    "jsondecode": Function(jsondecode),
    "jsonencode": Function(jsonencode, walks=True),
    "nonsensitive": Function(same_value),
    "sensitive": Function(same_value),
    "tobool": Function(tobool),
    "tolist": Function(tolist, walks=True),
    "tomap": Function(tomap),
    "tonumber": Function(tonumber),
    "toset": Function(toset, walks=True),
    "tostring": Function(tostring),
}
