"""Every input of a module, and every attribute of its typed objects, added, removed and changed: one row of a table each."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import hcl2
from input_types import InputType, parse_type

__all__ = ["ABSENT", "Row", "changed", "handed_on", "paths", "rows", "variables"]

Inputs: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = tuple[str, ...]
ABSENT = object()
_DEPTHS: Mapping[Steps, int] = {("name",): 1, ("existing",): 1, ("kms",): 3, ("rules",): 3, ("destinations",): 3, ("sources",): 3}
"""How much of a path is independent of others, by its second step or its first one; two steps of any other path."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change of one input, from `base`. `changes` are its new values by path, ABSENT for an input taken away."""

    module: str
    path: str
    change: str
    base: str
    changes: Mapping[Steps, Any]
    destroys: frozenset[str]
    refused: str

    @property
    def name(self) -> str:
        return f"{self.module or 'root'}: {self.path} {self.change}"

    @property
    def parts(self) -> set[Steps]:
        """The paths that nothing planned together with it may change; a bucket or a key that goes takes its settings along."""
        depths = {path: _DEPTHS.get(path[1:2], _DEPTHS.get(path[:1], 2)) for path in self.changes}
        return {path[: min(depth, 2) if self.destroys else depth] for path, depth in depths.items()}

    def fits(self, other: "Row") -> bool:
        """Whether both can be planned together, because neither changes what the other does."""
        apart = all(one[: len(two)] != two[: len(one)] for one in self.parts for two in other.parts)
        return apart and (self.module, self.base) == (other.module, other.base) and not (self.refused or other.refused)


def changed(inputs: Inputs, together: Iterable[Row]) -> Inputs:
    """The inputs with the changes of the rows."""
    after = json.loads(json.dumps(inputs))
    for row in together:
        for path, value in row.changes.items():
            _put(after, path, value)
    return after  # type: ignore[no-any-return]


def variables(folder: Path) -> dict[str, InputType]:
    """The type of each input of a module; one with a default is optional."""
    found = {}
    for path in sorted(folder.glob("variables*.tf")):
        for block in hcl2.loads(path.read_text(encoding="utf-8")).get("variable", []):
            for name, body in block.items():
                kind = parse_type(str(body["type"]))
                found[name.strip('"')] = InputType(kind.name, kind.parts, kind.element, optional="default" in body)
    return found


def paths(parts: Mapping[str, InputType], above: Steps = ()) -> Iterator[tuple[Steps, InputType]]:
    """Every input and attribute; `*` is any key of a map."""
    for name, kind in parts.items():
        steps = (*above, name)
        yield steps, kind
        yield from paths(kind.parts, steps)
        if kind.name == "map" and kind.element:
            yield from paths(kind.element.parts, (*steps, "*"))


def handed_on(caller: Path, called: str) -> set[Steps]:
    """The inputs of a called module that get an input of the caller, or a part of one, as it is: the caller's rows answer theirs."""
    calls = hcl2.loads((caller / "main.tf").read_text(encoding="utf-8"))["module"]
    arguments = next(body for call in calls for body in call.values() if f'{body["source"]}"'.endswith(f'/{called}""'))
    return {(name,) for name, value in arguments.items() if re.fullmatch(r"\$\{var\.[\w.]+\}", str(value))}


def rows(
    module: str, kinds: Mapping[str, InputType], bases: Mapping[str, Inputs], shapes: Mapping[str, Any], answered: set[Steps]
) -> Iterator[Row]:
    """The rows of one module but those of answered inputs; raises LookupError where no shape or no base covers a change."""
    for steps, kind in paths(kinds):
        if steps[:1] in answered:
            continue
        shape = _shape(steps, shapes)
        for change in ("added", "removed", "changed"):
            if change == "changed" or kind.optional or kind.name == "map":
                yield _row(module, steps, kind, change, bases, shape)


def _shape(steps: Steps, shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The shape with the longest path that the steps end in."""
    for start in range(len(steps)):
        if (found := shapes.get(".".join(steps[start:]))) is not None:
            return found  # type: ignore[no-any-return]
    raise LookupError(f"{'.'.join(steps)} has no shape")


def _row(module: str, steps: Steps, kind: InputType, change: str, bases: Mapping[str, Inputs], shape: Mapping[str, Any]) -> Row:
    grows = change == "added" and kind.name == "map"  # by an entry
    base, exact = _starting_point(steps, None if grows else change == "added", bases, shape.get("base", {}).get(change))
    changes = {exact: _value(_get(bases[base], exact), kind, change, shape["value"])}
    beside = shape.get("with", {}).get(change, {})
    changes |= {tuple(path.split(".")): ABSENT if value is None else value for path, value in beside.items()}
    destroys, refused = frozenset(shape.get("destroys", {}).get(change, [])), shape.get("refused", {}).get(change, "")
    return Row(module, ".".join(steps), change, base, changes, destroys, refused)


def _starting_point(steps: Steps, lacking: bool | None, bases: Mapping[str, Inputs], wanted: str | None) -> tuple[str, Steps]:
    """The first base that has the attribute, or lacks it but has what is around it, or either (None); and the path in that base."""
    for name, inputs in [(wanted, bases[wanted])] if wanted is not None and wanted in bases else bases.items():
        for exact in _exact(inputs, steps):
            if lacking is None or lacking == (_get(inputs, exact) is ABSENT):
                return name, exact
    raise LookupError(f"no base {'without' if lacking else 'with'} {'.'.join(steps)}")


def _exact(inputs: Inputs, steps: Steps) -> Iterator[Steps]:
    """The paths in the inputs that the steps stand for, as far as what is around the last step exists."""
    if "*" in steps:
        place = steps.index("*")
        entries = _get(inputs, steps[:place])
        for key in entries if isinstance(entries, Mapping) else ():
            yield from _exact(inputs, (*steps[:place], key, *steps[place + 1 :]))
    elif isinstance(_get(inputs, steps[:-1]), Mapping):
        yield steps


def _get(inputs: Inputs, steps: Steps) -> Any:
    found: Any = inputs
    for step in steps:
        found = found.get(step, ABSENT) if isinstance(found, Mapping) else ABSENT
    return found


def _put(inputs: Any, steps: Steps, value: object) -> None:
    for step in steps[:-1]:
        inputs = inputs.setdefault(step, {})
    if value is ABSENT:
        inputs.pop(steps[-1], None)
    else:
        inputs[steps[-1]] = value


def _value(present: Any, kind: InputType, change: str, value: Any) -> Any:
    if kind.name == "map" and change == "added":
        return {**(present if isinstance(present, Mapping) else {}), **value}
    if kind.name == "map" and change == "removed" and not kind.optional:
        return dict(list(present.items())[1:])
    if change == "removed":
        return ABSENT
    return not present if kind.name == "bool" and change == "changed" else value
