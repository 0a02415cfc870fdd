"""Evaluates expressions. What the source and the plan do not show is UNKNOWN in its place; nothing is guessed."""

from collections.abc import Callable, Mapping

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source import control, operators
from s3_replication.plan.source.functions import FUNCTIONS, call, walks
from s3_replication.plan.source.nodes import (
    BinaryOperation,
    Call,
    Conditional,
    For,
    GetAttribute,
    Index,
    Item,
    LiteralValue,
    Node,
    ObjectNode,
    Opaque,
    Splat,
    TemplateExpression,
    TemplateFor,
    TemplateIf,
    Traversal,
    TupleNode,
    UnaryOperation,
)  # fmt: skip
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.values import (
    EvaluationError,
    JsonText,
    LimitError,
    PartialText,
    TerraformSet,
    elements,
    is_absent,
    to_number,
    to_text,
)  # fmt: skip

__all__ = ["ExpressionEvaluator"]

_DEEPEST = 150
_LONGEST_RUN = 200_000
_LONGEST_RUNS = 10_000_000
_PICKING = ("element", "lookup", "one")  # what they cost does not depend on the size of their arguments


class ExpressionEvaluator:
    """Evaluates the expressions of one configuration within bounds of depth, steps and size.

    `unevaluated` collects the names of functions that are called and not known here.
    """

    def __init__(self, names: control.Names) -> None:
        self.names = names
        self.steps = 0
        self.unevaluated: set[str] = set()
        self._depth = self._run = 0

    @property
    def exhausted(self) -> bool:
        """Whether all steps are used up, so that no further expression is evaluated."""
        return self.steps > _LONGEST_RUNS

    def value(self, node: Node, scope: EvaluationScope) -> object:
        """The value of a whole expression; UNKNOWN if Terraform would refuse it or if it exceeds the bounds."""
        outermost = self._depth == 0
        if outermost:
            self._run = 0
        try:
            return self.evaluate(node, scope)
        except EvaluationError:
            return UNKNOWN
        except (LimitError, RecursionError):
            if not outermost:
                raise LimitError from None
            return UNKNOWN

    def evaluate(self, node: Node, scope: EvaluationScope) -> object:
        """The value of an expression inside another; raises EvaluationError and LimitError."""
        self.spend(1)
        if self._depth > _DEEPEST:
            raise LimitError
        self._depth += 1
        try:
            return _EVALUATIONS[type(node)](self, node, scope)
        finally:
            self._depth -= 1

    def spend(self, steps: int) -> None:
        """Counts steps; raises LimitError when they are used up."""
        self._run += steps
        self.steps += steps
        if self._run > _LONGEST_RUN or self.steps > _LONGEST_RUNS:
            raise LimitError

    def weigh(self, value: object) -> object:
        """The value, after its parts are counted: a small expression can name one list many times over."""
        level = [value]
        while level:
            one = level.pop()
            inner = one.values() if isinstance(one, Mapping) else elements(one.value if isinstance(one, JsonText) else one) or ()
            self.spend(len(inner))
            level.extend(inner)
        return value

    def get(self, value: object, name: str) -> object:
        """`value.name`."""
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(value, Mapping):
            if is_absent(value, name) is True:
                raise EvaluationError
            return value.get(name, UNKNOWN)
        if value is None or isinstance(value, str | int | float | PartialText | JsonText | list | TerraformSet):
            raise EvaluationError
        return value.get(name) if hasattr(value, "get") else UNKNOWN

    def item(self, value: object, key: object) -> object:
        """`value[key]`."""
        if value is UNKNOWN or key is UNKNOWN or isinstance(key, PartialText | JsonText):
            return UNKNOWN
        if isinstance(value, list):
            position = to_number(key)
            if isinstance(position, Unknown):
                return UNKNOWN
            if not isinstance(position, int) or not 0 <= position < len(value):
                raise EvaluationError
            return value[position]
        text = to_text(key)
        return self.get(value, text) if isinstance(text, str) else UNKNOWN

    def _literal(self, node: LiteralValue, _: EvaluationScope) -> object:
        return node.value

    def _opaque(self, _: Opaque, __: EvaluationScope) -> object:
        return UNKNOWN

    def _reference(self, node: Traversal, scope: EvaluationScope) -> object:
        first = node.parts[0]
        if first in scope.names:
            value, used = scope.names[first], 1
        elif scope.sealed:
            raise EvaluationError
        else:
            value, used = self.names.lookup(node.parts, scope)
        for name in node.parts[used:]:
            value = self.get(value, name)
        return value

    def _get(self, node: GetAttribute, scope: EvaluationScope) -> object:
        return self.get(self.evaluate(node.on, scope), node.name)

    def _index(self, node: Index, scope: EvaluationScope) -> object:
        return self.item(self.evaluate(node.on, scope), self.evaluate(node.key, scope))

    def _splat(self, node: Splat, scope: EvaluationScope) -> object:
        on = self.evaluate(node.on, scope)
        if on is UNKNOWN:
            return UNKNOWN
        members = [] if on is None else elements(on)
        return [self._steps_of(one, node, scope) for one in ([on] if members is None else members)]

    def _steps_of(self, value: object, node: Splat, scope: EvaluationScope) -> object:
        for step in node.steps:
            self.spend(1)
            value = self.get(value, step) if isinstance(step, str) else self.item(value, self.evaluate(step, scope))
        return value

    def _object(self, node: ObjectNode, scope: EvaluationScope) -> object:
        found: dict[str, object] = {}
        for item in node.items:
            key = self._key(item, scope)
            if key is None:
                return UNKNOWN
            found[key] = self.evaluate(item.value, scope)
        return found

    def _key(self, item: Item, scope: EvaluationScope) -> str | None:
        key = to_text(self.evaluate(item.key, scope))
        return key if isinstance(key, str) else None

    def _tuple(self, node: TupleNode, scope: EvaluationScope) -> object:
        return [self.evaluate(one, scope) for one in node.items]

    def _call(self, node: Call, scope: EvaluationScope) -> object:
        if node.name in control.SPECIAL:
            special, numbers = control.SPECIAL[node.name]
            return special(self, node.arguments, scope) if len(node.arguments) in numbers and not node.expands else UNKNOWN
        if node.name not in FUNCTIONS:
            self.unevaluated.add(node.name)
        arguments = [self.evaluate(one, scope) for one in node.arguments]
        if node.expands and arguments:
            last = arguments.pop()
            members = elements(last)
            if members is None:
                return UNKNOWN
            arguments += members
        deep = walks(node.name)
        for one in arguments:
            if deep:
                self.weigh(one)
            elif node.name not in _PICKING:
                self.spend(len(one) if isinstance(one, Mapping) else len(elements(one) or ()))
        return call(node.name, arguments)

    def _binary(self, node: BinaryOperation, scope: EvaluationScope) -> object:
        return operators.binary(node.operator, self.evaluate(node.left, scope), self.evaluate(node.right, scope))

    def _unary(self, node: UnaryOperation, scope: EvaluationScope) -> object:
        return operators.unary(node.operator, self.evaluate(node.operand, scope))


_EVALUATIONS: Mapping[type, Callable[..., object]] = {
    BinaryOperation: ExpressionEvaluator._binary,
    Call: ExpressionEvaluator._call,
    Conditional: control.conditional,
    For: control.loop,
    GetAttribute: ExpressionEvaluator._get,
    Index: ExpressionEvaluator._index,
    LiteralValue: ExpressionEvaluator._literal,
    ObjectNode: ExpressionEvaluator._object,
    Opaque: ExpressionEvaluator._opaque,
    Traversal: ExpressionEvaluator._reference,
    Splat: ExpressionEvaluator._splat,
    TemplateExpression: control.template,
    TemplateFor: control.template_for,
    TemplateIf: control.template_if,
    TupleNode: ExpressionEvaluator._tuple,
    UnaryOperation: ExpressionEvaluator._unary,
}
