"""Which operation of a service's API a request calls, and with which parameters, in the protocols of AWS."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote
from xml.etree import ElementTree

from botocore.model import ServiceModel
from botocore.session import get_session

from s3_replication.local.http.message import HttpRequest

__all__ = ["ApiCall", "operation_name", "read_call"]

_QUERY = frozenset({"iam", "sns", "sts"})  # services that know no JSON
_REST = {"s3control": "xml", "fis": "json"}  # services whose path names the operation, with the form of the body
_ACTION = "Action="
_LISTS = frozenset({"member", "entry"})
_URI_LABEL = re.compile(r"\{(\w+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An operation's name, "" where none is known, and its parameters as far as the request shows them."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)


def read_call(service: str, request: HttpRequest) -> ApiCall:
    """The call; never raises for a body that cannot be read, since the service refuses it. One that names two operations names none."""
    if service in _REST:
        return _rest(service, request)
    target = request.headers.get("x-amz-target")
    text = f"{request.query}&{request.body.decode('utf-8', 'replace')}"
    pairs = [] if target is not None and service not in _QUERY and _ACTION not in text else parse_qsl(text, keep_blank_values=True)
    form = dict(pairs)
    if sum(name == "Action" for name, _ in pairs) + (target is not None) > 1:
        return ApiCall("")
    if target is not None:
        return ApiCall("" if service in _QUERY else target.rpartition(".")[2], _json(request.body))
    if service == "sqs" and request.path.count("/") > 1:
        form.setdefault("QueueUrl", request.path)
    return ApiCall(form.pop("Action", ""), _unflattened(form))


def operation_name(request: HttpRequest) -> str:
    """The operation's name for records: from the target header, the form's Action, else method and path."""
    target = request.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    if request.body.startswith(b"Action=") or b"&Action=" in request.body:
        return parse_qs(request.body.decode("utf-8", "replace")).get("Action", ["?"])[0]
    if "Action=" in request.query:
        return parse_qs(request.query).get("Action", ["?"])[0]
    return f"{request.method} {request.path}"


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _unflattened(form: dict[str, str]) -> dict[str, Any]:
    """The structures and lists that the query protocol writes as Tags.member.1.Key."""
    found: dict[str, Any] = {}
    for name, value in form.items():
        parts = [part for part in name.split(".") if part not in _LISTS]
        place = found
        for part in parts[:-1]:
            inner = place.setdefault(part, {})
            place = inner if isinstance(inner, dict) else {}
        place[parts[-1]] = value
    return {name: _listed(value) for name, value in found.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(each) for name, each in value.items()}


def _rest(service: str, request: HttpRequest) -> ApiCall:
    listed = parse_qs(request.query, keep_blank_values=True)
    query = {name: values[0] if len(values) == 1 else values for name, values in listed.items()}
    for method, pattern, name in _routes(service):
        match = pattern.fullmatch(request.path) if method == request.method else None
        if match is not None:
            labels = {label: unquote(value) for label, value in match.groupdict().items()}
            body = _json(request.body) if _REST[service] == "json" else _leaves(request.body)
            return ApiCall(name, {**body, **query, **labels})
    return ApiCall("")


def _leaves(body: bytes) -> dict[str, str]:
    """The first text of each element of a document."""
    if not body:
        return {}
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - the service itself reads it again; entities only cost this request
    except (ElementTree.ParseError, ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for node in root.iter():
        if node.text and not len(node):
            found.setdefault(node.tag.rpartition("}")[2], node.text)
    return found


@cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    """Method, path and operation; longer paths come first."""
    loader: Any = get_session().get_component("data_loader")
    model = ServiceModel(loader.load_service_model(service, "service-2"), service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path, shape = http["requestUri"].partition("?")[0], model.operation_model(name).input_shape
        members = {} if shape is None else {str(each.serialization.get("name", key)): key for key, each in shape.members.items()}
        parts = _URI_LABEL.split(path)  # text, label, "+" or "", text, ...
        pattern = re.escape(parts[0])
        for label, greedy, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            pattern += f"(?P<{members.get(label, label)}>{'.+' if greedy else '[^/]+'}){re.escape(text)}"
        found.append((http["method"], re.compile(pattern), name))
    return sorted(found, key=lambda route: -len(route[1].pattern))
