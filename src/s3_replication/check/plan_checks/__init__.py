"""What only a plan can show: one check per module, each a function from the plan's facts to findings."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from s3_replication.check.plan_checks.bucket_names import find_wrong_namespaces
from s3_replication.check.plan_checks.changed_destinations import find_changed_destinations
from s3_replication.check.plan_checks.deleted_storage import find_deleted_storage
from s3_replication.check.plan_checks.dropped_prefixes import find_dropped_prefixes
from s3_replication.check.plan_checks.exclusive_policies import find_detached_grants
from s3_replication.check.plan_checks.expected_places import find_wrong_places
from s3_replication.check.plan_checks.facts import PlanFacts, build_facts
from s3_replication.check.plan_checks.force_destroy import find_force_destroy
from s3_replication.check.plan_checks.ignored_changes import find_ignored_changes
from s3_replication.check.plan_checks.ordering import find_missing_order
from s3_replication.check.plan_checks.other_providers import find_other_providers
from s3_replication.check.plan_checks.partitions import find_other_partitions
from s3_replication.check.plan_checks.refused_acls import find_refused_acls
from s3_replication.check.plan_checks.refused_policies import find_refused_policies
from s3_replication.check.plan_checks.replaced_roles import find_replaced_roles
from s3_replication.check.plan_checks.rule_schemas import find_changed_schemas
from s3_replication.check.plan_checks.similar_names import find_similar_names
from s3_replication.check.plan_checks.two_writers import find_two_writers
from s3_replication.check.plan_checks.unknown_actions import find_unknown_actions
from s3_replication.check.plan_checks.unordered_principals import find_unordered_principals
from s3_replication.core import World
from s3_replication.findings.finding import Finding
from s3_replication.plan import Reading

__all__ = ["PLAN_CHECKS", "plan_findings"]

PLAN_CHECKS: Final[tuple[Callable[[PlanFacts], Iterator[Finding]], ...]] = (
    find_changed_destinations,
    find_changed_schemas,
    find_deleted_storage,
    find_detached_grants,
    find_dropped_prefixes,
    find_force_destroy,
    find_ignored_changes,
    find_missing_order,
    find_other_partitions,
    find_other_providers,
    find_refused_acls,
    find_refused_policies,
    find_replaced_roles,
    find_similar_names,
    find_two_writers,
    find_unknown_actions,
    find_unordered_principals,
    find_wrong_namespaces,
    find_wrong_places,
)


def plan_findings(readings: Sequence[Reading], world: World) -> Iterator[Finding]:
    """What all checks find in the plans; `world` is the world of all plans together."""
    for facts in build_facts(readings, world):
        for check in PLAN_CHECKS:
            yield from check(facts)
