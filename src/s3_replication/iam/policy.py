"""One policy document, parsed and compiled once so that deciding is cheap."""

from collections.abc import Mapping
from dataclasses import dataclass

from s3_replication.iam.document import load_document
from s3_replication.iam.kinds import PolicyKind
from s3_replication.iam.problem import Place, PolicyError
from s3_replication.iam.reading import read_statements, read_version
from s3_replication.iam.statement import Statement

__all__ = ["Policy", "PolicyError"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A compiled policy; `name` is how the trace calls it."""

    name: str
    statements: tuple[Statement, ...]

    @classmethod
    def parse(cls, document: str | Mapping[str, object], name: str, kind: PolicyKind | None = None) -> "Policy":
        """Compile a JSON text or its mapping, in which any value may be UNKNOWN; raises PolicyError and nothing else.

        With a `kind`, its size quota and its own elements are checked too, as AWS does when the policy is attached.
        """
        place = Place(name)
        data = load_document(document, place, kind)
        variables = read_version(data, place)
        return cls(name, read_statements(data, place, variables, kind))
