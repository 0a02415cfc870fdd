"""Groups of objects that worlds can tell apart: how many, the time to enumerate them, and to decide one example of each."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace

from core import DESTINATION, REPLICA_KEY, ROLE, SOURCE_KEY, policy, world

from s3_replication import core
from s3_replication.findings.groups import groups_of
from s3_replication.iam import Policy


def rule(number: int, found: core.Filter) -> core.Rule:
    """One rule to the one destination; delete markers cannot be filtered by tags."""
    destination = core.Destination(DESTINATION, replica_kms_key=REPLICA_KEY)
    return core.Rule(
        "Enabled", destination, id=f"rule-{number}", priority=number, filter=found,
        delete_marker_replication="Disabled" if found.tags else "Enabled", source_selection=core.SourceSelection("Enabled"),
    )  # fmt: skip


def prefixes(count: int) -> list[core.Rule]:
    """Rules with disjoint prefixes."""
    return [rule(number, core.Filter(f"team-{number:04}/")) for number in range(count)]


def prefixes_and_tags() -> list[core.Rule]:
    """Ten rules, every third by a tag too."""
    tags = (core.Tag("class", "gold"),)
    return [rule(number, core.Filter(f"team-{number}/", () if number % 3 else tags, not number % 3)) for number in range(10)]


def changed(rules: Sequence[core.Rule], wildcards: bool = False) -> core.World:
    """The world of the core's figures with these rules, an SSE-KMS default, and perhaps a Deny for *.csv and */private/*."""
    known = world()
    source, destination = known.buckets["source"], known.buckets["destination"]
    default = core.Encryption(core.EncryptionKind.SSE_KMS, SOURCE_KEY, bucket_key=True)
    source = replace(source, default_encryption=default, replication=core.ReplicationConfiguration(ROLE, tuple(rules)))
    if wildcards:
        resources = [f"{DESTINATION}/*.csv", f"{DESTINATION}/*/private/*"]
        deny = policy("wildcards", {"Effect": "Deny", "Principal": "*", "Action": "s3:ReplicateObject", "Resource": resources})
        held = destination.policy.statements if isinstance(destination.policy, Policy) else ()
        destination = replace(destination, policy=replace(deny, statements=(*held, *deny.statements)))
    return replace(known, buckets={"source": source, "destination": destination})


def report(figure: str, value: float, unit: str, note: str = "") -> None:
    """One figure on standard output."""
    print(json.dumps({"group": "Groups of objects", "figure": figure, "value": round(value, 3), "unit": unit, "note": note}))


def measure(name: str, known: core.World) -> float:
    """The groups of one world, and the CPU seconds to enumerate them."""
    before = time.process_time()
    found = groups_of(known, "source")
    enumerated = time.process_time() - before
    engine = core.Engine(known)
    before = time.process_time()
    for group in found.groups:
        engine.decide(group.version, group.change)
    decided = time.process_time() - before
    patterns = len({group.keys.pattern for group in found.groups})
    report(f"groups, {name}", len(found.groups), "", f"{patterns:,} groups of keys" + ("" if found.complete else "; not complete"))
    report(f"enumerate them, {name}", enumerated, "s", f"and {decided:.3f} s to decide an example of each")
    return enumerated


def main() -> None:
    """All figures of the groups."""
    measure("one rule for all keys", changed([rule(0, core.Filter(""))]))
    measure("10 rules by prefix and tag", changed(prefixes_and_tags()))
    measure("10 rules and wildcards in a policy", changed(prefixes(10), wildcards=True))
    half = measure("500 rules by prefix", changed(prefixes(500)))
    whole = measure("1,000 rules by prefix", changed(prefixes(1000)))
    measure("500 rules and wildcards in a policy", changed(prefixes(500), wildcards=True))
    report("1,000 rules against 500", whole / half, "x", "linear growth is 2")


if __name__ == "__main__":
    main()
