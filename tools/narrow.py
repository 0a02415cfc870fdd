"""Whom each part of a policy refuses, and whether the policy would allow them without that part.

tests/minimality/strangers.yaml names a stranger for each principal, resource and condition of every planned policy. iam/ decides whether
the policy refuses the stranger, and whether it would allow the stranger without that part.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from removals import as_list

from s3_replication.iam import Policies, Policy, Principal, PrincipalKind, Request, Verdict, evaluate

__all__ = ["Attached", "Element", "attached", "base", "changed", "elements", "strange", "verdict", "weakened"]

Json: TypeAlias = Mapping[str, Any]
# The argument of a resource that contains its policy, and the kind of policy.
_POLICIES = {
    ("aws_iam_role", "assume_role_policy"): "trust",
    ("aws_iam_role_policy", "policy"): "role",
    ("aws_s3_bucket_policy", "policy"): "bucket",
    ("aws_kms_key", "policy"): "key",
    ("aws_kms_replica_key", "policy"): "key",
    ("aws_kms_key_policy", "policy"): "key",
    ("aws_sns_topic_policy", "policy"): "topic",
    ("aws_sqs_queue_policy", "policy"): "queue",
}
# An account that no caller has owns every resource here, so that identity policies alone allow nothing.
_OWNER = "999999999999"
_OPEN = {"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_KEY_ARN = f"arn:aws:kms:eu-west-1:{_OWNER}:key/00000000-0000-0000-0000-000000000000"
_ROLE_ARN = "arn:aws:iam::111111111111:role/replication"
_SINGLE = {"s3:*": "s3:GetObject", "kms:*": "kms:Decrypt"}


@dataclass(frozen=True, slots=True)
class Attached:
    """One planned policy; `kind` is role, trust, bucket, key, topic or queue."""

    kind: str
    address: str
    document: Json


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a statement: `what` is Principal, Resource or "Condition KEY"; `value` is the resource, else the part as JSON."""

    policy: Attached
    position: int
    what: str
    value: str

    @property
    def statement(self) -> Json:
        """The statement that contains it."""
        found: Json = as_list(self.policy.document["Statement"])[self.position]
        return found

    @property
    def sid(self) -> str:
        """The statement's id."""
        return str(self.statement.get("Sid", self.position))


def attached(plan: Json) -> Iterator[Attached]:
    """Every policy that the plan's resources and the output other_key_statements have; raises if one is not known."""
    for resource in _resources(plan["planned_values"]["root_module"]):
        for (kind, attribute), policy in _POLICIES.items():
            if resource["mode"] == "managed" and resource["type"] == kind:
                if not resource["values"].get(attribute):
                    raise ValueError(f"{resource['address']}: its policy is not known in the plan; apply it first")
                yield Attached(policy, resource["address"], json.loads(resource["values"][attribute]))
    for name, text in plan["planned_values"]["outputs"]["other_key_statements"]["value"].items():
        yield Attached("key", f"output.other_key_statements.{name}", json.loads(text))


def _resources(module: Json) -> Iterator[Json]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def elements(policies: Iterable[Attached]) -> Iterator[Element]:
    """Every principal, resource and condition of every statement."""
    for policy in policies:
        for position, statement in enumerate(as_list(policy.document["Statement"])):
            if "Principal" in statement:
                yield Element(policy, position, "Principal", json.dumps(statement["Principal"]))
            for resource in as_list(statement.get("Resource", [])):
                yield Element(policy, position, "Resource", resource)
            for tests in statement.get("Condition", {}).values():
                for key, values in tests.items():
                    yield Element(policy, position, f"Condition {key}", json.dumps(values))


def base(element: Element) -> Iterator[Request]:
    """The requests that the statement is for: one for each action, and each resource or the element's own."""
    statement = element.statement
    resources = [element.value] if element.what == "Resource" else as_list(statement.get("Resource", _ROLE_ARN))
    for action in as_list(statement["Action"]):
        for resource in resources:
            target = _KEY_ARN if resource == "*" else _concrete(resource)
            name = "s3:ListBucket" if action == "s3:*" and "/" not in target else _SINGLE.get(action, action)
            yield Request(_principal(statement), name, target, _OWNER, _context(statement))


def _concrete(pattern: str) -> str:
    """A text that the pattern matches; "${*}" is a star of the text itself."""
    return re.sub(r"\$\{([*?$])\}", r"\1", re.sub(r"(?<!\$\{)\*", "key", pattern))


