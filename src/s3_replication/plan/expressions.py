"""The configuration part of a plan: which provider a resource uses, and which references an argument uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from s3_replication.plan.address import outermost, reference
from s3_replication.plan.values import blocks, items, mapping

__all__ = ["Configuration", "ResourceConfiguration", "constant", "expression", "references"]

_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceConfiguration:
    """One resource block: `provider` is the key in the plan's provider_config, "" if the plan does not show it."""

    provider: str = ""
    expressions: Mapping[str, object] = field(default_factory=dict)
    for_each: object = None


class Configuration:
    """The tree of modules as Terraform wrote it. Locals and dynamic blocks are not in a plan, so their references cannot be seen."""

    def __init__(self, plan: Mapping[str, object]) -> None:
        self._plan = plan
        self.providers: Mapping[str, object] = mapping(mapping(plan.get("configuration")).get("provider_config"))
        self._modules: dict[_Path, Mapping[str, object]] = {}
        self._calls: dict[_Path, Mapping[str, object]] = {}
        self._resources: dict[tuple[_Path, str], ResourceConfiguration] = {}
        self._walk((), mapping(mapping(plan.get("configuration")).get("root_module")))

    def _walk(self, path: _Path, module: Mapping[str, object]) -> None:
        self._modules[path] = module
        for resource in blocks(module, "resources"):
            address, provider = resource.get("address"), resource.get("provider_config_key")
            if isinstance(address, str):
                self._resources[path, address] = ResourceConfiguration(
                    provider if isinstance(provider, str) else "", mapping(resource.get("expressions")), resource.get("for_each_expression")
                )
        for name, call in mapping(module.get("module_calls")).items():
            self._calls[(*path, name)] = mapping(call)
            self._walk((*path, name), mapping(mapping(call).get("module")))

    def resource(self, path: _Path, address: str) -> ResourceConfiguration:
        """The block of an address without instances (type.name, or data.type.name) in one module."""
        return self._resources.get((path, address), ResourceConfiguration())

    def argument(self, path: _Path, variable: str) -> object:
        """The expression that the caller gives to a module's variable; None for the root, whose values the plan lists."""
        return mapping(self._calls.get(path, {}).get("expressions")).get(variable)

    def for_each(self, path: _Path) -> object:
        """The expression of a module call's for_each."""
        return self._calls.get(path, {}).get("for_each_expression")

    def output(self, path: _Path, name: str) -> object:
        """The expression of a module's output."""
        module = self._modules.get(path, {})
        return mapping(mapping(mapping(module.get("outputs")).get(name))).get("expression")

    def value(self, path: _Path, variable: str) -> object:
        """The known value of a variable: the root's from the plan, a module's where the caller gives a constant or its own variable."""
        if not path:
            given = mapping(mapping(self._plan.get("variables")).get(variable))
            return given.get("value", self._default(path, variable))
        argument = self.argument(path, variable)
        return self._default(path, variable) if argument is None else self.evaluate(path[:-1], argument)

    def evaluate(self, path: _Path, written: object) -> object:
        """A constant, or the value of the one variable that the expression names; None for anything else."""
        if (known := constant(written)) is not None:
            return known
        named = [reference(one) for one in outermost(references(written))]
        if len(named) != 1 or named[0] is None or named[0].kind != "var":
            return None
        value = self.value(path, named[0].name)
        return mapping(value).get(named[0].attribute) if named[0].attribute else value

    def _default(self, path: _Path, variable: str) -> object:
        return mapping(mapping(self._modules.get(path, {}).get("variables")).get(variable)).get("default")


def constant(written: object) -> object:
    """The constant of an expression, or None."""
    return mapping(written).get("constant_value")


def references(written: object) -> list[str]:
    """The references of an expression, of a list of nested blocks, or of one nested block, in the order written."""
    if isinstance(written, list):
        return [one for entry in written for one in references(entry)]
    body = mapping(written)
    if "references" in body:
        return [one for one in items(body["references"]) if isinstance(one, str)]
    return [one for entry in body.values() if isinstance(entry, list | Mapping) for one in references(entry)]


def expression(expressions: Mapping[str, object], path: Sequence[str | int]) -> object:
    """The expression at a path of block names and positions; None if the plan does not show it (a dynamic block)."""
    found: object = expressions
    for step in path:
        if isinstance(step, int):
            entries = items(found)
            found = entries[step] if step < len(entries) else None
        else:
            found = mapping(found).get(step)
    return found
