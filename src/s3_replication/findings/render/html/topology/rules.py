"""How each rule of a bucket does, by the outcomes and findings of the report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from s3_replication.core import ENABLED, Bucket, Outcome, ReplicationConfiguration, Rule, bucket_name, rule_prefix
from s3_replication.findings.finding import OutcomeRow, Report, Severity
from s3_replication.findings.render.html.topology.about import names_of
from s3_replication.findings.render.html.topology.model import Health, RuleLine
from s3_replication.iam import Unknown

__all__ = ["NOT_KNOWN", "destination_of", "read_rules"]

NOT_KNOWN = "not known"


def destination_of(rule: Rule) -> str:
    """The name of the rule's destination bucket; "not known" if a plan does not say."""
    bucket = rule.destination.bucket
    return bucket_name(bucket) if isinstance(bucket, str) else NOT_KNOWN


def read_rules(report: Report, bucket: Bucket) -> Iterator[RuleLine]:
    """The rules of a source bucket, as its configuration lists them."""
    if not isinstance(bucket.replication, ReplicationConfiguration):
        return
    rows = [row for row in report.outcomes if row.source_bucket == bucket.name]
    for number, rule in enumerate(bucket.replication.rules, 1):
        destination = destination_of(rule)
        name = rule.id or f"#{number}"
        health, says, because = _state(report, bucket, replace(rule, id=name), rows)
        if health is Health.WORKS and (bucket.name, rule.id) in report.pending:
            health, says = Health.PENDING, "works; versions are pending"
        yield RuleLine(name, rule.priority, bucket.name, destination, _selects(rule), health, says, because)


def _state(report: Report, bucket: Bucket, rule: Rule, rows: Sequence[OutcomeRow]) -> tuple[Health, str, tuple[str, ...]]:
    refused = _refusals(report, bucket, rule)
    if rule.status != ENABLED:
        return Health.OFF, "disabled", tuple(dict.fromkeys([*refused, *_own(report, bucket, rule)]))
    if not rows:
        return Health.UNKNOWN, "not examined", ()
    names = {"", destination_of(rule)}
    own = [row for row in rows if row.rule_id == rule.id and row.destination_bucket in names]
    open_rows = [row for row in rows if row.rule_id is None and row.outcome is Outcome.UNKNOWN and row.destination_bucket in names]
    seen = [row for row in own if row.expected] or own or open_rows
    errors = {one.id for one in report.findings if _is_error(one.severity)}
    because = tuple(dict.fromkeys([*refused, *(check for row in seen if row.outcome is not Outcome.COMPLETED for check in row.because)]))
    health, says = _summary(seen, errors)
    if refused and health is not Health.BROKEN:
        return Health.BROKEN, "has an error", because
    return health, says, because


def _summary(rows: Iterable[OutcomeRow], errors: set[str]) -> tuple[Health, str]:
    """The worst outcome decides; what a rule skips on purpose breaks nothing."""
    rows = list(rows)
    outcomes = {row.outcome for row in rows}
    failed = dict.fromkeys(row.failure_reason for row in rows if row.outcome is Outcome.FAILED and row.failure_reason)
    if Outcome.FAILED in outcomes:
        return Health.BROKEN, f"fails: {', '.join(failed)}" if failed else "fails"
    if any(row.outcome is Outcome.NOT_REPLICATED and errors.intersection(row.because) for row in rows):
        return Health.BROKEN, "skips objects"
    if Outcome.UNKNOWN in outcomes:
        return Health.UNKNOWN, NOT_KNOWN
    if Outcome.COMPLETED in outcomes:
        return Health.WORKS, "works"
    return Health.OFF, "selects no new object"


def _own(report: Report, bucket: Bucket, rule: Rule) -> list[str]:
    """The findings about this rule, other than notes."""
    names = names_of(report, bucket.arn)
    found = (one for one in report.findings if one.severity is not Severity.NOTE)
    return [one.id for one in found if one.subject in names and one.rule_id == rule.id]


def _refusals(report: Report, bucket: Bucket, rule: Rule) -> list[str]:
    """Errors of the bucket's configuration: of this rule or of all, and not the cause of an outcome, which a destination may be too."""
    names, causes = names_of(report, bucket.arn), {check for row in report.outcomes for check in row.because}
    about = [one for one in report.findings if one.subject in names and one.rule_id in (None, rule.id) and _is_error(one.severity)]
    return [one.id for one in about if one.id not in causes]


def _is_error(severity: Severity) -> bool:
    return severity is Severity.ERROR


def _selects(rule: Rule) -> str:
    tags = [f"{tag.key}={tag.value}" for tag in rule.filter.tags] if rule.filter is not None else []
    return f"{_keys(rule)} with {'tag' if len(tags) == 1 else 'tags'} {', '.join(tags)}" if tags else _keys(rule)


def _keys(rule: Rule) -> str:
    prefix = rule_prefix(rule)
    if isinstance(prefix, Unknown):
        return "keys not known"
    return f"keys under {prefix}" if prefix else "all keys"
