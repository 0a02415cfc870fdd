"""One reason why a group of objects does not replicate, as the trace of its decision gives it."""

from dataclasses import dataclass
from typing import Final

from s3_replication.core import Check
from s3_replication.iam import Evidence

__all__ = ["EVERYTHING", "Cause", "UnknownValue"]

EVERYTHING: Final = ""
"""The part of a resource of which nothing is known."""


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """One value: `words` for a reader, the resource that has it (a bucket's name, an ARN or an account id) and which part of that it is.

    Without a `resource`, it is a value of the request, or one that a document names.
    """

    words: str
    resource: str = ""
    part: str = EVERYTHING


@dataclass(frozen=True, slots=True)
class Cause:
    """`check` is an id of the catalogue, `subject` the ARN of the resource to change, `target` what the failed request was about.

    `evidence` is the piece of IAM's trace, if IAM decided; `denied` the permission that was refused; `says` the trace in words;
    `assumption` what a cause that is not certain depends on, if `says` does not say it; `unknown` the value that is not known.
    Causes with the same `key` are one root cause.
    """

    check: str
    subject: str
    says: str
    rule_id: str | None = None
    target: str = ""
    denied: Check | None = None
    evidence: Evidence | None = None
    certain: bool = True
    assumption: str = ""
    unknown: UnknownValue | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes two causes one: the check, the resource to change and, for a policy, the statement."""
        found = self.evidence
        policy, statement = (found.policy, found.statement or "") if found is not None and found.statement is not None else ("", "")
        return self.check, self.subject, self.target, policy, statement
