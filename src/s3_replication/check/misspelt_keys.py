"""Findings for keys of an input that Terraform or the called module drops without a message."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.source import Misspelt, Source, find_misspelt, find_misspelt_values, find_unread_keys

__all__ = ["misspelt_keys"]


def misspelt_keys(source: Source, variables: Mapping[str, object]) -> Iterator[Finding]:
    """One finding for each key that the input's type does not have, or that the module does not read from an untyped input.

    `variables` are those of the plan.
    """
    for one in (*find_misspelt(source), *find_misspelt_values(source, variables)):
        yield _finding(one, "input-key-unknown", f"{'.'.join(one.path)} has the key {one.key!r}, which its type does not have.")
    for one in find_unread_keys(source):
        says = f"{'.'.join(one.path)} has the key {one.key!r}, which no expression of the module reads."
        yield _finding(one, "input-key-not-used", says)


def _finding(one: Misspelt, check: str, why: str) -> Finding:
    fix = f"Write {one.nearest!r} in place of {one.key!r}." if one.nearest else f"Remove {one.key!r}."
    return replace(new_finding(check, one.address, why), fix=fix, location=one.location)
