"""What the Evaluator remembers, and what it must tell apart."""

import pytest

from s3_replication.iam import UNKNOWN, ContextValue, Evaluator, Grant, Policies, Policy, Principal, PrincipalKind, Request, Verdict

ROLE = Principal(PrincipalKind.ROLE_SESSION, "arn:aws:iam::111111111111:role/replication", "111111111111")
OTHER = Principal(PrincipalKind.ROLE_SESSION, "arn:aws:iam::111111111111:role/other", "111111111111")
KEY = "arn:aws:kms:us-east-1:111111111111:key/k"


def policy(**elements: object) -> Policy:
    return Policy.parse({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}}, "p")


def ask(
    resource: str, action: str = "s3:GetObject", principal: Principal = ROLE, account: str = "111111111111", **context: ContextValue
) -> Request:
    return Request(principal, action, resource, account, {key.replace("_", ":"): value for key, value in context.items()})


def test_keys_that_no_policy_tells_apart_share_one_decision() -> None:
    evaluator, policies = Evaluator(), Policies(identity=(policy(Resource="arn:aws:s3:::b/*"),))
    first = evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies)
    assert first.verdict is Verdict.ALLOW
    assert evaluator.evaluate(ask("arn:aws:s3:::b/2"), policies) is first
    assert evaluator.evaluate(ask("arn:aws:s3:::c/2"), policies).verdict is Verdict.DENY


def test_callers_policies_actions_and_accounts_are_told_apart() -> None:
    evaluator = Evaluator()
    admit = Policies(resource=policy(Principal={"AWS": ROLE.arn}, Action="s3:GetObject"))
    nothing = Policies()
    verdicts = [
        evaluator.evaluate(request, policies).verdict
        for request, policies in (
            (ask("arn:aws:s3:::b/1"), admit),
            (ask("arn:aws:s3:::b/1", principal=OTHER), admit),
            (ask("arn:aws:s3:::b/1"), nothing),
            (ask("arn:aws:s3:::b/1", action="s3:PutObject"), admit),
            (ask("arn:aws:s3:::b/1", account="222222222222"), admit),
        )
    ]
    assert verdicts == [Verdict.ALLOW, Verdict.DENY, Verdict.DENY, Verdict.DENY, Verdict.DENY]


@pytest.mark.parametrize("action", ["kms:Decrypt", "KMS:Decrypt", "sts:AssumeRole", "STS:AssumeRole"])
def test_a_key_or_role_is_told_apart_from_what_needs_no_resource_policy(action: str) -> None:
    evaluator, policies = Evaluator(), Policies(identity=(policy(),))
    assert evaluator.evaluate(ask("*", action), policies).verdict is Verdict.ALLOW
    own = KEY if action.lower().startswith("kms") else ROLE.arn
    assert evaluator.evaluate(ask(own, action), policies).verdict is Verdict.DENY


def test_the_encryption_context_of_a_grant_is_looked_at_each_time() -> None:
    grant = Grant("g", ROLE.arn, frozenset({"Decrypt"}), encryption_context_equals={"aws:s3:arn": "arn:aws:s3:::b"})
    evaluator, policies = Evaluator(), Policies(grants=(grant,))
    contexts = [{"kms:encryptioncontext:aws:s3:arn": value} for value in (("arn:aws:s3:::b",), ("arn:aws:s3:::c",), UNKNOWN)]
    requests = [Request(ROLE, "kms:Decrypt", KEY, "111111111111", context) for context in contexts]
    assert [evaluator.evaluate(request, policies).verdict.value for request in requests] == ["allow", "deny", "unknown"]


def test_an_arn_that_is_not_completed_is_remembered_as_written() -> None:
    evaluator, denies = Evaluator(), policy(Effect="Deny", Principal="*", Resource="arn:aws:s3:*:k")
    policies = Policies(identity=(policy(),), resource=denies)
    keys = ("arn:aws:s3:::b/a:k", "arn:aws:s3:::b/a:k:z")
    assert [evaluator.evaluate(ask(key), policies).verdict for key in keys] == [Verdict.DENY, Verdict.ALLOW]


def test_different_unknowns_are_told_apart() -> None:
    evaluator = Evaluator()
    compared = Policies(identity=(policy(Condition={"StringEquals": {"s3:x": "${s3:y}"}}),))
    named = Policies(identity=(policy(Resource="arn:aws:s3:::${s3:x}-${s3:y}"),))
    for policies in (compared, named):
        found = [
            evaluator.evaluate(ask("arn:aws:s3:::a-a", s3_x=x, s3_y=y), policies).unknown
            for x, y in ((UNKNOWN, ("a",)), (("a",), UNKNOWN), (UNKNOWN, UNKNOWN))
        ]
        assert found == [{"s3:x"}, {"s3:y"}, {"s3:x", "s3:y"}]


def test_what_is_remembered_is_bounded() -> None:
    evaluator, policies = Evaluator(most=2), Policies(identity=(policy(Resource=["arn:aws:s3:::b/1", "arn:aws:s3:::c/*"]),))
    first = evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies)
    for action in ("s3:PutObject", "s3:GetObject"):
        evaluator.evaluate(ask("arn:aws:s3:::b/1", action), policies)
    assert evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies) is first, "two plans are kept"
    evaluator.evaluate(ask("arn:aws:s3:::b/1", "s3:DeleteObject"), policies)
    assert evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies) is not first, "a third makes it forget"


def test_the_decisions_of_one_plan_are_bounded() -> None:
    patterns = [{"Effect": "Allow", "Action": "*", "Resource": f"arn:aws:s3:::b/{name}"} for name in "123"]
    evaluator, policies = Evaluator(most=2), Policies(identity=(Policy.parse({"Statement": patterns}, "p"),))
    first = evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies)
    evaluator.evaluate(ask("arn:aws:s3:::b/2"), policies)
    assert evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies) is first
    evaluator.evaluate(ask("arn:aws:s3:::b/3"), policies)
    assert evaluator.evaluate(ask("arn:aws:s3:::b/1"), policies) is not first
