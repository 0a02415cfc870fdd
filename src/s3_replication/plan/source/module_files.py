"""The files of one module: what they hold, and what cannot be read in them."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from s3_replication.errors import InputError
from s3_replication.plan.source.nodes import Attribute, Block, Body, LiteralValue

__all__ = ["FileFault", "read_module", "read_text", "require_root_module"]

_LARGEST = 500_000
_MOST_FILES = 2_000


@dataclass(frozen=True, slots=True)
class FileFault:
    """A file that cannot be read, and the line where it breaks (0: none)."""

    file: str
    line: int
    text: str


def require_root_module(folder: Path) -> None:
    """Raises InputError for what is not a folder with Terraform files."""
    if not folder.is_dir() or not [*folder.glob("*.tf"), *folder.glob("*.tf.json")]:
        raise InputError(f"folder {folder} has no Terraform files (*.tf): name the folder of the root module.")


def read_text(path: Path) -> str | None:
    """The text of an ordinary file of a bearable size; None for anything else."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGEST:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def read_module(folder: Path, shown: str) -> tuple[Body, tuple[FileFault, ...]]:
    """All blocks of the module in a folder; `shown` is the folder's name in locations, "" for the root."""
    blocks: list[Block] = []
    overrides: list[Block] = []
    faults: list[FileFault] = []
    for path in _files(folder):
        name = f"{shown}/{path.name}" if shown else path.name
        if os.path.exists(path.with_name(path.name.replace(".tf", ".tofu", 1))):
            faults.append(FileFault(name, 0, "OpenTofu reads the .tofu file instead, so neither is used: keep one of them."))
            continue
        found = _parse(path, name)
        if isinstance(found, FileFault):
            faults.append(found)
        elif path.name.split(".", 1)[0].endswith("override") and _is_override(path):
            overrides += found.blocks
        else:
            blocks += found.blocks
    for one in overrides:
        blocks = _overridden(blocks, one)
    return Body({}, tuple(blocks)), tuple(faults)


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.name.endswith((".tf", ".tf.json")) and not path.name.startswith("."))
    except (OSError, ValueError):
        return []
    return found[:_MOST_FILES]


def _is_override(path: Path) -> bool:
    stem = path.name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _parse(path: Path, name: str) -> Body | FileFault:
    # Late, because the parser takes a while to load and few commands need it.
    from s3_replication.plan.source import json_syntax, syntax  # noqa: PLC0415 - see above

    text = read_text(path)
    if text is None:
        return FileFault(name, 0, "it is not a file of UTF-8 text of up to 500 kB, so it is not used: check what it is.")
    try:
        if path.name.endswith(".json"):
            return json_syntax.parse_json_body(text, name, syntax.parse_template, syntax.parse_expression)
        return syntax.parse_body(text, name)
    except syntax.SyntaxFault as error:
        return FileFault(name, error.line, "it cannot be read as HCL, so it is not used: check it with `terraform validate`.")
    except (ValueError, RecursionError) as error:
        return FileFault(
            name, getattr(error, "lineno", 0), "it cannot be read as JSON, so it is not used: check it with `terraform validate`."
        )


def _overridden(blocks: list[Block], by: Block) -> list[Block]:
    """An override file's block replaces the arguments and the kinds of blocks that it names (Terraform, "Override Files")."""
    if by.type == "locals":
        names = by.body.attributes.keys()
        return [_without(one, names) if one.type == "locals" else one for one in blocks] + [by]
    return [_merged(one, by) if _header(one) == _header(by) else one for one in blocks]


def _header(block: Block) -> tuple[object, ...]:
    """What an override repeats to name a block; a provider has its alias too."""
    alias = block.body.attributes.get("alias") if block.type == "provider" else None
    return block.type, tuple(block.labels), alias.expression.value if alias and isinstance(alias.expression, LiteralValue) else ""


def _without(block: Block, names: Iterable[str]) -> Block:
    attributes = {name: one for name, one in block.body.attributes.items() if name not in set(names)}
    return replace(block, body=replace(block.body, attributes=attributes))


def _merged(block: Block, by: Block) -> Block:
    attributes: dict[str, Attribute] = {**block.body.attributes, **by.body.attributes}
    kinds = {one.type for one in by.body.blocks}
    kept = [one for one in block.body.blocks if one.type not in kinds]
    return replace(block, body=Body(attributes, (*kept, *by.body.blocks)))
