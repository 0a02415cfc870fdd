"""Writes a repair of a policy in the form in which the configuration writes the policy: a data source, jsonencode, or JSON text."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from s3_replication.check.references import with_references
from s3_replication.core import World, bucket_name
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.iam import Policy
from s3_replication.plan import Source
from s3_replication.plan.address import calls, module_path
from s3_replication.plan.source.addresses import argument_of, block_of
from s3_replication.plan.source.nodes import Attribute, Call, LiteralValue, TemplateExpression, Traversal

__all__ = ["PolicyForm", "form_of", "in_form_of_policy"]

_MOST_LOCALS = 20


class PolicyForm(StrEnum):
    """How a policy is written: a statement block, an object of jsonencode, JSON with references, or JSON in a file."""

    DOCUMENT = "aws_iam_policy_document"
    OBJECT = "jsonencode"
    TEXT = "text"
    FILE = "file"


def in_form_of_policy(finding: Finding, world: World | None, sources: Iterable[Source], addresses: Mapping[str, str]) -> Finding:
    """The finding with its changes of policies in the form of the policy that they change; a block where that is not known."""
    name = "" if world is None else _policy_name(finding, world)
    form = next((found for source in sources if name and (found := form_of(source, name)) is not None), PolicyForm.DOCUMENT)
    return replace(finding, suggestions=tuple(_written(one, form, addresses) for one in finding.suggestions))


def _policy_name(finding: Finding, world: World) -> str:
    """The address of the argument that has the policy; "" for no policy."""
    role, key = world.roles.get(finding.subject), world.keys.get(finding.subject)
    bucket = world.buckets.get(bucket_name(finding.subject))
    held: object = None
    if role is not None:
        kinds = {"trust": role.trust, "permissions": role.boundary}
        held = kinds.get(finding.id.partition("-")[0], role.policies)
    elif key is not None or bucket is not None:
        held = key.policy if key is not None else bucket.policy if bucket is not None else None
    policies = held if isinstance(held, tuple) else (held,)
    return next((policy.name for policy in policies if isinstance(policy, Policy)), "")


def form_of(source: Source, name: str) -> PolicyForm | None:
    """The form of the argument at an address; None if the source does not have it, or computes it in another way."""
    path, (inside, steps) = calls(module_path(name)), block_of(name)
    block = source.block(path, inside)
    found = argument_of(block.body, steps) if block is not None else None
    expression = found.expression if isinstance(found, Attribute) else None
    for _ in range(_MOST_LOCALS):
        if not isinstance(expression, Traversal) or expression.parts[0] != "local":
            break
        module = source.module(path)
        named = module.locals.get(expression.parts[1]) if module is not None and len(expression.parts) == 2 else None
        expression = named.expression if named is not None else None
    if isinstance(expression, Traversal):
        return PolicyForm.DOCUMENT if expression.parts[:2] == ("data", "aws_iam_policy_document") else None
    if isinstance(expression, Call):
        return {"jsonencode": PolicyForm.OBJECT, "file": PolicyForm.FILE, "templatefile": PolicyForm.FILE}.get(expression.name)
    return PolicyForm.TEXT if isinstance(expression, LiteralValue | TemplateExpression) else None


def _written(change: Suggestion, form: PolicyForm, addresses: Mapping[str, str]) -> Suggestion:
    """The change with references to the plan's resources."""
    if form is PolicyForm.DOCUMENT or not change.json:
        return replace(change, hcl=with_references(change.hcl, addresses))
    if form is PolicyForm.FILE:
        return replace(change, hcl=change.json)
    if form is PolicyForm.TEXT:
        return replace(change, hcl=with_references(change.json, addresses, interpolated=True))
    value = json.loads(change.json)
    lines = _arguments(value)
    if "Effect" in value:
        lines = ["{", *(f"  {line}" for line in lines), "}"]
    return replace(change, hcl=with_references("\n".join(lines), addresses))


def _arguments(value: Mapping[str, object]) -> list[str]:
    width = max(map(len, value))
    return [f"{name:<{width}} = {_value(one)}" for name, one in value.items()]


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{name if name.isidentifier() else json.dumps(name)} = {_value(one)}" for name, one in value.items()) + " }"
        )
    return json.dumps(value)
