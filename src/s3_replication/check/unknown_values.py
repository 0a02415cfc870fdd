"""How to learn a value that is not known: it depends on what check was given."""

from dataclasses import replace
from typing import Final

from s3_replication.findings.catalogue import find_check
from s3_replication.findings.finding import Finding

__all__ = ["with_next_step"]

_CHECK: Final = "value-not-known"
_EVALUATE: Final = "Pass the folder instead of the plan file, or name it with --source, so that check evaluates its expressions."
_REHEARSE: Final = "Use --rehearse, which takes values from an apply to a local AWS."
_ELSEWHERE: Final = (
    "If another plan creates the named resource, pass that plan with --other. If the resource exists and is in no plan, use s3-replication "
    "doctor after apply."
)


def with_next_step(finding: Finding, *, has_source: bool) -> Finding:
    """The finding with the fix that fits; one that has its own fix keeps it. `has_source`: the folder of every plan was read."""
    if finding.id != _CHECK or finding.fix != find_check(_CHECK).fix:
        return finding
    return replace(finding, fix=f"{_REHEARSE if has_source else _EVALUATE} {_ELSEWHERE}")
