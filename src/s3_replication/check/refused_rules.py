"""Outcomes of rules that S3 refuses when Terraform applies the plan."""

from dataclasses import replace

from s3_replication.core import Outcome
from s3_replication.findings.finding import OutcomeRow, Report

__all__ = ["without_refused_rules"]

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
