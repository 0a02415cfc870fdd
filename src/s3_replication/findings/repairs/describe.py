"""Each change in words, as JSON of a policy, as HCL and as a command of the AWS CLI."""

import hashlib
import json
import shlex
from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Final

from s3_replication.core import bucket_name
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.repairs.commands import change_key, put_bucket_policy, put_key_policy
from s3_replication.findings.repairs.edits import Allow, CreateRole, Edit, Except, SetBucket, SetKey, SetRule
from s3_replication.findings.repairs.policies import Holder, HolderKind
from s3_replication.findings.words import and_list

__all__ = ["describe"]

_ORDER: Final = "# Add depends_on with the bucket's aws_s3_bucket_versioning, and the bucket's provider if it has one."
_SETTINGS: Final[Mapping[str, tuple[str, str, str]]] = {
    "versioning": (
        "Enable versioning on bucket {name}.",
        'versioning_configuration {{\n  status = "Enabled"\n}}',
        "aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled",
    ),
    "object_lock": (
        "Enable Object Lock on bucket {name}, after its versioning.",
        f'resource "aws_s3_bucket_object_lock_configuration" "this" {{{{\n  bucket = "{{name}}"\n  {_ORDER}\n}}}}',
        "aws s3api put-object-lock-configuration --bucket {name} --object-lock-configuration ObjectLockEnabled=Enabled",
    ),
    "blocks_sse_c": (
        "Allow SSE-C in the encryption settings of bucket {name}.",
        'blocked_encryption_types = ["NONE"]',
        "aws s3api put-bucket-encryption --bucket {name} --server-side-encryption-configuration file://encryption.json",
    ),
}
_ELEMENTS: Final[Mapping[str, str]] = {
    "Status": 'status = "{value}"',
    "DeleteMarkerReplication": 'delete_marker_replication {{\n  status = "{value}"\n}}',
    "SseKmsEncryptedObjects": 'source_selection_criteria {{\n  sse_kms_encrypted_objects {{\n    status = "{value}"\n  }}\n}}',
    "ReplicaKmsKeyID": 'destination {{\n  encryption_configuration {{\n    replica_kms_key_id = "{value}"\n  }}\n}}',
    "Account": 'destination {{\n  account = "{value}"\n}}',
}


@singledispatch
def describe(edit: Edit) -> Suggestion:
    """The change in every form that applies to it."""
    raise NotImplementedError(type(edit).__name__)


@describe.register
def _allow(edit: Allow) -> Suggestion:
    statement, actions = edit.statement(), and_list(edit.actions)
    text = f"Allow {actions} in the {_called(edit.holder)}."
    return Suggestion(text, json.dumps(statement, indent=2), _statement_hcl(edit), _policy_command(edit.holder, statement))


@describe.register
def _except(edit: Except) -> Suggestion:
    condition = json.dumps({"Condition": edit.condition()}, indent=2)
    ((operator, ((key, value),)),) = ((operator, tuple(pair.items())) for operator, pair in edit.condition().items())
    hcl = _block("condition", {"test": f'"{operator}"', "variable": f'"{key}"', "values": f'["{value}"]'})
    text = f"Add this condition to the Deny statement {edit.statement} of {edit.policy} ({_called(edit.holder)})."
    return Suggestion(text, condition, hcl, _replace_command(edit.holder, edit.policy))


@describe.register
def _set_bucket(edit: SetBucket) -> Suggestion:
    text, hcl, command = (form.format(name=bucket_name(edit.arn)) for form in _SETTINGS[edit.attribute])
    return Suggestion(text, hcl=hcl, cli=command)


@describe.register
def _set_key(edit: SetKey) -> Suggestion:
    return Suggestion(
        f"Enable key {edit.arn}; if its deletion is scheduled, cancel that first.",
        hcl="is_enabled = true",
        cli=f"{change_key('cancel-key-deletion', edit.arn)}; {change_key('enable-key', edit.arn)}",
    )


