"""Keys of a module call's objects that Terraform drops silently, as findings."""

from collections.abc import Iterator
from dataclasses import replace

from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.source import Source, find_misspelt

__all__ = ["misspelt_keys"]


def misspelt_keys(source: Source) -> Iterator[Finding]:
    """One finding for each key that the input's type does not have."""
    for one in find_misspelt(source):
        why = f"{'.'.join(one.path)} has the key {one.key!r}, which its type does not have."
        fix = f"Write {one.nearest!r} in place of {one.key!r}." if one.nearest else f"Remove {one.key!r}."
        yield replace(new_finding("input-key-unknown", one.address, why), fix=fix, location=one.location)
