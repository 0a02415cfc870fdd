"""Parses Terraform's addresses and references."""

import re
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["ModulePath", "Reference", "calls", "inside_module", "module_path", "outermost", "reference"]

ModulePath: TypeAlias = tuple[tuple[str, str], ...]
"""The module instance as (call name, index as written or "") per level; the root is ()."""

_KEY = r'(\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?'
_MODULE = re.compile(rf"module\.([\w-]+){_KEY}")
_KINDS = (
    ("module", re.compile(rf"module\.([\w-]+){_KEY}(?:\.([\w-]+))?(.*)", re.DOTALL)),
    ("var", re.compile(r"var\.()()([\w-]+)(.*)", re.DOTALL)),
    ("each", re.compile(r"each\.()()(key|value)(.*)", re.DOTALL)),
    ("data", re.compile(rf"data\.(\w+\.[\w-]+){_KEY}()(.*)", re.DOTALL)),
    ("other", re.compile(r"(?:local|count|path|terraform|self)\.()()([\w-]+)(.*)", re.DOTALL)),
    ("managed", re.compile(rf"(\w+\.[\w-]+){_KEY}()(.*)", re.DOTALL)),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of an expression.

    `kind` is managed, data, var, module, each or other; `subject` the resource as type.name or the module call; `key` its index as
    written; `name` the variable's or output's name; `attribute` the last attribute of the reference, "" for the whole.
    """

    kind: str
    subject: str
    key: str
    name: str
    attribute: str


def module_path(address: str) -> ModulePath:
    """The module instance of a module's or a resource's address."""
    return tuple((name, key or "") for name, key in _MODULE.findall(_prefix(address)))


def inside_module(address: str) -> str:
    """The part of an address after its module steps: "" for a module's own address."""
    return address[len(_prefix(address)) :]


def _prefix(address: str) -> str:
    """The address's leading module steps; an index may contain text that looks like a module step."""
    end = 0
    while step := _MODULE.match(address, end):
        end = step.end() + 1
    return address[:end]


def calls(path: ModulePath) -> tuple[str, ...]:
    """The calls' names without instances: the key of a module in the configuration."""
    return tuple(name for name, _ in path)


def outermost(references: list[str]) -> list[str]:
    """The references without those that only repeat the beginning of another, as Terraform lists them."""
    return [one for one in references if not any(other.startswith((f"{one}.", f"{one}[")) for other in references)]


def reference(written: str) -> Reference | None:
    """Parse one reference; None if the text is not one."""
    for kind, pattern in _KINDS:
        if found := pattern.fullmatch(written):
            subject, key, name, rest = found.groups()
            attributes = re.findall(r"\.([A-Za-z_][\w-]*)", re.sub(r'\["[^"]*"\]', "", rest))
            return Reference(kind, subject, key or "", name or "", attributes[-1] if attributes else "")
    return None
