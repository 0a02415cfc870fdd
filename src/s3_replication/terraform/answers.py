"""JSON among other lines: OpenTofu 1.12 writes its warnings to standard output, before the answer."""

import json
from typing import Any

__all__ = ["read_json"]

_DECODER = json.JSONDecoder()


def read_json(text: str) -> dict[str, Any]:
    """The first JSON object that begins at the start of a line; raises ValueError if the text holds no such object."""
    at = 0
    while True:
        at = at if text.startswith("{", at) else text.find("\n{", at) + 1
        if not text.startswith("{", at):
            raise ValueError("there is no JSON object in the output")
        try:
            found, _ = _DECODER.raw_decode(text, at)
        except ValueError:
            at += 1
            continue
        return dict(found)
