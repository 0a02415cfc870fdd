"""Reads the source of a configuration: the root module and every module that it calls."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from s3_replication.findings.finding import Location
from s3_replication.plan.address import calls, module_path
from s3_replication.plan.diagnostics import Diagnostic
from s3_replication.plan.source.addresses import argument_of, block_of
from s3_replication.plan.source.module_files import FileFault, read_module, read_text
from s3_replication.plan.source.nodes import Attribute, Block, LiteralValue
from s3_replication.plan.values import items, mapping

__all__ = ["Location", "Module", "Source"]

_MOST_MODULES = 2_000
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Module:
    """One module as it is written, whatever calls it: `folder` is where its files are, `blocks` are by their addresses inside it."""

    folder: Path
    blocks: Mapping[str, Block]
    locals: Mapping[str, Attribute]

    def of(self, kind: str) -> Iterator[tuple[str, Block]]:
        """The blocks with one label, such as "module" or "output", by that label."""
        for block in self.blocks.values():
            if block.type == kind and len(block.labels) == 1:
                yield block.labels[0], block


@dataclass(frozen=True, slots=True)
class Source:
    """A configuration's source, by the path of calls from the root, which is ()."""

    folder: Path
    modules: Mapping[tuple[str, ...], Module]
    diagnostics: tuple[Diagnostic, ...] = ()
    _faults: tuple[FileFault, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, folder: Path | str) -> "Source":
        """Reads a folder; raises nothing. What cannot be read is in the diagnostics, with file and line."""
        root = Path(folder)
        reading = _SourceReading(root)
        reading.module((), root, ())
        return cls(root, reading.modules, tuple(map(_diagnostic, reading.faults)))

    def module(self, path: tuple[str, ...]) -> Module | None:
        """The module at a path of calls."""
        return self.modules.get(path)

    def block(self, path: tuple[str, ...], address: str) -> Block | None:
        """The block of an address inside a module, without instance: type.name, data.type.name, module.name, var.name, output.name."""
        module = self.modules.get(path)
        return module.blocks.get(address) if module else None

    def location(self, address: str) -> Location | None:
        """Where a resource, data source, module call, variable, output, local or an argument of one is written."""
        path = calls(module_path(address))
        inside, rest = block_of(address)
        if inside.startswith("local.") and (module := self.modules.get(path)):
            found = module.locals.get(inside.removeprefix("local."))
            return Location(found.file, found.line) if found else None
        block = self.block(path, inside)
        if block is None and path and "." not in inside:  # the call itself, or one of its arguments
            block, rest = self.block(path[:-1], f"module.{path[-1]}"), [inside]
        if block is None:
            return None
        place = argument_of(block.body, rest) or block
        return Location(place.file, place.line)


def _diagnostic(fault: FileFault) -> Diagnostic:
    at = f"{fault.file}, line {fault.line}" if fault.line else fault.file
    return Diagnostic("", f"{at}: {fault.text}")


class _SourceReading:
    """Follows the calls of modules; a folder that several calls use is parsed once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._installed = dict(_installed(root))
        self._parsed: dict[str, Module] = {}
        self.modules: dict[tuple[str, ...], Module] = {}
        self.faults: list[FileFault] = []

    def module(self, path: tuple[str, ...], folder: Path, above: tuple[str, ...]) -> None:
        """Reads the module in a folder and those that it calls."""
        key = os.path.realpath(folder)
        if key in above or len(path) > _DEEPEST or len(self.modules) >= _MOST_MODULES:
            text = "the module calls itself, or there are too many modules, so it is not used: remove the circle."
            self.faults.append(FileFault(".".join(f"module.{name}" for name in path), 0, text))
            return
        if key not in self._parsed:
            self._parsed[key] = self._parse(folder)
        module = self.modules[path] = self._parsed[key]
        for name, block in module.of("module"):
            called = self._folder_of((*path, name), block, folder)
            if called is not None and os.path.isdir(called):  # pathlib raises for a folder that may not be read
                self.module((*path, name), called, (*above, key))
            else:
                text = f"module {name} is not in the folder, so its source is not used: run `terraform init`."
                self.faults.append(FileFault(block.file, block.line, text))

    def _parse(self, folder: Path) -> Module:
        shown = os.path.relpath(folder, self._root)
        body, faults = read_module(folder, "" if shown == "." else shown)
        self.faults += faults
        local = {name: one for block in body.of("locals") for name, one in block.body.attributes.items()}
        return Module(folder, {_address(one): one for one in body.blocks if _address(one)}, local)

    def _folder_of(self, path: tuple[str, ...], block: Block, folder: Path) -> Path | None:
        if installed := self._installed.get(".".join(path)):
            return self._root / installed
        written = block.body.attributes.get("source")
        source = written.expression.value if written and isinstance(written.expression, LiteralValue) else None
        return folder / source if isinstance(source, str) and source.startswith(("./", "../")) else None


def _installed(root: Path) -> Iterator[tuple[str, str]]:
    """The folders of Terraform's own list of modules, relative to the root."""
    try:
        listed = json.loads(read_text(root / ".terraform" / "modules" / "modules.json") or "{}")
    except (ValueError, RecursionError):
        return
    for entry in items(mapping(listed).get("Modules")):
        key, folder = mapping(entry).get("Key"), mapping(entry).get("Dir")
        if isinstance(key, str) and isinstance(folder, str) and key and "\0" not in folder:
            yield key, folder


def _address(block: Block) -> str:
    if block.type == "resource" and len(block.labels) == 2:
        return ".".join(block.labels)
    if block.type == "data" and len(block.labels) == 2:
        return ".".join(("data", *block.labels))
    prefix = {"module": "module", "variable": "var", "output": "output", "provider": "provider"}.get(block.type)
    if prefix and len(block.labels) == 1:
        alias = block.body.attributes.get("alias") if prefix == "provider" else None
        suffix = f".{alias.expression.value}" if alias and isinstance(alias.expression, LiteralValue) else ""
        return f"{prefix}.{block.labels[0]}{suffix}"
    return ""
