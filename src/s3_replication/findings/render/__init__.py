"""Writes a report as text, JSON, SARIF or JUnit XML; `html` writes it as a page."""

from s3_replication.findings.render.json_report import SCHEMA_VERSION, as_json
from s3_replication.findings.render.junit import as_junit
from s3_replication.findings.render.page_table import PageTable
from s3_replication.findings.render.plain_text import plain_text
from s3_replication.findings.render.sarif import as_sarif
from s3_replication.findings.render.text import OUTCOME_STYLES, REASON_IS_OPEN, VERDICT_STYLES, as_text
from s3_replication.findings.render.wording import OTHER_SETTINGS, VERDICT_SENTENCES

__all__ = [
    "OTHER_SETTINGS",
    "OUTCOME_STYLES",
    "REASON_IS_OPEN",
    "SCHEMA_VERSION",
    "VERDICT_SENTENCES",
    "VERDICT_STYLES",
    "PageTable",
    "as_json",
    "as_junit",
    "as_sarif",
    "as_text",
    "plain_text",
]
