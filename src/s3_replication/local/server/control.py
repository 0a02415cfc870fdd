"""`/_local/*`: what tests and the command line ask of the local AWS itself."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from s3_replication.errors import InputError
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.server.pages import forces_preflight

__all__ = ["MONTH", "ControlApi", "ControlCall", "seconds"]

ControlCall = Callable[[dict[str, Any]], dict[str, Any]]
PREFIX = "/_local/"
MONTH = timedelta(days=30)


class ControlApi:
    """Routes by name; parts of the local AWS add theirs with `add`."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], ControlCall] = {}

    def add(self, method: str, name: str, call: ControlCall) -> None:
        """Offer `call` as METHOD /_local/name; it takes query and JSON body as one mapping and returns a JSON object."""
        self._routes[(method, name)] = call

    def handle(self, request: HttpRequest) -> HttpResponse:
        """Answer one control request; wrong arguments give 400 with one sentence."""
        name = request.path.removeprefix(PREFIX).strip("/")
        call = self._routes.get((request.method, name))
        if call is None:
            known = ", ".join(sorted(f"{method} {route}" for method, route in self._routes))
            return _answer(404, {"error": f"there is no {request.method} /_local/{name}; there are: {known}"})
        if request.method != "GET" and not forces_preflight(request):
            return _answer(415, {"error": f"{request.method} /_local/{name} wants the header Content-Type: application/json"})
        try:
            arguments = {**dict(parse_qsl(request.query, keep_blank_values=True)), **_body(request.body)}
            return _answer(200, call(arguments))
        except (InputError, ValueError, TypeError, KeyError) as error:
            return _answer(400, {"error": str(error) or type(error).__name__})


def _body(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    found = json.loads(body)
    if not isinstance(found, dict):
        raise InputError("the body must be a JSON object")
    return found


def _answer(status: int, content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(status, {"Content-Type": "application/json"}, json.dumps(content, default=str).encode())


def seconds(arguments: dict[str, Any], name: str, default: float | None = None, most: timedelta = MONTH) -> timedelta:
    """A duration argument in seconds, of at most `most`; raises InputError."""
    raw = arguments.get(name, default)
    try:
        found = timedelta(seconds=float(raw))  # type: ignore[arg-type]  # None raises TypeError, which is caught
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{name} must be a number of seconds, not {raw!r}") from error
    if found < timedelta(0):
        raise InputError(f"{name} must not be negative, it is {raw}")
    if found > most:
        raise InputError(f"{name} must be at most {most.total_seconds():.0f} ({most.days} days), it is {raw}")
    return found
