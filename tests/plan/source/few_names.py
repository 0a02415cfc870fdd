"""Names with known values, so that an expression can be evaluated without a plan."""

from collections.abc import Sequence

from s3_replication.iam import UNKNOWN
from s3_replication.plan.source.evaluator import ExpressionEvaluator
from s3_replication.plan.source.nodes import Node
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.syntax import parse_expression, parse_template
from s3_replication.plan.source.values import plain

NAMES: dict[str, object] = {
    "key": "arn:aws:kms:eu-west-1:111111111111:key/known-after-apply:aws_kms_key.k",
    "keyed": 'known-after-apply:aws_x.y["k"]',
    "list": ["a", "b"],
    "map": {"a": 1, "b": 2},
    "name": "logs",
    "nothing": None,
    "number": 3,
    "objects": [{"id": "one"}, {"id": "two"}],
    "open": UNKNOWN,
    "yes": True,
}


class FewNames:
    """Names with the values above, and no files."""

    def lookup(self, parts: Sequence[str], scope: EvaluationScope) -> tuple[object, int]:
        del scope
        return (NAMES[parts[0]], 1) if parts[0] in NAMES else (UNKNOWN, len(parts))

    def template(self, path: str, scope: EvaluationScope) -> Node | None:
        del scope
        return parse_template("${name}: %{ for one in list }${one} %{ endfor }") if path == "t" else None

    def file(self, path: str, scope: EvaluationScope) -> str | None:
        del path, scope
        return None


def evaluate(written: str) -> object:
    """The value of an expression."""
    return plain(ExpressionEvaluator(FewNames()).value(parse_expression(written), EvaluationScope(())))
