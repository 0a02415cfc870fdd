"""Expressions that decide what to evaluate: conditionals, loops, template directives, and the functions that read files or catch errors."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source import operators
from s3_replication.plan.source.functions.digests import DIGESTS, text_bytes
from s3_replication.plan.source.nodes import Conditional, For, LiteralValue, Node, TemplateExpression, TemplateFor, TemplateIf
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.values import EvaluationError, TerraformSet, escaped, joined, to_text

__all__ = ["SPECIAL", "Evaluating", "Names", "conditional", "loop", "pairs", "template", "template_for", "template_if"]


class Names(Protocol):
    """What the names in an expression mean."""

    def lookup(self, parts: Sequence[str], scope: EvaluationScope) -> tuple[object, int]:
        """The value of the beginning of a reference, and how many of its parts that beginning has."""

    def template(self, path: str, scope: EvaluationScope) -> Node | None:
        """The template file at a path; None if it is not there or may not be read."""

    def file(self, path: str, scope: EvaluationScope) -> str | None:
        """The text of a file; None if it is not there or may not be read."""


class Evaluating(Protocol):
    """The evaluator, as this module needs it."""

    names: Names

    def evaluate(self, node: Node, scope: EvaluationScope) -> object:
        """The value of an expression."""


def try_(evaluator: Evaluating, arguments: Sequence[Node], scope: EvaluationScope) -> object:
    """The first argument that Terraform evaluates without an error."""
    for one in arguments:
        try:
            return evaluator.evaluate(one, scope)
        except EvaluationError:
            continue
    raise EvaluationError


def can(evaluator: Evaluating, arguments: Sequence[Node], scope: EvaluationScope) -> object:
    """Whether Terraform evaluates the argument without an error."""
    try:
        return UNKNOWN if evaluator.evaluate(arguments[0], scope) is UNKNOWN else True
    except EvaluationError:
        return False


def file(evaluator: Evaluating, arguments: Sequence[Node], scope: EvaluationScope) -> object:
    """The text of a file."""
    path = evaluator.evaluate(arguments[0], scope)
    text = evaluator.names.file(path, scope) if isinstance(path, str) else None
    return UNKNOWN if text is None else text


def _of_file(function: Callable[[object], object]) -> "_Special":
    """A function of a file's text."""

    def read(evaluator: Evaluating, arguments: Sequence[Node], scope: EvaluationScope) -> object:
        text = file(evaluator, arguments, scope)
        return UNKNOWN if text is UNKNOWN else function(text)

    return read


def templatefile(evaluator: Evaluating, arguments: Sequence[Node], scope: EvaluationScope) -> object:
    """The text that a template file makes; it sees its variables only."""
    path, variables = (evaluator.evaluate(one, scope) for one in arguments)
    found = evaluator.names.template(path, scope) if isinstance(path, str) else None
    if found is None or not isinstance(variables, Mapping):
        return UNKNOWN
    return to_text(evaluator.evaluate(found, EvaluationScope(scope.module, names=dict(variables), sealed=True)))


_Special: TypeAlias = Callable[[Evaluating, Sequence[Node], EvaluationScope], object]
SPECIAL: Mapping[str, tuple[_Special, range]] = {
    "can": (can, range(1, 2)),
    "file": (file, range(1, 2)),
    "filebase64": (_of_file(lambda text: base64.b64encode(text_bytes(text)).decode()), range(1, 2)),
    **{f"file{name}": (_of_file(digest), range(1, 2)) for name, digest in DIGESTS.items()},
    "templatefile": (templatefile, range(2, 3)),
    "try": (try_, range(1, 100)),
}
"""The functions that get expressions instead of values, each with the numbers of arguments that it may have."""


