"""Rules whose replication an experiment of AWS Fault Injection Service (FIS) pauses."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from s3_replication.aws import RunningPause, read_pauses
from s3_replication.core import Bucket, ReplicationPause, Rule, World, bucket_name
from s3_replication.doctor.access import Accounts
from s3_replication.findings.advice.rules import enabled_rules
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.findings.words import and_list
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["paused_rules"]

_UNREAD = " The buckets that it targets may not be read."


def paused_rules(accounts: Accounts, world: World, source: Bucket) -> Iterator[Finding]:
    """A finding for each pause of the bucket's rules that an experiment of its account and Region makes now."""
    found = accounts.at_source.once(read_pauses, source.region) if any(enabled_rules(source)) else ()
    for one in found if not isinstance(found, Unknown) else ():
        if isinstance(one.targets, Unknown) or one.targets & {source.arn, source.name}:
            yield from _paused(one, world, source)


def _paused(one: RunningPause, world: World, source: Bucket) -> Iterator[Finding]:
    rules = [(rule, _takes(one.pause, rule, world)) for rule in enabled_rules(source)]
    taken = [rule for rule, takes in rules if takes is not False]
    if not taken:
        return
    certain = not isinstance(one.targets, Unknown) and all(takes is True for _, takes in rules if takes is not False)
    says = f"Experiment {one.experiment} in {source.region} {'pauses' if certain else 'may pause'} {_named(taken)} of bucket {source.name}"
    says += f" until {one.ends.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC." if one.ends is not None else "."
    says += _UNREAD if isinstance(one.targets, Unknown) else ""
    command = f"aws fis stop-experiment --region {source.region} --id {one.experiment}"
    change = Suggestion(f"Stop experiment {one.experiment} if it is not meant to pause this bucket.", cli=command)
    rule_id = taken[0].id if len(taken) == 1 else None
    yield new_finding("replication-paused", one.arn, says, rule_id=rule_id, certain=certain, suggestions=(change,))


def _takes(pause: ReplicationPause | Unknown, rule: Rule, world: World) -> bool | Unknown:
    bucket = rule.destination.bucket
    place = world.buckets.get(bucket_name(bucket)) if isinstance(bucket, str) else None
    return pause if isinstance(pause, Unknown) else pause.takes(rule, place.region if place is not None else UNKNOWN)


def _named(rules: Sequence[Rule]) -> str:
    names = [rule.id or "without an id" for rule in rules]
    return f"rule {names[0]}" if len(names) == 1 else f"rules {and_list(names)}"
