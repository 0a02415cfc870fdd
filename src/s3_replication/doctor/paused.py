"""Rules whose replication an experiment of AWS Fault Injection Service (FIS) pauses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from s3_replication.aws import RunningPause, read_pauses
from s3_replication.core import Bucket, Outcome, ReplicationPause, ReplicationStatus, Rule, Version, World, bucket_name
from s3_replication.doctor.access import Accounts
from s3_replication.findings.advice.rules import enabled_rules
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.findings.words import and_list
from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["PausedRules", "outcome_words", "paused_rules", "wait_of"]

_UNREAD = " The buckets that it targets may not be read."


@dataclass(frozen=True, slots=True)
class PausedRules:
    """The rules of one bucket that one experiment pauses now; `certain` False means that it may pause them."""

    running: RunningPause
    source: Bucket
    rules: tuple[Rule, ...]
    certain: bool

    @property
    def ends(self) -> str:
        """When the pause ends; "" if that is not known."""
        return f"until {self.running.ends.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if self.running.ends is not None else ""

    @property
    def effect(self) -> str:
        """Such as "pauses rule a"."""
        return f"{'pauses' if self.certain else 'may pause'} {_named(self.rules)}"

    @property
    def sentence(self) -> str:
        """The pause in words for the verdict, without a capital and a full stop."""
        return f"experiment {self.running.experiment} {self.effect} {self.ends or 'until it ends'}"

    def finding(self) -> Finding:
        """The pause as a finding, with the command that stops the experiment."""
        one, region = self.running, self.source.region
        says = f"Experiment {one.experiment} in {region} {self.effect} of bucket {self.source.name}{self.ends and f' {self.ends}'}."
        says += _UNREAD if isinstance(one.targets, Unknown) else ""
        command = f"aws fis stop-experiment --region {region} --id {one.experiment}"
        change = Suggestion(f"Stop experiment {one.experiment} if it is not meant to pause this bucket.", cli=command)
        rule_id = self.rules[0].id if len(self.rules) == 1 else None
        return new_finding("replication-paused", one.arn, says, rule_id=rule_id, certain=self.certain, suggestions=(change,))


def paused_rules(accounts: Accounts, world: World, source: Bucket) -> Iterator[PausedRules]:
    """What each experiment of the bucket's account and Region pauses now of the bucket's rules."""
    found = accounts.at_source.once(read_pauses, source.region) if any(enabled_rules(source)) else ()
    for one in found if not isinstance(found, Unknown) else ():
        if isinstance(one.targets, Unknown) or one.targets & {source.arn, source.name}:
            rules = [(rule, _takes(one.pause, rule, world)) for rule in enabled_rules(source)]
            taken = tuple(rule for rule, takes in rules if takes is not False)
            certain = not isinstance(one.targets, Unknown) and all(takes is True for _, takes in rules if takes is not False)
            if taken:
                yield PausedRules(one, source, taken, certain)


def wait_of(pauses: Iterable[PausedRules], rule_id: str | None, version: Version) -> str:
    """Such as "waits for experiment E until T UTC"; "" if no experiment pauses the rule. A delete marker has no status."""
    taken = [one for one in pauses if rule_id in {rule.id for rule in one.rules}]
    if not taken:
        return ""
    waits = "waits" if version.status is ReplicationStatus.PENDING else "would wait"
    known = all(one.certain for one in taken) and not version.delete_marker
    experiments = and_list([f"experiment {one.running.experiment} {one.ends or 'until it ends'}" for one in taken])
    return f"{waits if known else 'may wait'} for {experiments}"


def outcome_words(outcome: Outcome, wait: str) -> str:
    """The outcome, after what the version waits for."""
    return f"{wait}, then {outcome.value}" if wait else outcome.value


def _takes(pause: ReplicationPause | Unknown, rule: Rule, world: World) -> bool | Unknown:
    bucket = rule.destination.bucket
    place = world.buckets.get(bucket_name(bucket)) if isinstance(bucket, str) else None
    return pause if isinstance(pause, Unknown) else pause.takes(rule, place.region if place is not None else UNKNOWN)


def _named(rules: Sequence[Rule]) -> str:
    names = [rule.id or "without an id" for rule in rules]
    return f"rule {names[0]}" if len(names) == 1 else f"rules {and_list(names)}"