def conditional(evaluator: Evaluating, node: Conditional, scope: EvaluationScope) -> object:
    """The chosen value; with an unknown condition, the value that both sides have."""
    chosen = operators.truth(evaluator.evaluate(node.condition, scope))
    if not isinstance(chosen, Unknown):
        return evaluator.evaluate(node.then if chosen else node.otherwise, scope)
    try:
        then, otherwise = evaluator.evaluate(node.then, scope), evaluator.evaluate(node.otherwise, scope)
    except EvaluationError:
        return UNKNOWN
    return then if operators.binary("==", then, otherwise) is True else UNKNOWN


def loop(evaluator: Evaluating, node: For, scope: EvaluationScope) -> object:
    """A for expression."""
    found: list[tuple[object, object]] = []
    rows = _rows(node.names, evaluator.evaluate(node.collection, scope), scope)
    if rows is None:
        return UNKNOWN
    for inner in rows:
        chosen = True if node.condition is None else operators.truth(evaluator.evaluate(node.condition, inner))
        if isinstance(chosen, Unknown):
            return UNKNOWN
        if chosen:
            key = None if node.key is None else evaluator.evaluate(node.key, inner)
            found.append((key, evaluator.evaluate(node.value, inner)))
    return [value for _, value in found] if node.key is None else _object(found, node.groups)


def _object(found: list[tuple[object, object]], groups: bool) -> object:
    lists: dict[str, list[object]] = {}
    for written, value in found:
        key = to_text(written)
        if not isinstance(key, str):
            return UNKNOWN
        lists.setdefault(key, []).append(value)
    if groups:
        return lists
    if any(len(values) > 1 for values in lists.values()):
        raise EvaluationError
    return {key: values[0] for key, values in lists.items()}


def _rows(names: Sequence[str], collection: object, scope: EvaluationScope) -> Iterator[EvaluationScope] | None:
    """The scope of each turn; None if the collection is not known."""
    found = pairs(collection)
    if found is None:
        return None
    return (scope.bind({names[0]: pair[1]} if len(names) == 1 else dict(zip(names, pair, strict=False))) for pair in found)


def pairs(collection: object) -> list[tuple[object, object]] | None:
    """The keys and values of a collection in Terraform's order; None if it is not known. Raises EvaluationError if it is none."""
    if isinstance(collection, Mapping):
        return [(key, collection[key]) for key in sorted(collection)]
    if isinstance(collection, TerraformSet):
        return [(one, one) for one in collection.members]
    if isinstance(collection, list):
        return list(enumerate(collection))
    if collection is None or isinstance(collection, str | int | float):
        raise EvaluationError
    return None


def template(evaluator: Evaluating, node: TemplateExpression, scope: EvaluationScope) -> object:
    """A template; one interpolation alone keeps the type of its value."""
    if len(node.parts) == 1 and not isinstance(node.parts[0], TemplateIf | TemplateFor):
        return evaluator.evaluate(node.parts[0], scope)
    parts = [evaluator.evaluate(one, scope) for one in node.parts]
    if any(isinstance(one, LiteralValue) and '"' in str(one.value) for one in node.parts):  # it is JSON, or part of it
        literal = [isinstance(one, LiteralValue) for one in node.parts]
        parts = [escaped(one) if isinstance(one, str) and not own else one for one, own in zip(parts, literal, strict=True)]
    return joined(parts)


def template_if(evaluator: Evaluating, node: TemplateIf, scope: EvaluationScope) -> object:
    """`%{ if }`."""
    chosen = operators.truth(evaluator.evaluate(node.condition, scope))
    return UNKNOWN if isinstance(chosen, Unknown) else joined([evaluator.evaluate(node.then if chosen else node.otherwise, scope)])


def template_for(evaluator: Evaluating, node: TemplateFor, scope: EvaluationScope) -> object:
    """`%{ for }`."""
    rows = _rows(node.names, evaluator.evaluate(node.collection, scope), scope) if node.names else None
    return UNKNOWN if rows is None else joined([joined([evaluator.evaluate(node.body, inner)]) for inner in rows])