def _principal(statement: Json) -> Principal:
    principal = statement.get("Principal", {"AWS": _ROLE_ARN})
    if principal == "*":
        return caller("role arn:aws:iam::333333333333:role/stranger")
    if "Service" in principal:
        return caller(f"service {as_list(principal['Service'])[0]}")
    arn = as_list(principal["AWS"])[0]
    wanted = [value for tests in statement.get("Condition", {}).values() for value in as_list(tests.get("aws:PrincipalArn", []))]
    return caller(f"role {wanted[0] if wanted else arn.replace(':root', ':role/administrator')}")


def caller(words: str) -> Principal:
    """The caller that "role ARN", "service NAME" or "anonymous" means."""
    kind, _, name = words.partition(" ")
    if kind == "role":
        return Principal(PrincipalKind.ROLE_SESSION, name, name.split(":")[4])
    return Principal(PrincipalKind(kind), name, "")


def _context(statement: Json) -> dict[str, tuple[str, ...]]:
    """One matching value for each condition; aws:PrincipalArn comes from the caller."""
    found: dict[str, tuple[str, ...]] = {}
    for operator, tests in statement.get("Condition", {}).items():
        for key, values in tests.items():
            if key != "aws:PrincipalArn":
                found[key.lower()] = ("present",) if operator == "Null" else (_concrete(as_list(values)[0]),)
    return found


def strange(request: Request, row: Json) -> Request:
    """The request of the stranger in a row; a context of null removes the key."""
    bucket = request.resource.partition("/")[0]
    context = dict(request.context)
    for key, value in row.get("context", {}).items():
        context.pop(key.lower(), None)
        if value is not None:
            context[key.lower()] = (str(value).format(bucket=bucket),)
    principal = caller(row["principal"]) if "principal" in row else request.principal
    resource = row["resource"].format(bucket=bucket) if "resource" in row else request.resource
    return replace(request, principal=principal, resource=resource, context=context)


def changed(element: Element, statement: Json) -> Json:
    """The document with another statement in the place of the element's."""
    statements = list(as_list(element.policy.document["Statement"]))
    statements[element.position] = statement
    return {**element.policy.document, "Statement": statements}


def weakened(statement: Json, what: str, value: str) -> Iterator[Json]:
    """The statement without a part: an Allow is widened, a Deny narrowed, in each way that the policy language allows."""
    denies = statement["Effect"] == "Deny"
    if what == "Principal":
        yield {**statement, "Principal": {"AWS": "arn:aws:iam::111111111111:root"} if denies else "*"}
    elif what == "Resource":
        others = [one for one in as_list(statement["Resource"]) if one != value]
        yield {**statement, "Resource": (others or ["arn:aws:s3:::nothing"]) if denies else [*others, "*"]}
    else:
        yield from _conditions(statement, what.removeprefix("Condition "), denies)


def _conditions(statement: Json, key: str, denies: bool) -> Iterator[Json]:
    conditions = statement["Condition"]
    operator = next(name for name, tests in conditions.items() if key in tests)
    rest = {name: {one: values for one, values in tests.items() if one != key} for name, tests in conditions.items()}
    rest = {name: tests for name, tests in rest.items() if tests}
    if denies:
        yield {**statement, "Condition": {**rest, operator: {**rest.get(operator, {}), key: "true"}}}
        return
    yield {**statement, "Condition": rest}
    like = operator.replace("Equals", "Like")
    yield {**statement, "Condition": {**rest, like: {**rest.get(like, {}), key: "*"}}}


def verdict(policy: Attached, document: Json, request: Request, *, open_else: bool = False) -> Verdict:
    """The policy's verdict on a request that every other policy allows; `open_else`: this document allows it too, except for its Denys."""
    statements = [*as_list(document["Statement"]), *([_OPEN] if open_else else [])]
    parsed = Policy.parse({**document, "Statement": statements}, policy.address)
    if policy.kind == "role":
        return evaluate(request, Policies(identity=(parsed,), resource=_open(_OPEN))).verdict
    return evaluate(
        request, Policies(identity=(_open({key: one for key, one in _OPEN.items() if key != "Principal"}),), resource=parsed)
    ).verdict


def _open(statement: Json) -> Policy:
    return Policy.parse({"Version": "2012-10-17", "Statement": [statement]}, "open")
