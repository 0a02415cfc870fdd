"""Properties that hold whatever the policies are; bounded runs."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3_replication.iam import (
    UNKNOWN,
    Evaluator,
    Multivalued,
    Policies,
    Policy,
    PolicyError,
    Principal,
    PrincipalKind,
    Request,
    Verdict,
    evaluate,
)

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
BOUNDED = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=SLOW)
ROLE = "arn:aws:iam::111111111111:role/replication"
ACTIONS = ("s3:ReplicateObject", "s3:ReplicateDelete", "kms:Decrypt", "sts:AssumeRole")
RESOURCES = ("arn:aws:s3:::dst/key", "arn:aws:s3:::dst/other/key", "arn:aws:s3:::dst", "arn:aws:kms:us-east-1:111111111111:key/k", ROLE)
PATTERNS = (*RESOURCES, "*", "arn:aws:s3:::dst/*", "arn:aws:s3:::*", "arn:aws:s3:::dst/${s3:x}", "arn:aws:s3:::dst/${s3:x, 'key'}")
VALUES = ("red", "blue", "1", "true", "203.0.113.1", "arn:aws:s3:::src")
COMPARED = (*VALUES, "${s3:y}", "${aws:username}", "${s3:x, 'red'}")
KEYS = ("s3:x", "s3:y", "aws:PrincipalArn", "aws:userid", "aws:TagKeys")

texts = st.sampled_from
maybe_unknown = st.sampled_from([False] * 7 + [True])


def listed(items: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.lists(texts(items), min_size=1, max_size=3)


OPERATORS = (
    "StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists", "ForAllValues:StringLike", "ForAnyValue:StringNotEquals",
)  # fmt: skip
conditions = st.dictionaries(
    texts(OPERATORS),
    st.dictionaries(texts(KEYS), st.one_of(listed(COMPARED), st.just(UNKNOWN)), min_size=1, max_size=2),
    max_size=2,
)
callers = st.sampled_from(
    (
        "*", {"AWS": "111111111111"}, {"AWS": ROLE}, {"AWS": "arn:aws:sts::111111111111:assumed-role/replication/s3-replication"},
        {"AWS": "arn:aws:iam::222222222222:role/x"}, {"Service": "s3.amazonaws.com"}, UNKNOWN,
    )
)  # fmt: skip


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None, resource_policy: bool = False) -> dict[str, object]:
    found: dict[str, object] = {
        "Effect": effect or draw(texts(("Allow", "Deny"))),
        draw(texts(("Action", "Action", "NotAction"))): draw(listed((*ACTIONS, "s3:*", "*", "S3:replicate*"))),
        draw(texts(("Resource", "Resource", "NotResource"))): UNKNOWN if draw(maybe_unknown) else draw(listed(PATTERNS)),
        "Condition": draw(conditions),
    }
    return {**found, draw(texts(("Principal", "Principal", "NotPrincipal"))): draw(callers)} if resource_policy else found


Layers = Mapping[str, list[dict[str, object]]]
FIELDS = ("identity", "boundary", "session", "scps", "rcps", "resource")


@st.composite
def worlds(draw: st.DrawFn) -> Layers:
    """Statements by layer; a layer that is missing is not there."""
    optional = draw(st.sets(texts(FIELDS[1:])))
    return {
        field: draw(st.lists(statements(resource_policy=field in ("resource", "rcps")), max_size=4))
        for field in FIELDS
        if field == "identity" or field in optional
    }


def policies(world: Layers) -> Policies:
    found = {name: Policy.parse({"Version": "2012-10-17", "Statement": items}, name) for name, items in world.items()}
    return Policies(
        identity=(found["identity"],),
        boundary=found.get("boundary"),
        session=found.get("session"),
        scps=((found["scps"],),) if "scps" in found else (),
        rcps=((found["rcps"],),) if "rcps" in found else (),
        resource=found.get("resource"),
    )


principals = st.sampled_from(
    (
        Principal(PrincipalKind.ROLE_SESSION, ROLE, "111111111111", "s3-replication", "AROAREPLICATION01"),
        Principal(PrincipalKind.ROLE_SESSION, ROLE, "111111111111"),
        Principal(PrincipalKind.SERVICE, "s3.amazonaws.com", ""),
        Principal(PrincipalKind.ANONYMOUS, "", ""),
        Principal(PrincipalKind.ROOT, "arn:aws:iam::111111111111:root", "111111111111"),
        Principal(PrincipalKind.USER, "arn:aws:iam::111111111111:user/bob", "111111111111"),
    )
)
contexts = st.dictionaries(
    texts(("s3:x", "s3:y", "aws:tagkeys")),
    st.one_of(st.just(UNKNOWN), st.lists(texts(VALUES), max_size=2).map(tuple), st.lists(texts(VALUES), max_size=2).map(Multivalued)),
    max_size=2,
)
requests = st.builds(Request, principals, texts(ACTIONS), texts(RESOURCES), texts(("111111111111", "222222222222")), contexts)
RANK = {Verdict.DENY: 0, Verdict.UNKNOWN: 1, Verdict.ALLOW: 2}


def changed(world: Layers, field: str, items: list[dict[str, object]]) -> Layers:
    return {**world, field: items}


@BOUNDED
@given(worlds(), requests, st.sampled_from(FIELDS), st.data())
def test_one_more_allow_never_takes_away(world: Layers, request: Request, field: str, data: st.DataObject) -> None:
    field = field if field in world else "identity"
    extra = data.draw(statements("Allow", resource_policy=field in ("resource", "rcps")))
    before, after = evaluate(request, policies(world)), evaluate(request, policies(changed(world, field, [*world[field], extra])))
    assert RANK[after.verdict] >= RANK[before.verdict]


@BOUNDED
@given(worlds(), requests, st.sampled_from(FIELDS), st.data())
def test_one_more_deny_never_gives(world: Layers, request: Request, field: str, data: st.DataObject) -> None:
    field = field if field in world else "identity"
    extra = data.draw(statements("Deny", resource_policy=field in ("resource", "rcps")))
    before, after = evaluate(request, policies(world)), evaluate(request, policies(changed(world, field, [*world[field], extra])))
    assert RANK[after.verdict] <= RANK[before.verdict]


@BOUNDED
@given(worlds(), requests, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(world: Layers, request: Request, random: Any) -> None:
    shuffled = {name: random.sample(items, len(items)) for name, items in world.items()}
    assert evaluate(request, policies(shuffled)).verdict is evaluate(request, policies(world)).verdict


@BOUNDED
@given(worlds(), requests)
def test_the_names_of_statements_do_not_matter(world: Layers, request: Request) -> None:
    named = {name: [{**item, "Sid": f"S{index}"} for index, item in enumerate(items)] for name, items in world.items()}
    before, after = evaluate(request, policies(world)), evaluate(request, policies(named))
    assert (after.verdict, after.unknown) == (before.verdict, before.unknown)
    assert [(piece.layer, piece.verdict) for piece in after.because] == [(piece.layer, piece.verdict) for piece in before.because]


@BOUNDED
@given(worlds(), requests, st.sampled_from(VALUES), st.booleans())
def test_learning_an_unknown_key_never_turns_a_verdict_round(world: Layers, request: Request, value: str, there: bool) -> None:
    known = {key: values for key, values in request.context.items() if values is not UNKNOWN}
    filled = {key: (value,) for key, values in request.context.items() if values is UNKNOWN and there}
    learnt = Request(request.principal, request.action, request.resource, request.resource_account, known | filled)
    before, after = evaluate(request, policies(world)), evaluate(learnt, policies(world))
    if before.verdict is not Verdict.UNKNOWN:
        assert after.verdict is before.verdict


@BOUNDED
@given(worlds(), st.lists(requests, min_size=1, max_size=8))
def test_the_evaluator_agrees_with_evaluate(world: Layers, asked: list[Request]) -> None:
    evaluator, world_policies = Evaluator(), policies(world)
    for request in asked:
        assert evaluator.evaluate(request, world_policies) == evaluate(request, world_policies)


@BOUNDED
@given(worlds(), requests)
def test_a_verdict_has_evidence_and_only_unknown_ones_name_unknowns(world: Layers, request: Request) -> None:
    decision = evaluate(request, policies(world))
    assert decision.because
    assert bool(decision.unknown) == (decision.verdict is Verdict.UNKNOWN)
    assert {piece.verdict for piece in decision.because} == {decision.verdict}


ELEMENTS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
names = st.sampled_from(
    (
        *ELEMENTS, "Version", "Id", "Statement", "AWS", "Service",
        "StringEquals", "NumericLessThan", "DateEquals", "Bool", "Null", "IpAddress", "ArnLike", "BinaryEquals", "aws:x",
        "ForAllValues:StringLike", "2012-10-17", "Allow", "Deny", "*", "s3:GetObject", "arn:aws:s3:::b/*", "${aws:x}", "${", "111111111111",
    )
)  # fmt: skip
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), names, st.just(UNKNOWN))
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.one_of(names, st.text(max_size=4)), inner, max_size=4),
    max_leaves=12,
)
shaped = st.fixed_dictionaries(
    {"Statement": st.fixed_dictionaries({}, optional=dict.fromkeys(ELEMENTS, anything))},
    optional={"Version": anything},
)
near_misses = st.fixed_dictionaries(
    {
        "Statement": st.fixed_dictionaries(
            {"Effect": st.just("Allow"), "Action": st.just("s3:*"), "Resource": st.just("*")},
            optional={"Condition": st.dictionaries(names, st.dictionaries(st.just("aws:x"), anything), max_size=2), "Principal": anything},
        )
    }
)


def parses_or_is_refused(document: Any, request: Request) -> None:
    try:
        policy = Policy.parse(document, "p")
    except PolicyError as refusal:
        assert "; allowed: " in str(refusal)  # noqa: PT017 - either way is right, so nothing has to be raised
        policy = Policy.read(document, "p")
        assert policy.notes
    stored = Policy.read(document, "p")
    assert (stored.statements, stored.notes) == (policy.statements, policy.notes), "what is not refused is read alike"
    for world in (Policies(identity=(policy,)), Policies(resource=policy), Policies(identity=(policy,), resource=policy, boundary=policy)):
        assert isinstance(evaluate(request, world).verdict, Verdict)


@settings(BOUNDED, max_examples=250)
@given(st.one_of(anything, shaped, near_misses), requests)
def test_no_document_makes_it_raise(document: Any, request: Request) -> None:
    parses_or_is_refused(document, request)


@settings(BOUNDED, max_examples=200)
@given(st.one_of(st.text(max_size=60), st.one_of(shaped, near_misses).map(lambda data: json.dumps(data, default=str))), requests)
def test_no_text_makes_it_raise(text: str, request: Request) -> None:
    parses_or_is_refused(text, request)


@BOUNDED
@given(st.text(max_size=12), st.text(max_size=12), st.text(alphabet="ab*?.:${}", max_size=12))
def test_no_context_makes_it_raise(value: str, account: str, pattern: str) -> None:
    tests = {"NumericEqualsIfExists": {"s3:x": 1}, "DateEqualsIfExists": {"s3:x": "2026-01-01"}}
    condition = {"StringLike": {"s3:x": pattern.replace("$", "")}, **tests}
    policy = Policy.parse({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition}}, "p")
    for principal in (Principal(kind, value, account, value, value, {value: value}) for kind in PrincipalKind):
        request = Request(principal, value, value, account, {"s3:x": (value,)})
        assert evaluate(request, Policies(identity=(policy,), resource=policy)).verdict in Verdict
