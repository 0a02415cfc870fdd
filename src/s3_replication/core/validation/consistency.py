"""Checks of a document's parts against one another: schema version, ids, priorities, filters, role (1c to 1f)."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from s3_replication.core.configuration.arns import is_arn, is_role_arn
from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.configuration.rejection import GUIDE, Rejection, invalid_argument, invalid_request
from s3_replication.core.configuration.values import named
from s3_replication.core.switches import Switches
from s3_replication.iam import Unknown

__all__ = ["CONSISTENCY_CHECKS"]

VERSION_TEXT: Final = "for this version of Cross Region Replication configuration schema."
MARKERS_TEXT: Final = f"Delete marker replication is not supported if any Tag filter is specified. {GUIDE}"


def is_v1(configuration: ReplicationConfiguration) -> bool:
    """One rule without Filter makes the whole document V1 (1.50)."""
    return any(rule.filter is None for rule in configuration.rules)


def check_role(configuration: ReplicationConfiguration, _switches: Switches) -> Iterator[Rejection]:
    """The role is the ARN of a role (1.31, 1.32); S3 does not check that it exists (1.26)."""
    arn = configuration.role
    if isinstance(arn, Unknown) or is_role_arn(arn):
        return
    if not is_arn(arn):
        yield invalid_argument("1.31", "Invalid Role ARN", "Role must be the ARN of an IAM role", "Role", arn)
    else:
        yield invalid_argument("1.32", "The relative ID of the role should start with role", "Role must be an IAM role", "Role", arn)


def check_schema_version(configuration: ReplicationConfiguration, _switches: Switches) -> Iterator[Rejection]:
    """Rules with and without Filter do not mix (1.58)."""
    if is_v1(configuration) and any(rule.filter is not None for rule in configuration.rules):
        text = f"Filter cannot be used {VERSION_TEXT} {GUIDE}"
        yield invalid_request("1.58", text, "every rule has a Filter, or none has", assumed=True)


def check_v1_elements(configuration: ReplicationConfiguration, _switches: Switches) -> Iterator[Rejection]:
    """V1 has no priorities, no marker element and no replica modifications (1.53, 1.54, 1.62)."""
    if not is_v1(configuration):
        return
    for name, rule in named(configuration.rules):
        selection = rule.source_selection
        used = {
            "Priority": (rule.priority is not None, "1.53"),
            "DeleteMarkerReplication": (rule.delete_marker_replication is not None, "1.54"),
            "ReplicaModifications": (selection is not None and selection.replica_modifications is not None, "1.62"),
            "ReplicationTime": (rule.destination.replication_time is not None, "1.63"),
        }
        for element, (present, fact) in used.items():
            if present:
                text = f"{element} cannot be used {VERSION_TEXT} {GUIDE}"
                yield invalid_request(fact, text, "give the rule a Filter, or leave the element out", name, fact > "1.54")


def check_v2_elements(configuration: ReplicationConfiguration, switches: Switches) -> Iterator[Rejection]:
    """V2 rules state their priority and their marker choice (1.55, 1.56)."""
    if is_v1(configuration):
        return
    for name, rule in named(configuration.rules):
        needed = {"Priority": (rule.priority is None, "1.55")}
        if not switches.accept_v2_without_delete_markers:
            needed["DeleteMarkerReplication"] = (rule.delete_marker_replication is None, "1.56")
        for element, (absent, fact) in needed.items():
            if absent:
                yield invalid_request(fact, f"{element} must be specified {VERSION_TEXT} {GUIDE}", f"add {element} to the rule", name)


def check_ids(configuration: ReplicationConfiguration, _switches: Switches) -> Iterator[Rejection]:
    """Ids have at most 255 characters and are unique (1.91, 1.92); empty ones are generated (1.90)."""
    for name, rule in named(configuration.rules):
        if len(rule.id or "") > 255:
            yield invalid_argument(
                "1.91", "ID length should not exceed allowed limit of 255", "shorten the rule's id", "ID", rule.id or "", rule=name
            )
    counts = Counter(rule.id for rule in configuration.rules if rule.id)
    for repeated in (found for found, count in counts.items() if count > 1):
        yield invalid_argument("1.92", "Rule Id must be unique", "give each rule its own id", "ID", repeated, rule=repeated)


def check_priorities(configuration: ReplicationConfiguration, switches: Switches) -> Iterator[Rejection]:
    """Priorities are not negative (1.95) and unique, by default in the whole document (1.93, 1.94)."""
    seen: set[tuple[object, int]] = set()
    for name, rule in named(configuration.rules):
        if rule.priority is None:
            continue
        if rule.priority < 0:
            yield invalid_request("1.95", "Priority must not be negative.", "use a priority of 0 or more", name, assumed=True)
        place = rule.destination.bucket if switches.accept_same_priority_elsewhere else None
        if (place, rule.priority) in seen and not isinstance(place, Unknown):
            yield invalid_request("1.93", f"Found duplicate priority {rule.priority}.", "give each rule its own priority", name)
        seen.add((place, rule.priority))


def check_filters(configuration: ReplicationConfiguration, _switches: Switches) -> Iterator[Rejection]:
    """Tag keys are unique (1.77), tag filters exclude delete markers (1.79), prefixes have at most 1,024 characters (1.80)."""
    for name, rule in named(configuration.rules):
        tags = rule.filter.tags if rule.filter is not None else ()
        if len({tag.key for tag in tags}) < len(tags):
            yield invalid_request("1.77", "Duplicate Tag Keys are not allowed.", "name each tag key once", name)
        if tags and rule.delete_marker_replication == "Enabled":
            yield invalid_request("1.79", MARKERS_TEXT, "disable DeleteMarkerReplication or filter by prefix alone", name)
        prefix = rule.filter.prefix if rule.filter is not None else rule.prefix
        if not isinstance(prefix, Unknown) and len(prefix or "") > 1024:
            text = "The maximum length of a prefix is 1024."
            yield invalid_request("1.80", text, "shorten the prefix", name, assumed=True)


def check_v1_destinations(configuration: ReplicationConfiguration, _switches: Switches) -> Iterator[Rejection]:
    """V1 allows one destination (1.60) and no overlapping prefixes (1.61)."""
    if not is_v1(configuration):
        return
    known = {rule.destination.bucket for rule in configuration.rules if not isinstance(rule.destination.bucket, Unknown)}
    if len(known) > 1:
        yield invalid_request("1.60", "Number of distinct destination bucket ARNs cannot exceed 1", "use rules with Filter and Priority")
    prefixes = sorted(rule.prefix or "" for rule in configuration.rules if rule.filter is None)
    for shorter, longer in pairwise(prefixes):
        if longer.startswith(shorter):
            text = f"Found overlapping prefixes '{shorter}' and '{longer}'."
            yield invalid_request("1.61", text, "use rules with Filter and Priority", assumed=True)


CONSISTENCY_CHECKS: Final[tuple[Callable[[ReplicationConfiguration, Switches], Iterator[Rejection]], ...]] = (
    check_role, check_schema_version, check_ids, check_v1_elements, check_v2_elements, check_priorities, check_filters,
    check_v1_destinations,
)  # fmt: skip
