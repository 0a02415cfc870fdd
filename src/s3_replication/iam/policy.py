"""One policy document, parsed and compiled once so that deciding is cheap."""

from collections.abc import Mapping
from dataclasses import dataclass

from s3_replication.iam.document import load_document
from s3_replication.iam.kinds import PolicyKind
from s3_replication.iam.policy_parser import read_statements, read_version, unread_statement
from s3_replication.iam.problem import Place, PolicyError
from s3_replication.iam.reading import Note, PolicyReading
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.values import Unknown

__all__ = ["Policy", "PolicyError"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A compiled policy; `name` is how the trace calls it, `notes` say what of a stored policy has no effect or cannot be read."""

    name: str
    statements: tuple[Statement, ...]
    notes: tuple[Note, ...] = ()

    @classmethod
    def parse(cls, document: str | Mapping[str, object], name: str, kind: PolicyKind | None = None) -> "Policy":
        """Compile a JSON text or its mapping, in which any value may be UNKNOWN; raises PolicyError and nothing else.

        With a `kind`, its size quota and its own elements are checked too, as AWS does when the policy is attached.
        """
        place, reading = Place(name), PolicyReading(kind, stored=False)
        data = load_document(document, place, kind)
        variables = read_version(data, place, reading)
        return cls(name, read_statements(data, place, variables, reading), tuple(reading.notes))

    @classmethod
    def read(cls, document: str | Mapping[str, object], name: str) -> "Policy":
        """Compile a policy that AWS already holds; never raises.

        AWS took it, so it is not judged. An element that this package cannot read is UNKNOWN, with a note; the rest is read.
        """
        place, reading = Place(name), PolicyReading(None, stored=True)
        data = reading.element(place, load_document, document, place, None)
        if isinstance(data, Unknown):
            return cls(name, (unread_statement(place / "Statement", 0),), tuple(reading.notes))
        variables = read_version(data, place, reading)
        return cls(name, read_statements(data, place, variables, reading), tuple(reading.notes))

    def joined(self, other: "Policy | None") -> "Policy":
        """A policy with the statements of both."""
        return self if other is None else Policy(self.name, (*self.statements, *other.statements), (*self.notes, *other.notes))

    def without_allows(self) -> "Policy":
        """The policy's other statements: those that deny, or whose effect is not known."""
        return Policy(self.name, tuple(each for each in self.statements if each.effect is not Effect.ALLOW), self.notes)
