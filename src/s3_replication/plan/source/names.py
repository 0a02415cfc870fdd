"""What names mean: variables, locals, each, count, paths, modules and resources."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from s3_replication.iam import UNKNOWN
from s3_replication.plan.address import ModulePath, calls
from s3_replication.plan.source.addresses import index_of
from s3_replication.plan.source.evaluator import ExpressionEvaluator
from s3_replication.plan.source.module_files import read_text
from s3_replication.plan.source.nodes import Block, LiteralValue, Node
from s3_replication.plan.source.planned import Planned, PlannedModule, PlannedResource, by_index
from s3_replication.plan.source.reader import Source
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.types import convert, read_type
from s3_replication.plan.source.values import EvaluationError, LimitError, TerraformSet
from s3_replication.plan.values import mapping

__all__ = ["PlanNames"]

_MISSING = object()


class PlanNames:
    """The names of one plan and its source. Each named value is evaluated once for each module instance; a circle is UNKNOWN."""

    def __init__(
        self,
        source: Source,
        variables: Mapping[str, object],
        planned: Planned,
        attribute: Callable[[PlannedResource, str], object],
    ) -> None:
        self._source, self._variables, self._planned, self._attribute = source, variables, planned, attribute
        self._values: dict[object, object] = {}
        self._templates: dict[str, Node] = {}
        self._readable = [_repository(source.folder), *(os.path.realpath(one.folder) for one in source.modules.values())]
        self.evaluator = ExpressionEvaluator(self)

    def lookup(self, parts: Sequence[str], scope: EvaluationScope) -> tuple[object, int]:
        """The value of the beginning of a reference, and how many of its parts that beginning has."""
        simple = {"var": self._variable, "local": self._local, "module": self._module}
        first, second = parts[0], parts[1] if len(parts) > 1 else ""
        if first in simple:
            return simple[first](second, scope), 2
        if first in ("each", "count"):
            return self._index(first, second, scope), 2
        if first == "path":
            return self._path(second, scope), 2
        if first == "self":
            return (UNKNOWN if scope.own is None else PlannedResource(scope.own, self._attribute)), 1
        if first in ("terraform", "ephemeral", "provider") or len(parts) < 2:
            return UNKNOWN, len(parts)
        length = 3 if first == "data" else 2
        address = ".".join(parts[:length])
        return self.once(("resource", scope.module, address), lambda: self._resource(address, scope)), length

    def once(self, key: object, evaluate: Callable[[], object]) -> object:
        """A value that is evaluated once; UNKNOWN while it is being evaluated, which is a circle."""
        if key not in self._values:
            self._values[key] = UNKNOWN
            try:
                self._values[key] = self.evaluator.weigh(evaluate())
            except EvaluationError:
                return UNKNOWN
            except (LimitError, RecursionError):
                del self._values[key]
                raise
        return self._values[key]

    def _local(self, name: str, scope: EvaluationScope) -> object:
        module = self._source.module(calls(scope.module))
        written = module.locals.get(name) if module else None
        if written is None:
            return UNKNOWN
        return self.once(("local", scope.module, name), lambda: self.evaluator.value(written.expression, scope.around()))

    def _variable(self, name: str, scope: EvaluationScope) -> object:
        return self.once(("var", scope.module, name), lambda: self._given(name, scope.module))

    def _given(self, name: str, module: ModulePath) -> object:
        block = self._source.block(calls(module), f"var.{name}")
        if block is None:
            return UNKNOWN
        arguments = block.body.attributes
        value = self._argument(name, module) if module else self._root_variable(name)
        nullable = arguments.get("nullable")
        refused = nullable is not None and nullable.expression == LiteralValue(False)
        if value is _MISSING or (value is None and refused):
            if "ephemeral" in arguments or "default" not in arguments:
                return UNKNOWN
            value = self.evaluator.value(arguments["default"].expression, EvaluationScope(module))
        kind = read_type(arguments["type"].expression) if "type" in arguments else read_type(None)
        return convert(value, kind, lambda node: self.evaluator.value(node, EvaluationScope(module)))

    def _root_variable(self, name: str) -> object:
        given = self._variables.get(name)
        return mapping(given).get("value", _MISSING) if given is not None else _MISSING

    def _argument(self, name: str, module: ModulePath) -> object:
        """The value that the caller gives to a module's variable."""
        *above, (call, key) = module
        block = self._source.block(calls(tuple(above)), f"module.{call}")
        if block is None:
            return UNKNOWN
        written = block.body.attributes.get(name)
        if written is None:
            return _MISSING
        return self.evaluator.value(written.expression, self.scope_of(tuple(above), block, key))

    @staticmethod
    def scope_of(module: ModulePath, block: Block, key: str) -> EvaluationScope:
        """The scope of the arguments of one instance of a block."""
        each = block.body.attributes.get("for_each")
        return EvaluationScope(module, key, each.expression if each else None)

    def _index(self, first: str, second: str, scope: EvaluationScope) -> object:
        index = index_of(scope.key)
        if first == "count":
            return index if isinstance(index, int) and scope.for_each is None and second == "index" else UNKNOWN
        if scope.for_each is None or not isinstance(index, str):
            return UNKNOWN
        return index if second == "key" else self._each_value(index, scope) if second == "value" else UNKNOWN

    def _each_value(self, index: str, scope: EvaluationScope) -> object:
        each = scope.for_each
        if each is None:
            return UNKNOWN
        collection = self.once(("each", scope.module, id(each)), lambda: self.evaluator.value(each, scope.around()))
        if isinstance(collection, TerraformSet):
            return index
        return collection.get(index, UNKNOWN) if isinstance(collection, Mapping) else UNKNOWN

    def _path(self, name: str, scope: EvaluationScope) -> object:
        if name == "root":
            return "."
        module = self._source.module(calls(scope.module)) if name == "module" else None
        return os.path.relpath(module.folder, self._source.folder) if module else UNKNOWN

    def _module(self, name: str, scope: EvaluationScope) -> object:
        return self.once(("module", scope.module, name), lambda: self._called(name, scope))

    def _called(self, name: str, scope: EvaluationScope) -> object:
        block = self._source.block(calls(scope.module), f"module.{name}")
        if block is None:
            return UNKNOWN
        known = {key: PlannedModule((*scope.module, (name, key)), self._output) for key in self._planned.modules(scope.module, name)}
        return self._instances(block, known, scope, lambda key: PlannedModule((*scope.module, (name, key)), self._output))

    def _output(self, module: ModulePath, name: str) -> object:
        block = self._source.block(calls(module), f"output.{name}")
        written = block.body.attributes.get("value") if block else None
        if written is None:
            return UNKNOWN
        return self.once(("output", module, name), lambda: self.evaluator.value(written.expression, EvaluationScope(module)))

    def _resource(self, address: str, scope: EvaluationScope) -> object:
        block = self._source.block(calls(scope.module), address)
        known = {one.key: PlannedResource(one, self._attribute) for one in self._planned.instances(scope.module, address)}
        self.evaluator.spend(len(known))
        if block is None:
            return known.get("", UNKNOWN) if len(known) == 1 else UNKNOWN
        return self._instances(block, known, scope, None)

    def _instances(self, block: Block, known: Mapping[str, object], scope: EvaluationScope, make: Callable[[str], object] | None) -> object:
        """One object, a list for `count`, or an object by key for `for_each`. A module that has no resource is made."""
        arguments = block.body.attributes
        if "count" not in arguments and "for_each" not in arguments:
            return known.get("") or (make("") if make else UNKNOWN)
        written = arguments["count" if "count" in arguments else "for_each"].expression
        wanted = self.once(("instances", scope.module, id(written)), lambda: self.evaluator.value(written, scope.around()))
        return by_index(wanted, known, "count" in arguments, make)

    def template(self, path: str, scope: EvaluationScope) -> Node | None:
        """The template file at a path."""
        from s3_replication.plan.source.syntax import parse_template  # noqa: PLC0415 - the parser takes a while to load

        text = self.file(path, scope)
        if text is None:
            return None
        if path not in self._templates:
            self._templates[path] = parse_template(text)
        return self._templates[path]

    def file(self, path: str, scope: EvaluationScope) -> str | None:
        """The text of a file of the repository; others stay closed, because what they hold may be shown in a report."""
        del scope
        if "\0" in path:
            return None
        found = os.path.realpath(self._source.folder / path)
        inside = any(os.path.commonpath((found, one)) == one for one in self._readable)
        return read_text(Path(found)) if inside else None


def _repository(folder: Path) -> str:
    """The folder of the repository that holds a folder, else the folder."""
    found = Path(os.path.realpath(folder))
    return str(next((one for one in (found, *found.parents) if os.path.exists(one / ".git")), found))
