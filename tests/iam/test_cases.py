"""Every case file under cases/: hand-made requests with the verdict and the statements that decide, each with the page or fact it rests on.

A case takes the file's `defaults`, and names statements of the file's `statements` or writes them out; `!unknown` is a value that a plan
does not know, and `unread` a policy that cannot be read. In `context` a list is a multivalued key, other values are single ones. Policies
are read as AWS holds them if the case is `stored`. The policies are called role, boundary, session, resource, scp[n] and rcp[n]; `by`
lists "policy:statement" of all evidence in order, with - for the layer that allowed nothing, and `notes` what each piece of evidence adds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.iam import (
    UNKNOWN,
    Denial,
    Documents,
    Evaluator,
    Evidence,
    Grant,
    Multivalued,
    Policies,
    Policy,
    Principal,
    PrincipalKind,
    Request,
    Unknown,
    Verdict,
    evaluate,
)

FOLDER = Path(__file__).parent / "cases"
UNREAD = "unread"
FIELDS = {
    "name", "source", "principal", "action", "target", "owner", "context", "version", "identity", "boundary", "session", "scps", "rcps",
    "resource", "grants", "expect", "by", "unknown", "when", "notes", "stored",
}  # fmt: skip


class Loader(yaml.SafeLoader):
    """YAML with `!unknown`."""


Loader.add_constructor("!unknown", lambda _loader, _node: UNKNOWN)


def read(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader))  # noqa: S506 - a SafeLoader with one more tag


CALLERS = read(Path(__file__).with_name("principals.yaml"))
PRINCIPALS = {name: Principal(PrincipalKind(fields.pop("kind")), **fields) for name, fields in CALLERS.items()}


def all_cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        data = read(path)
        for case in data["cases"]:
            row = {**data.get("defaults", {}), **case}
            yield pytest.param(row, data.get("statements", {}), id=f"{path.stem}: {case['name']}")


CASES = list(all_cases())


def listed(items: Any) -> list[Any]:
    return items if isinstance(items, list) else [items]


def documents(row: dict[str, Any], known: dict[str, Any], items: Any, name: str) -> Documents | Unknown:
    """The policies of one layer: the statements in one, and for the word unread one that cannot be read."""
    if isinstance(items, Unknown):
        return items
    statements = [item for item in listed(items or []) if item != UNREAD]
    unread = (UNKNOWN,) * listed(items or []).count(UNREAD)
    return ((policy(row, known, statements, name),) if statements else ()) + unread


def policy(row: dict[str, Any], known: dict[str, Any], items: Any, name: str) -> Policy:
    items = listed(items)
    statements = [known[item] if isinstance(item, str) else item for item in items]
    if "when" in row and name == "role":
        statements = [{**statement, "Condition": row["when"]} for statement in statements]
    version = row.get("version", "2012-10-17")
    document = {**({"Version": version} if version else {}), "Statement": statements}
    return Policy.read(document, name) if row.get("stored") else Policy.parse(document, name)


def policies(row: dict[str, Any], known: dict[str, Any]) -> Policies:
    def one(field: str, name: str) -> Any:
        value = row.get(field)
        return value if value is None or isinstance(value, Unknown) else policy(row, known, value, name)

    def levels(field: str, name: str) -> tuple[Documents | Unknown, ...] | Unknown:
        found = row.get(field, [])
        return (
            found if isinstance(found, Unknown) else tuple(documents(row, known, level, f"{name}[{at}]") for at, level in enumerate(found))
        )

    grants = row.get("grants", [])
    return Policies(
        identity=documents(row, known, row.get("identity"), "role"),
        boundary=one("boundary", "boundary"),
        session=one("session", "session"),
        scps=levels("scps", "scp"),
        rcps=levels("rcps", "rcp"),
        resource=one("resource", "resource"),
        grants=UNKNOWN
        if grants is UNKNOWN
        else tuple(Grant(**{**grant, "operations": frozenset(grant["operations"])}) for grant in grants),
    )


def request_of(row: dict[str, Any]) -> Request:
    context = {
        key: Multivalued(value) if isinstance(value, list) else value if isinstance(value, Unknown) else (value,)
        for key, value in row.get("context", {}).items()
    }
    return Request(PRINCIPALS[row["principal"]], row["action"], row["target"], row["owner"], context)


def written(evidence: Evidence) -> str:
    return f"{evidence.policy or evidence.layer.value}:{evidence.statement or '-'}"


@pytest.mark.parametrize(("row", "known"), CASES)
def test_the_verdict_and_the_deciding_statements(row: dict[str, Any], known: dict[str, Any]) -> None:
    decision = evaluate(request_of(row), policies(row, known))
    by = row["by"] if isinstance(row["by"], list) else [row["by"]]
    assert (decision.verdict.value, [written(evidence) for evidence in decision.because]) == (row["expect"], by), decision
    assert {evidence.verdict for evidence in decision.because} == {decision.verdict}, "all evidence speaks for the verdict"
    explicit = Denial.IMPLICIT if all(piece.endswith(":-") for piece in by) else Denial.EXPLICIT
    assert decision.denial is (explicit if decision.verdict is Verdict.DENY else None), "a statement denies, or none allows"
    assert all(isinstance(evidence.policy, str) for evidence in decision.because)
    if "notes" in row:
        assert [evidence.note for evidence in decision.because] == row["notes"]
    assert sorted(decision.unknown) == sorted(row.get("unknown", [])), decision


@pytest.mark.parametrize(("row", "known"), CASES)
def test_the_evaluator_remembers_and_agrees(row: dict[str, Any], known: dict[str, Any]) -> None:
    request, world, evaluator = request_of(row), policies(row, known), Evaluator()
    expected = evaluate(request, world)
    other = Request(request.principal, request.action, request.resource + "-other", request.resource_account, {})
    assert evaluator.evaluate(request, world) == expected
    assert evaluator.evaluate(other, world) == evaluate(other, world)
    assert evaluator.evaluate(request, world) == expected


@pytest.mark.parametrize(("row", "known"), CASES)
def test_a_case_says_where_it_comes_from(row: dict[str, Any], known: dict[str, Any]) -> None:  # noqa: ARG001 - the shape of a case
    assert set(row) <= FIELDS
    assert len(str(row["source"])) > 3
    assert Verdict(row["expect"])
    assert (row["expect"] == "unknown") == bool(row.get("unknown")), "an unknown verdict names what is unknown, and only it does"


def test_there_are_as_many_cases_as_promised() -> None:
    assert len(CASES) >= 700
