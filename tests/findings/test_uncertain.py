"""A finding that is not certain says what it depends on, and with which switch to choose, in every form of the report."""

import html
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from s3_replication.findings.finding import Finding, Report
from s3_replication.findings.render import as_json, as_junit, as_sarif, as_text
from s3_replication.findings.render.html import as_html
from s3_replication.findings.report import build_report
from tests.core.builders import build_world

TRUST = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
KMS_DEFAULT = {"buckets/source/default_encryption": {"kind": "aws:kms", "key": "{source-key}"}}


def trusting(**conditions: str) -> Mapping[str, Any]:
    equal = {key.replace("_", ":"): value for key, value in conditions.items()}
    return {"world": {"roles/replicator/trust": [{**TRUST, "Condition": {"StringEquals": equal}}]}}


# The row, the check of its only uncertain error or warning, and the words that name what that depends on.
ROWS: Mapping[str, tuple[Mapping[str, Any], str, str]] = {
    "source account": (
        trusting(aws_SourceAccount="{account}"), "behaviour-not-documented",
        "whether S3 sends aws:SourceAccount when it assumes the role. Choose with --switch trust_source_keys=VALUE (yes or no).",
    ),
    "source ARN": (
        trusting(aws_SourceArn="{source}"), "behaviour-not-documented", "sends aws:SourceArn when it assumes the role. Choose with --switch"
    ),
    "a missing base permission": (
        {"without": ["s3:GetReplicationConfiguration"]}, "role-policy-lacks-permission",
        "without s3:GetReplicationConfiguration fails. AWS requires it, but does not document the effect. Choose with --switch "
        "base_permission_missing_fails=VALUE (yes or no).",
    ),
    "another owner": (
        {"world": {"buckets/source/rules/0/destination/account": "333333333333"}}, "destination-account-differs",
        "if Account is not the owner. Choose with --switch account_mismatch_fails=VALUE (true or false).",
    ),
    "no permission to decrypt": (
        {"world": KMS_DEFAULT, "statements": {"keys/source/policy": [{
            "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
        }]}}, "key-policy-denies",
        "Assumed: S3 reports SrcGetObjectNotPermitted. AWS's documents require the missing setting, but do not name",
    ),
    "a condition key without document": (
        {"statements": {"buckets/destination/policy": [{
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "{destination}/*",
            "Condition": {"StringEquals": {"aws:UserAgent": "browser"}},
        }]}}, "statement-not-decidable", "s3:ReplicateObject, because aws:UserAgent is not known. AWS's documents do not say which value",
    ),
}  # fmt: skip


def text_of(report: Report) -> str:
    stream = io.StringIO()
    as_text(report, Console(file=stream, width=10_000), verbose=True)
    return stream.getvalue()


FORMS: Mapping[str, Callable[[Report], str]] = {
    "text": text_of,
    "json": lambda report: json.dumps(as_json(report)),
    "sarif": lambda report: json.dumps(as_sarif(report)),
    "junit": as_junit,
    "html": lambda report: html.unescape(as_html(report, "a world", datetime(2026, 11, 29, tzinfo=UTC))),
}


def uncertain(report: Report) -> list[Finding]:
    return [one for one in report.findings if not one.certain and one.severity != "note"]


@pytest.mark.parametrize("name", ROWS)
def test_an_uncertain_finding_says_what_it_depends_on(name: str) -> None:
    row, check, words = ROWS[name]
    (finding,) = uncertain(build_report(build_world(dict(row))))
    assert finding.id == check
    assert words in finding.why


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_report_says_it(form: str) -> None:
    row, _, words = ROWS["a missing base permission"]
    assert words in FORMS[form](build_report(build_world(dict(row))))


@pytest.mark.parametrize(("answer", "verdict"), [("yes", "works"), ("no", "broken")])
def test_the_named_switch_settles_the_verdict(answer: str, verdict: str) -> None:
    row = dict(ROWS["source account"][0])
    assert build_report(build_world({"world": {**row["world"], "switches": {"trust_source_keys": answer}}})).verdict == verdict
