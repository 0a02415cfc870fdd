"""Lifecycle rules that remove or archive replicas, or that remove objects of the source only.

Lifecycle actions do not replicate (3.105), and replicas count their age from the creation of the source version (3.106).
"""

from collections.abc import Iterator, Sequence

from s3_replication.core import ARCHIVE_CLASSES, Bucket, BucketLifecycleRule, Rule, World, rule_prefix
from s3_replication.findings.advice.rules import advice, rules_with_destinations
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Severity
from s3_replication.iam import Unknown

__all__ = ["lifecycle"]


def lifecycle(world: World, source: Bucket) -> Iterator[Finding]:
    """Each lifecycle rule of a destination or of the source that acts on one side of the replication only."""
    for rule, destination in rules_with_destinations(world, source):
        theirs = None if isinstance(destination.lifecycle, Unknown) else _overlapping(destination.lifecycle, rule)
        ours = None if isinstance(source.lifecycle, Unknown) else _overlapping(source.lifecycle, rule)
        for one in theirs or ():
            yield from _archives(one, rule, destination)
        if theirs is not None and ours is not None:
            yield from _removes_replicas(theirs, ours, rule, destination)
            yield from _leaves_replicas(theirs, ours, rule, source, destination)
            yield from _both_delete_markers(theirs, ours, rule, source, destination)


def _overlapping(found: Sequence[BucketLifecycleRule], rule: Rule) -> Sequence[BucketLifecycleRule]:
    """Those with keys that the replication rule also takes."""
    return [one for one in found if _common_prefix(one, rule) is not None]


def _common_prefix(one: BucketLifecycleRule, rule: Rule) -> str | None:
    """The prefix of the keys that both take; None if there are none, or if a prefix is not known."""
    prefix = rule_prefix(rule)
    if isinstance(prefix, Unknown) or isinstance(one.prefix, Unknown):
        return None
    longer, shorter = sorted((prefix, one.prefix), key=len, reverse=True)
    return longer if longer.startswith(shorter) else None


def _archives(one: BucketLifecycleRule, rule: Rule, destination: Bucket) -> Iterator[Finding]:
    archived = [step for step in one.transitions if step.storage_class in ARCHIVE_CLASSES]
    if archived and rule.destination.storage_class not in ARCHIVE_CLASSES:
        step = archived[0]
        after = f" {step.days} days after the object was created" if isinstance(step.days, int) else ""
        says = f"Lifecycle rule {one.id} of bucket {destination.name} moves replicas to {step.storage_class}{after}."
        yield advice("lifecycle-archives-replicas", destination.arn, says, rule)


def _removes_replicas(
    theirs: Sequence[BucketLifecycleRule], ours: Sequence[BucketLifecycleRule], rule: Rule, destination: Bucket
) -> Iterator[Finding]:
    for one in theirs:
        covering = [other for other in ours if _covers(other, one, rule)]
        if _is_earlier(one.expires_after, [other.expires_after for other in covering]):
            says = f"Lifecycle rule {one.id} of bucket {destination.name} expires replicas after {one.expires_after} days. "
            # If only one side expires the objects, that may be on purpose, as in _leaves_replicas. Two different expirations contradict.
            expires = any(other.expires_after is not None for other in ours)
            severity = Severity.WARNING if expires else Severity.NOTE
            yield new_finding(
                "lifecycle-expires-replicas-first", destination.arn, says + _kept(covering), severity=severity, rule_id=rule.id
            )
        if _is_earlier(one.expires_noncurrent_after, [other.expires_noncurrent_after for other in covering]):
            days = one.expires_noncurrent_after
            says = f"Lifecycle rule {one.id} of bucket {destination.name} deletes noncurrent replicas after {days} days. "
            yield advice("lifecycle-deletes-noncurrent-replicas-first", destination.arn, says + _kept_noncurrent(covering), rule)


def _covers(other: BucketLifecycleRule, one: BucketLifecycleRule, rule: Rule) -> bool:
    """Whether the source's lifecycle rule takes every key that the destination's takes of this replication rule."""
    common = _common_prefix(one, rule)
    return common is not None and common.startswith(str(other.prefix)) and (one.narrowed or not other.narrowed)


def _is_earlier(days: object, others: Sequence[object]) -> bool:
    """Whether a known number of days is less than every other; a date or a value that is not known may be earlier still."""
    if not isinstance(days, int) or any(isinstance(other, Unknown) for other in others):
        return False
    return all(not isinstance(other, int) or days < other for other in others)


def _kept(covering: Sequence[BucketLifecycleRule]) -> str:
    days = [other.expires_after for other in covering if isinstance(other.expires_after, int)]
    return f"The source expires them after {min(days)} days." if days else "The source does not expire them."


def _kept_noncurrent(covering: Sequence[BucketLifecycleRule]) -> str:
    days = [other.expires_noncurrent_after for other in covering if isinstance(other.expires_noncurrent_after, int)]
    return f"The source deletes them after {min(days)} days." if days else "The source keeps them."


def _leaves_replicas(
    theirs: Sequence[BucketLifecycleRule], ours: Sequence[BucketLifecycleRule], rule: Rule, source: Bucket, destination: Bucket
) -> Iterator[Finding]:
    kinds = {"current": "expires_after", "noncurrent": "expires_noncurrent_after"}
    left = [
        f"{kind} versions (lifecycle rule {one.id})"
        for kind, name in kinds.items()
        for one in ours
        if getattr(one, name) is not None and all(getattr(other, name) is None for other in theirs)
    ]
    if left:
        says = f"Bucket {source.name} removes {' and '.join(left)}, and bucket {destination.name} keeps their replicas."
        yield advice("source-expiration-not-replicated", source.arn, says, rule)


def _both_delete_markers(
    theirs: Sequence[BucketLifecycleRule], ours: Sequence[BucketLifecycleRule], rule: Rule, source: Bucket, destination: Bucket
) -> Iterator[Finding]:
    here, there = ([one.id for one in side if one.deletes_expired_markers] for side in (ours, theirs))
    if here and there:
        says = (
            f"Lifecycle rule {here[0]} of bucket {source.name} and {there[0]} of bucket {destination.name} delete expired delete markers."
        )
        yield advice("both-sides-delete-expired-markers", source.arn, says, rule)
