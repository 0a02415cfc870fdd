"""The policies of a plan's resources: parsed where known, in parts or as a whole UNKNOWN where not."""

from s3_replication.iam import UNKNOWN, Policy, PolicyError, Unknown
from s3_replication.plan.documents import DOCUMENT, JSON, Documents
from s3_replication.plan.instances import Instance
from s3_replication.plan.notes import Notes
from s3_replication.plan.references import Graph
from s3_replication.plan.values import text

__all__ = ["PolicyReader", "opaque"]


class PolicyReader:
    """Reads policy arguments; a policy that AWS would refuse is noted and UNKNOWN."""

    def __init__(self, graph: Graph, documents: Documents, notes: Notes) -> None:
        self._graph, self._documents, self._notes = graph, documents, notes

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
            return UNKNOWN if isinstance(rebuilt, Unknown) else self._parse(instance, rebuilt)
        return self._parse(instance, document)

    def _parse(self, instance: Instance, document: object) -> Policy | Unknown:
        try:
            return Policy.parse(document, instance.address)  # type: ignore[arg-type]  # text or mapping, as both callers ensure
        except PolicyError as error:
            self._notes.add(instance.address, str(error))
            return UNKNOWN


def opaque(name: str) -> Policy:
    """A policy that exists and whose text is not known: it may allow and it may deny anything."""
    statements = [{"Effect": effect, "Action": UNKNOWN, "Resource": UNKNOWN} for effect in ("Allow", "Deny")]
    return Policy.parse({"Version": "2012-10-17", "Statement": statements}, name)
