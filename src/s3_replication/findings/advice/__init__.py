"""Advice: what is worth knowing about a configuration that replicates. Advice never says that objects fail; the outcomes do."""

from collections.abc import Callable, Iterator
from typing import Final

from s3_replication.core import Bucket, World
from s3_replication.findings.advice.annotations import annotations
from s3_replication.findings.advice.chains import chains
from s3_replication.findings.advice.failures import failures
from s3_replication.findings.advice.filters import filters
from s3_replication.findings.advice.lifecycle import lifecycle
from s3_replication.findings.advice.locks import locks
from s3_replication.findings.advice.metrics import metrics
from s3_replication.findings.advice.mfa_delete import mfa_delete
from s3_replication.findings.advice.ownership import ownership
from s3_replication.findings.advice.priorities import priorities
from s3_replication.findings.advice.replica_changes import replica_changes
from s3_replication.findings.advice.shared_role import shared_role
from s3_replication.findings.advice.storage_class import storage_class
from s3_replication.findings.advice.unneeded_permissions import unneeded_permissions
from s3_replication.findings.advice.v1_rules import v1_rules
from s3_replication.findings.advice.wide_policies import wide_policies
from s3_replication.findings.finding import Finding

__all__ = ["advise", "unneeded_permissions", "wide_policies"]

_Advice = Callable[[World, Bucket], Iterator[Finding]]
_ADVICE: Final[tuple[_Advice, ...]] = (
    annotations, chains, failures, filters, lifecycle, locks, metrics, mfa_delete, ownership, priorities, replica_changes,
    shared_role, storage_class, v1_rules,
)  # fmt: skip


def advise(world: World, source: Bucket) -> Iterator[Finding]:
    """All advice about one source bucket."""
    for one in _ADVICE:
        yield from one(world, source)
