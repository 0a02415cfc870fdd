"""aws_iam_policy_document rebuilt from its blocks: known before Terraform has computed its JSON, and unknown only where a value is unknown.

Source of the rules: the AWS provider's page of the data source (defaults, merging by Sid, "&{" for policy variables).
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.arns import Arns
from s3_replication.plan.expressions import expression
from s3_replication.plan.instances import Instance
from s3_replication.plan.reference_graph import ReferenceGraph
from s3_replication.plan.values import blocks, items, mapping, text, texts

__all__ = ["DOCUMENT", "JSON", "PolicyDocuments"]

Document: TypeAlias = Mapping[str, object]
DOCUMENT = "data.aws_iam_policy_document."
JSON = ("json", "minified_json")
_LISTS = (("Action", "actions"), ("NotAction", "not_actions"), ("Resource", "resources"), ("NotResource", "not_resources"))
_IDENTIFIED = ("aws_iam_role.", "aws_kms_key.", "aws_kms_replica_key.", "aws_kms_external_key.")
"""Resources whose ARN a policy uses unchanged. A bucket's may also be the stem of "arn/*", and a plan does not show which."""


class PolicyDocuments:
    """The documents of one plan."""

    def __init__(self, graph: ReferenceGraph, arns: Arns) -> None:
        self._graph, self._arns = graph, arns

    def rebuild(self, instance: Instance, trail: tuple[str, ...] = ()) -> Document | Unknown:
        """The document that the data source will return; UNKNOWN if a part that it merges is not known."""
        if instance.address in trail:
            return UNKNOWN
        known = _decode(instance.values.get("json"))
        if known is not UNKNOWN:
            return known
        trail = (*trail, instance.address)
        base = self._parts(instance, "source_policy_documents", "source_json", trail)
        over = self._parts(instance, "override_policy_documents", "override_json", trail)
        if base is UNKNOWN or over is UNKNOWN or instance.values.get("statement") is UNKNOWN:
            return UNKNOWN
        own = [self._statement(instance, position, one) for position, one in enumerate(blocks(instance.values, "statement"))]
        statements = _merge(_merge([], _statements(base)), own)
        version = text(instance.values.get("version")) or next((one["Version"] for one in base if "Version" in one), "2012-10-17")
        return {"Version": version, "Statement": _merge(statements, _statements(over))}

    def _parts(self, instance: Instance, many: str, single: str, trail: tuple[str, ...]) -> Sequence[Document] | Unknown:
        parts = []
        for name, written in ((single, [instance.values.get(single)]), (many, instance.values.get(many))):
            for part in [written] if written is UNKNOWN else [one for one in items(written) if one not in (None, "")]:
                document = _decode(part) if part is not UNKNOWN else self._referenced(instance, name, trail)
                if document is UNKNOWN:
                    return UNKNOWN
                parts.append(mapping(document))
        return parts

    def _referenced(self, instance: Instance, name: str, trail: tuple[str, ...]) -> Document | Unknown:
        target = self._graph.target(instance, [name], [DOCUMENT], JSON)
        return self.rebuild(target.instance, trail) if target else UNKNOWN

    def _statement(self, instance: Instance, position: int, values: Document) -> Document:
        statement: dict[str, object] = {"Effect": text(values.get("effect")) or "Allow"}
        if sid := text(values.get("sid")):
            statement["Sid"] = sid
        aligned = len(items(instance.configuration.expressions.get("statement"))) == len(blocks(instance.values, "statement"))
        written = expression(instance.configuration.expressions, ["statement", position]) if aligned else None
        for element, name in _LISTS:
            if values.get(name) is UNKNOWN or items(values.get(name)):
                statement[element] = self._list(instance, values.get(name), expression(mapping(written), [name]))
        for element, name in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
            if values.get(name) is UNKNOWN:
                statement[element] = UNKNOWN
            elif entries := blocks(values, name):
                statement[element] = self._principals(instance, entries, expression(mapping(written), [name]))
        if values.get("condition") is UNKNOWN:
            statement["Condition"] = UNKNOWN
        elif conditions := blocks(values, "condition"):
            statement["Condition"] = self._conditions(instance, conditions, expression(mapping(written), ["condition"]))
        return statement

    def _list(self, instance: Instance, value: object, written: object) -> list[object]:
        """The list's texts; one unknown member that can only mean one role or key becomes that ARN."""
        listed = list(texts(value))
        if listed.count(UNKNOWN) == 1 and (target := self._graph.only(instance, written, _IDENTIFIED, ("arn",))):
            listed[listed.index(UNKNOWN)] = self._arns.of(target.instance) or UNKNOWN
        return [one.replace("&{", "${") if isinstance(one, str) else one for one in listed]

    def _principals(self, instance: Instance, entries: Sequence[Document], written: object) -> object:
        principals: dict[str, list[object]] = {}
        for position, entry in enumerate(entries):
            kind = text(entry.get("type"))
            if not isinstance(kind, str):
                return UNKNOWN
            names = self._list(instance, entry.get("identifiers"), self._nested(written, entries, position, "identifiers"))
            if kind == "*":
                return "*"
            principals.setdefault(kind, []).extend(names)
        return principals

    def _conditions(self, instance: Instance, entries: Sequence[Document], written: object) -> object:
        conditions: dict[str, dict[str, list[object]]] = {}
        for position, entry in enumerate(entries):
            test, variable = text(entry.get("test")), text(entry.get("variable"))
            if not (isinstance(test, str) and isinstance(variable, str)):
                return UNKNOWN
            values = self._list(instance, entry.get("values"), self._nested(written, entries, position, "values"))
            conditions.setdefault(test, {}).setdefault(variable, []).extend(values)
        return conditions

    @staticmethod
    def _nested(written: object, entries: Sequence[Document], position: int, name: str) -> object:
        """The expression of a nested block's argument, if all blocks are static."""
        listed = items(written)
        return mapping(listed[position]).get(name) if len(listed) == len(entries) else None


def _decode(value: object) -> Document | Unknown:
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str):
        try:
            return mapping(json.loads(value))
        except (ValueError, RecursionError):
            return UNKNOWN
    return UNKNOWN


def _statements(documents: Sequence[Document]) -> list[Document]:
    found: list[Document] = []
    for document in documents:
        statement = document.get("Statement")
        found += [mapping(one) for one in (items(statement) or [statement]) if isinstance(one, Mapping)]
    return found


def _merge(base: list[Document], over: Sequence[Document]) -> list[Document]:
    """Statements with a Sid replace the one of the same Sid, the others are appended."""
    merged = list(base)
    for statement in over:
        sid = statement.get("Sid")
        same = [position for position, one in enumerate(merged) if sid and one.get("Sid") == sid]
        if same:
            merged[same[0]] = statement
        else:
            merged.append(statement)
    return merged
