"""Expressions have the values that Terraform gives them, and what is not known is UNKNOWN in its place."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.iam import UNKNOWN
from tests.plan.source.few_names import evaluate

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "expressions.yaml").read_text(encoding="utf-8"))


def expected(value: Any) -> object:
    if value == {"unknown": True}:
        return UNKNOWN
    if isinstance(value, dict):
        return {key: expected(one) for key, one in value.items()}
    return [expected(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_expression_has_its_value(case: dict[str, Any]) -> None:
    found = evaluate(case["written"])
    assert found == expected(case["value"])
    assert type(found) is type(expected(case["value"]))


def test_a_template_file_sees_its_variables_only() -> None:
    assert evaluate('templatefile("t", { name = "x", list = list })') == "x: a b "
    assert evaluate('templatefile("t", { name = "x" })') is UNKNOWN
    assert evaluate('templatefile("elsewhere", {})') is UNKNOWN


def test_a_heredoc_is_a_template() -> None:
    assert evaluate('<<EOT\n  a ${name}\n  "${map["b"]}" $${x}\nEOT\n') == '  a logs\n  "2" ${x}\n'
    assert evaluate("<<-EOT\n    a\n      b\n\n    ${name}\n  EOT\n") == "a\n  b\n\nlogs\n"
    assert evaluate("<<EOT\na\n  EOT  \n") == "a\n"
    assert evaluate("<<EOT\n%{ if yes ~}\n  y\n%{ endif ~}\nEOT\n") == "  y\n"


@pytest.mark.parametrize(
    "written",
    [
        "[" * 300 + "]" * 300,
        "(" * 300 + "1" + ")" * 300,
        " + ".join(["1"] * 2000),
        '"' + "${" * 300 + "1" + "}" * 300 + '"',
        " ? 1 : ".join(["yes"] * 300) + " ? 1 : 2",
    ],
    ids=["lists", "parentheses", "sums", "templates", "conditionals"],
)
def test_what_nests_too_deeply_ends(written: str) -> None:
    evaluate(written)


def test_what_doubles_at_each_step_ends() -> None:
    written = "list"
    for _ in range(14):
        written = f"[for a in [1, 2] : {written}]"
    evaluate(f"jsonencode({written})")
