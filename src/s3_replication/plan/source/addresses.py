"""Takes Terraform's addresses apart down to the argument of a block."""

import re
from collections.abc import Sequence

from s3_replication.plan.address import inside_module
from s3_replication.plan.source.nodes import Attribute, Block, Body

__all__ = ["argument_of", "block_of", "index_of"]

_STEP = re.compile(r'([\w-]+)|\[("(?:[^"\\]|\\.)*"|\d+)\]')
_LENGTHS = {"data": 3, "module": 2, "var": 2, "output": 2, "local": 2}


def block_of(address: str) -> tuple[str, Sequence[str]]:
    """The address of the block inside its module, without instance ("" for a module call itself), and the steps to an argument in it."""
    inside = inside_module(address)
    names: list[str] = []
    for found in _STEP.finditer(inside):
        names += [found[1]] if found[1] else []
    length = _LENGTHS.get(names[0], 2) if names else 0
    return ".".join(names[:length]), names[length:]


def argument_of(body: Body, steps: Sequence[str]) -> Attribute | Block | None:
    """The argument, or the innermost block, that the steps of names and positions lead to."""
    found: Attribute | Block | None = None
    for at, step in enumerate(steps):
        if step.isdigit():
            continue
        position = int(steps[at + 1]) if at + 1 < len(steps) and steps[at + 1].isdigit() and len(steps[at + 1]) < 9 else 0
        if step in body.attributes:
            return body.attributes[step]
        blocks = list(body.of(step))
        if not blocks:
            return found
        found = blocks[position] if position < len(blocks) else blocks[-1]
        body = found.body
    return found


def index_of(key: str) -> str | int | None:
    """The index of an instance as written; None if it has none."""
    if key.startswith('["'):
        return key[2:-2].replace('\\"', '"').replace("\\\\", "\\")
    return int(key[1:-1]) if key.startswith("[") and key[1:-1].isdigit() and len(key) < 12 else None
