"""The policies of a plan's resources: parsed where known, in parts or as a whole UNKNOWN where not."""

import json
import re
from collections.abc import Mapping, Sequence

from s3_replication.iam import UNKNOWN, Policy, PolicyError, Unknown
from s3_replication.plan.documents import DOCUMENT, JSON, Documents
from s3_replication.plan.identity import SOME_ACCOUNT
from s3_replication.plan.instances import Instance
from s3_replication.plan.notes import Notes
from s3_replication.plan.references import Graph
from s3_replication.plan.values import mapping, text

__all__ = ["PolicyReader", "opaque", "without_accounts"]

_NUMBER = re.compile(r"(?<![\w-])\d{12}(?![\w-])", re.ASCII)


class PolicyReader:
    """Reads policy arguments; a policy that AWS would refuse is noted and UNKNOWN.

    A policy's name is the address of its argument; `read_documents` keeps the documents by that name.
    """

    def __init__(self, graph: Graph, documents: Documents, notes: Notes, numbers_are_known: bool) -> None:
        self._graph, self._documents, self._notes = graph, documents, notes
        self._numbers_are_known = numbers_are_known
        self.read_documents: dict[str, Mapping[str, object]] = {}

    def read(self, instance: Instance, attribute: str, *path: str | int) -> Policy | Unknown | None:
        """The policy in an argument (`path` where its expression is, if in a nested block); None where it is not set."""
        return self.value(instance, instance.values.get(attribute), *(path or (attribute,)))

    def value(self, instance: Instance, written: object, *path: str | int) -> Policy | Unknown | None:
        """As `read`, for a value of the argument at hand."""
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
            policy = Policy.parse(document, name)
        except PolicyError as error:
            self._notes.add(instance.address, str(error))
            return UNKNOWN
        self.read_documents[name] = mapping(json.loads(document)) if isinstance(document, str) else document
        return policy


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
    """A policy that exists and whose text is not known: it may allow and it may deny anything."""
    statements = [{"Effect": effect, "Action": UNKNOWN, "Resource": UNKNOWN} for effect in ("Allow", "Deny")]
    return Policy.parse({"Version": "2012-10-17", "Statement": statements}, name)
