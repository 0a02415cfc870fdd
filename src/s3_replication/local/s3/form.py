"""A browser's form that uploads an object (API Reference, "POST Object"), and its policy (User Guide, "Creating a POST policy")."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.errors import S3Error

__all__ = ["BrowserForm", "check_form", "form_in"]

_UNCONDITIONAL: Final = frozenset({"awsaccesskeyid", "signature", "x-amz-signature", "policy", "file"})
_FAILED: Final = "Invalid according to Policy: Policy"


@dataclass(frozen=True, slots=True)
class BrowserForm:
    """The fields by their names in lower case, and the size of the file."""

    fields: Mapping[str, str]
    size: int


@dataclass(frozen=True, slots=True)
class _FieldCondition:
    """A condition of a policy on one field; `text` is the condition as S3 shows it in a refusal."""

    field: str
    value: str
    is_beginning: bool
    text: str

    def holds(self, fields: Mapping[str, str]) -> bool:
        """Whether these fields meet the condition."""
        found = fields.get(self.field, "")
        return found.startswith(self.value) if self.is_beginning else found == self.value


def form_in(request: HttpRequest) -> BrowserForm | None:
    """The form of a request; None for a request that has none."""
    kind = request.headers.get("content-type", "")
    if request.method != "POST" or not kind.startswith("multipart/form-data"):
        return None
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    fields, size = {}, 0
    for part in message.iter_parts() if message.is_multipart() else ():
        name = str(part.get_param("name", "", header="content-disposition")).lower()
        content = part.get_payload(decode=True)
        given = content if isinstance(content, bytes) else b""
        if name == "file":
            size = len(given)
        else:
            fields[name] = given.decode("utf-8", "replace")
    return BrowserForm(fields, size)


def check_form(form: BrowserForm, bucket: str, now: datetime) -> None:
    """Raises AccessDenied for a form that its policy does not allow, and InvalidPolicyDocument for a policy that cannot be read."""
    if "policy" not in form.fields:
        return
    document = _document(form.fields["policy"])
    if _expiration(document) < now:
        raise S3Error("AccessDenied", f"{_FAILED} expired.")
    fields, allowed = {**form.fields, "bucket": bucket}, {"bucket"}
    for condition in _conditions(document, form.size):
        allowed.add(condition.field)
        if not condition.holds(fields):
            raise S3Error("AccessDenied", f"{_FAILED} Condition failed: {condition.text}")
    extra = sorted(name for name in set(form.fields) - allowed - _UNCONDITIONAL if not name.startswith("x-ignore-"))
    if extra:
        raise S3Error("AccessDenied", f"Invalid according to Policy: Extra input fields: {extra[0]}")


def _document(policy: str) -> Mapping[str, Any]:
    try:
        found = json.loads(base64.b64decode(policy, validate=True))
    except (ValueError, RecursionError):
        raise _unreadable("Invalid JSON.") from None
    if not isinstance(found, dict):
        raise _unreadable("Invalid JSON.")
    return found


def _expiration(document: Mapping[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(str(document["expiration"]))
    except KeyError:
        raise _unreadable("Policy missing expiration.") from None
    except ValueError:
        raise _unreadable(f"Invalid 'expiration' value: '{document['expiration']}'") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _conditions(document: Mapping[str, Any], size: int) -> Iterator[_FieldCondition]:
    """The conditions on fields. A condition on the size of the file is checked here, and raises S3Error if it is not met."""
    conditions = document.get("conditions")
    if not isinstance(conditions, list):
        raise _unreadable("Policy missing conditions.")
    for each in conditions:
        if isinstance(each, dict):
            for name, value in each.items():
                yield _FieldCondition(name.lower(), str(value), False, json.dumps(["eq", f"${name}", value]))
        elif isinstance(each, list) and len(each) == 3 and str(each[0]).lower() == "content-length-range":
            _check_size(each, size)
        elif isinstance(each, list) and len(each) == 3 and str(each[0]).lower() in ("eq", "starts-with") and str(each[1])[:1] == "$":
            beginning = str(each[0]).lower() == "starts-with"
            yield _FieldCondition(each[1][1:].lower(), str(each[2]), beginning, json.dumps(each))
        else:
            raise _unreadable("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")


def _check_size(condition: list[Any], size: int) -> None:
    try:
        least, most = int(condition[1]), int(condition[2])
    except (TypeError, ValueError, OverflowError):
        raise _unreadable("Invalid content-length-range: it takes two numbers.") from None
    if size < least:
        raise S3Error("EntityTooSmall", ProposedSize=str(size), MinSizeAllowed=str(least))
    if size > most:
        raise S3Error("EntityTooLarge", ProposedSize=str(size), MaxSizeAllowed=str(most))


def _unreadable(why: str) -> S3Error:
    return S3Error("InvalidPolicyDocument", f"Invalid Policy: {why}")
