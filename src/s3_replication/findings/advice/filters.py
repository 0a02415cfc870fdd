"""Prefixes that are legal and probably meant otherwise."""

from collections.abc import Iterator

from s3_replication.core import Bucket, World, rule_prefix
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["filters"]


def filters(_world: World, source: Bucket) -> Iterator[Finding]:
    """A prefix that starts with a slash, or that ends inside a name."""
    for rule in enabled_rules(source):
        prefix = rule_prefix(rule)
        if isinstance(prefix, Unknown) or not prefix:
            continue
        if prefix.startswith("/"):
            yield advice("prefix-starts-with-slash", source.arn, f"The prefix is {prefix!r}.", rule)
        if not prefix.endswith("/"):
            yield advice("prefix-ends-without-slash", source.arn, f"The prefix {prefix!r} also takes {prefix + 'x'!r}.", rule)
