"""Whatever an expression, a source or a plan says, reading them ends, and raises nothing but PlanError."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.iam import UNKNOWN
from s3_replication.plan import PlanError, Source, read_plan
from s3_replication.plan.source.evaluator import ExpressionEvaluator
from s3_replication.plan.source.functions import FUNCTIONS
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
    Splat,
    TemplateExpression,
    TemplateFor,
    TemplateIf,
    Traversal,
    TupleNode,
    UnaryOperation,
)  # fmt: skip
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.values import plain
from tests.plan.source.few_names import NAMES, FewNames, evaluate

PLANS = Path(__file__).parent / "plans"
SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats(allow_nan=False) | st.sampled_from(["", "a", "%s", "a.b", "[", "/x/", "1"])
)
LEAVES = (
    SCALARS.map(LiteralValue) | st.sampled_from(sorted(NAMES)).map(lambda name: Traversal((name,))) | st.just(Traversal(("map", "a", "b")))
)
CALLED = sorted([*FUNCTIONS, "try", "can", "file", "templatefile", "nothing"])
OPERATORS = ["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"]


def inside(node: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Expressions around expressions."""
    several = st.lists(node, max_size=3).map(tuple)
    names = st.sampled_from([("one",), ("key", "list"), ("name",)])
    maybe = st.none() | node
    template = several.map(TemplateExpression)
    items = st.lists(st.builds(Item, node, node), max_size=3).map(tuple)
    return st.one_of(
        st.builds(Call, st.sampled_from(CALLED), several, st.booleans()),
        st.builds(BinaryOperation, st.sampled_from(OPERATORS), node, node),
        st.builds(For, names, node, maybe, node, maybe, st.booleans()),
        items.map(ObjectNode),
        several.map(TupleNode),
        st.builds(Conditional, node, node, node),
        st.builds(GetAttribute, node, st.sampled_from(["a", "id", "z"])),
        st.builds(Index, node, node),
        st.builds(Splat, node, st.lists(node | st.just("a"), max_size=2).map(tuple)),
        template,
        st.builds(TemplateFor, names, node, template),
        st.builds(TemplateIf, node, template, template),
        st.builds(UnaryOperation, st.sampled_from(["-", "!"]), node),
    )


EXPRESSIONS: st.SearchStrategy[Node] = st.recursive(LEAVES, inside, max_leaves=15)


@settings(deadline=None, max_examples=300)
@given(EXPRESSIONS)
def test_property_any_expression_has_a_value(node: Node) -> None:
    found = plain(ExpressionEvaluator(FewNames()).value(node, EvaluationScope(())))
    json.dumps(found, default=lambda value: "" if value is UNKNOWN else pytest.fail(f"{value!r} is no value of a plan"))


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from('abxn[]{}()"$%.,:?*!=-+<>&|\\ \n~#/1'), max_size=40))
def test_property_any_text_has_a_value_as_an_expression(text: str) -> None:
    evaluate(text)
    evaluate(f"<<EOT\n{text}\nEOT\n")
    evaluate(f'"{text}"')


SOURCES = {path.parent.name: Source.read(path.parent) for path in sorted(PLANS.glob("*/plan.json"))}
DOCUMENTS = {name: json.loads((PLANS / name / "plan.json").read_text(encoding="utf-8")) for name in SOURCES}


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    found, level = [], [value]
    while level:
        one = level.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else []
        found += [(one, key) for key in keys]
        level += [one[key] for key in keys]
    return found


JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner), max_leaves=5)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_property_a_plan_that_is_not_of_its_source_is_read(data: st.DataObject) -> None:
    plan = copy.deepcopy(DOCUMENTS[data.draw(st.sampled_from(sorted(DOCUMENTS)))])
    for _ in range(data.draw(st.integers(0, 6))):
        container, key = data.draw(st.sampled_from(places(plan)))
        container[key] = data.draw(JSON)
    try:
        read_plan(plan, source=SOURCES[data.draw(st.sampled_from(sorted(SOURCES)))])
    except PlanError:
        return
