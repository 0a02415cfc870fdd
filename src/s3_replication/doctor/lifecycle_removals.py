"""Lifecycle rules of a destination that explain why a replica is gone."""

from collections.abc import Iterator

from s3_replication.core import Bucket
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["removed_by_lifecycle"]


def removed_by_lifecycle(destination: Bucket, key: str, *, latest: bool) -> Iterator[Finding]:
    """Each rule that deletes such versions, which is likely the cause; an expired current version needs two steps to be gone.

    Whether tags and sizes of the gone replica matched is not known, so every finding says that it assumes so.
    """
    for rule in destination.lifecycle if not isinstance(destination.lifecycle, Unknown) else ():
        if not isinstance(rule.prefix, str) or not key.startswith(rule.prefix):
            continue
        ages = [("current", rule.expires_after), ("noncurrent", rule.expires_noncurrent_after)]
        words = [f"{kind} versions {_after(age)}" for kind, age in (ages if latest else ages[1:]) if age is not None]
        if words:
            says = f"Rule {rule.id} of bucket {destination.name} deletes {' and '.join(words)}, also under {key}. "
            says += "Assumed: the tags and the size of the removed version matched the rule."
            yield new_finding("lifecycle-removed-replicas", destination.arn, says, certain=False)


def _after(age: int | Unknown) -> str:
    return "at a date" if isinstance(age, Unknown) else f"after {age} days"