@describe.register
def _set_rule(edit: SetRule) -> Suggestion:
    changes = " and ".join(f"{element} to {value}" for element, value in edit.what)
    hcl = "\n".join(_ELEMENTS[element].format(value=value) for element, value in edit.what)
    command = f"aws s3api put-bucket-replication --bucket {edit.bucket} --replication-configuration file://replication.json"
    return Suggestion(f"In rule {edit.rule_id or ''} of bucket {edit.bucket}, set {changes}.", hcl=hcl, cli=command)


@describe.register
def _create_role(edit: CreateRole) -> Suggestion:
    document = json.dumps(edit.trust(), indent=2)
    command = f"aws iam create-role --role-name {_name(edit.arn)} --assume-role-policy-document {shlex.quote(json.dumps(edit.trust()))}"
    return Suggestion(f"Create the role {edit.arn} with this trust policy.", document, cli=command)


def _called(holder: Holder) -> str:
    return f"{holder.kind.value} of {holder.subject}"


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def _statement_hcl(edit: Allow) -> str:
    """A statement block of aws_iam_policy_document."""
    lines = {"actions": _listed(edit.actions)}
    if edit.resource:
        lines["resources"] = _listed((edit.resource,))
    nested = []
    if "Principal" in edit.statement():
        nested.append(_block("principals", {"type": f'"{edit.principal[0]}"', "identifiers": _listed(edit.principal[1:])}))
    for operator, key, value in edit.condition:
        nested.append(_block("condition", {"test": f'"{operator}"', "variable": f'"{key}"', "values": _listed((value,))}))
    return _block("statement", lines, nested)


def _listed(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def _block(name: str, arguments: Mapping[str, str], nested: list[str] | None = None) -> str:
    width = max(map(len, arguments))
    inner = [f"{argument:<{width}} = {value}" for argument, value in arguments.items()]
    for one in nested or []:
        inner += ["", *one.split("\n")]
    return "\n".join([f"{name} {{", *(f"  {line}" if line else "" for line in inner), "}"])


def _put_role(holder: Holder, statement: Mapping[str, object]) -> str:
    """PutRolePolicy replaces a policy of the same name, so each statement has another name."""
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    name = f"s3-replication-repair-{hashlib.sha256(document.encode()).hexdigest()[:8]}"
    return f"aws iam put-role-policy --role-name {_name(holder.subject)} --policy-name {name} --policy-document {shlex.quote(document)}"


_NEW_VERSION: Final = "aws iam create-policy-version --set-as-default --policy-document file://policy.json"
_UPDATE: Final = "aws organizations update-policy --policy-id POLICY_ID --content file://policy.json"
_COMMANDS: Final[Mapping[HolderKind, Callable[[Holder], str]]] = {
    HolderKind.BUCKET: lambda holder: put_bucket_policy(holder.subject),
    HolderKind.KEY: lambda holder: put_key_policy(holder.subject),
    HolderKind.TRUST: lambda holder: (
        f"aws iam update-assume-role-policy --role-name {_name(holder.subject)} --policy-document file://trust.json"
    ),
    HolderKind.BOUNDARY: lambda _holder: f"{_NEW_VERSION} --policy-arn BOUNDARY_ARN",
    HolderKind.SCP: lambda _holder: _UPDATE,
    HolderKind.RCP: lambda _holder: _UPDATE,
}


def _policy_command(holder: Holder, statement: Mapping[str, object]) -> str:
    """A role takes one more policy; other documents are put whole, with the statement added."""
    return _put_role(holder, statement) if holder.kind is HolderKind.ROLE else _COMMANDS[holder.kind](holder)


def _replace_command(holder: Holder, policy: str) -> str:
    """The command that replaces one whole document. A role has several: `policy` is the name that aws/ gives to each."""
    if holder.kind is not HolderKind.ROLE:
        return _COMMANDS[holder.kind](holder)
    inline, managed = policy.removeprefix("inline policy "), policy.removeprefix("managed policy ")
    if managed != policy:
        return f"{_NEW_VERSION} --policy-arn {managed}"
    if inline == policy:
        return ""
    return f"aws iam put-role-policy --role-name {_name(holder.subject)} --policy-name {inline} --policy-document file://policy.json"
