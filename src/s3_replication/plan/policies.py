"""The policies of a plan's resources: parsed if known, otherwise UNKNOWN in part or as a whole."""

import json
import re
from collections.abc import Mapping, Sequence

from s3_replication.iam import ACCOUNT_ID, UNKNOWN, Policy, PolicyError, PolicyKind, Unknown
from s3_replication.plan.diagnostics import Diagnostics
from s3_replication.plan.instances import Instance
from s3_replication.plan.policy_documents import DOCUMENT, JSON, PolicyDocuments
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.plan.reference_graph import ReferenceGraph
from s3_replication.plan.values import mapping, text

__all__ = ["PolicyReader", "kind_of", "opaque", "without_accounts"]

_NUMBER = re.compile(rf"(?<![\w-]){ACCOUNT_ID}(?![\w-])", re.ASCII)
_KINDS = {
    "aws_iam_policy": PolicyKind.MANAGED,
    "aws_iam_role": PolicyKind.ROLE,
    "aws_iam_role_policy": PolicyKind.ROLE,
    "aws_kms_external_key": PolicyKind.KEY,
    "aws_kms_key": PolicyKind.KEY,
    "aws_kms_key_policy": PolicyKind.KEY,
    "aws_kms_replica_key": PolicyKind.KEY,
    "aws_s3_bucket": PolicyKind.BUCKET,
    "aws_s3_bucket_policy": PolicyKind.BUCKET,
}


class PolicyReader:
    """Reads policy arguments; a policy that AWS would refuse is noted and UNKNOWN.

    A policy's name is the address of its argument; `read_documents` keeps the documents by that name.
    """

    def __init__(self, graph: ReferenceGraph, documents: PolicyDocuments, diagnostics: Diagnostics, numbers_are_known: bool) -> None:
        self._graph, self._documents, self._diagnostics = graph, documents, diagnostics
        self._numbers_are_known = numbers_are_known
        self.read_documents: dict[str, Mapping[str, object]] = {}

    def read(self, instance: Instance, attribute: str, *path: str | int) -> Policy | Unknown | None:
        """The policy in an argument (`path` where its expression is, if in a nested block); None if it is not set."""
        return self.value(instance, instance.values.get(attribute), *(path or (attribute,)))

    def value(self, instance: Instance, written: object, *path: str | int) -> Policy | Unknown | None:
        """As `read`, for a given value of the argument: text, or a document that is known in part."""
        if isinstance(written, Mapping):
            return self._parse(instance, path, written)
        document = text(written)
        if document is None:
            return None
        if not isinstance(document, str):
            target = self._graph.target(instance, path, [DOCUMENT], JSON)
            rebuilt = self._documents.rebuild(target.instance) if target else UNKNOWN
            return UNKNOWN if isinstance(rebuilt, Unknown) else self._parse(instance, path, rebuilt)
        return self._parse(instance, path, document)

    def _parse(self, instance: Instance, path: Sequence[str | int], document: str | Mapping[str, object]) -> Policy | Unknown:
        name = ".".join([instance.address, *map(str, path)])
        if not self._numbers_are_known:
            document = without_accounts(document)
        try:
            policy = Policy.read(document, name) if instance.mode == "data" else Policy.parse(document, name, kind_of(instance, path))
        except PolicyError as error:
            self._diagnostics.add(instance.address, str(error))
            return UNKNOWN
        self.read_documents[name] = mapping(json.loads(document)) if isinstance(document, str) else document
        return policy


def kind_of(instance: Instance, path: Sequence[str | int]) -> PolicyKind | None:
    """What AWS checks when it stores the policy of this argument."""
    return PolicyKind.TRUST if path[0] == "assume_role_policy" else _KINDS.get(instance.type)


def without_accounts(document: str | Mapping[str, object]) -> str | Mapping[str, object]:
    """The document with every text that names an account by number UNKNOWN: the number may or may not be the plan's own account."""
    try:
        decoded = json.loads(document) if isinstance(document, str) else document
    except (ValueError, RecursionError):
        return document  # Policy.parse says what is wrong with it
    return mapping(_without_accounts(decoded)) if isinstance(decoded, Mapping) else document


def _without_accounts(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_accounts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_accounts(one) for one in value]
    return UNKNOWN if isinstance(value, str) and set(_NUMBER.findall(value)) - {SOME_ACCOUNT} else value


def opaque(name: str) -> Policy:
    """A policy that exists but whose text is not known: it may allow or deny anything."""
    statements = [{"Effect": effect, "Action": UNKNOWN, "Resource": UNKNOWN} for effect in ("Allow", "Deny")]
    return Policy.parse({"Version": "2012-10-17", "Statement": statements}, name)
