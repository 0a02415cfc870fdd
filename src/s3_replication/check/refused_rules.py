"""Rules that S3 refuses when Terraform applies the plan: where they are written, and what they replicate, which is nothing."""

from collections.abc import Sequence
from dataclasses import replace

from s3_replication.check.plan_checks.facts import build_facts
from s3_replication.core import Outcome, World
from s3_replication.findings.finding import OutcomeRow, Report
from s3_replication.plan import Reading

__all__ = ["named_by_rules", "without_refused_rules"]

_REFUSED = "configuration-refused"


def without_refused_rules(report: Report) -> Report:
    """The report in which nothing replicates from a bucket whose configuration S3 refuses, whatever its rules say.

    PutBucketReplication takes a configuration as a whole or not at all, so the bucket does not get these rules:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
    """
    arns = {finding.subject for finding in report.findings if finding.id == _REFUSED and finding.certain}
    buckets = report.world.buckets.values() if report.world is not None else ()
    refused = {bucket.name for bucket in buckets if bucket.arn in arns}
    return replace(report, outcomes=tuple(_without_rules(row) if row.source_bucket in refused else row for row in report.outcomes))


def _without_rules(row: OutcomeRow) -> OutcomeRow:
    because = (_REFUSED, *row.because)
    return replace(row, outcome=Outcome.NOT_REPLICATED, failure_reason=None, reason_is_open=False, because=because)


def named_by_rules(report: Report, readings: Sequence[Reading], world: World) -> Report:
    """The report whose refusals have the resource of the rules as their subject, not the source bucket."""
    if all(finding.id != _REFUSED for finding in report.findings):
        return report
    rules = {one.source.arn: one.instance.address for facts in build_facts(readings, world) for one in facts.own_replications}
    findings = (replace(one, subject=rules.get(one.subject, one.subject)) if one.id == _REFUSED else one for one in report.findings)
    return replace(report, findings=tuple(findings))
