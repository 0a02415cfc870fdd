"""Names in the text report are text: no markup of the terminal library, no control characters. Commands stay on one line."""

from datetime import UTC, datetime

import pytest
from rich.console import Console

from s3_replication.core import Outcome
from s3_replication.findings.finding import Finding, OutcomeRow, ReplicationVerdict, Report, Severity, Suggestion
from s3_replication.findings.render.html import as_html
from s3_replication.findings.render.text import as_text


@pytest.mark.parametrize("keys", ["keys under [/a]/", "keys under [red]/", "keys under :smile:/"])
def test_keys_are_text(keys: str) -> None:
    assert keys in text_of(Report(ReplicationVerdict.WORKS, (row(keys),), ()))


def test_a_bucket_whose_name_is_known_after_apply_has_its_address() -> None:
    row = OutcomeRow(
        "known-after-apply:aws_s3_bucket.a", "known-after-apply:aws_s3_bucket.b[0]", "plain", "all keys", "a", Outcome.COMPLETED
    )
    report = Report(ReplicationVerdict.WORKS, (row,), ())
    for text in (text_of(report), as_html(report, "plan", datetime(2026, 1, 1, tzinfo=UTC))):
        assert ("aws_s3_bucket.a" in text, "aws_s3_bucket.b[0]" in text, "known-after-apply" in text) == (True, True, False)


def row(keys: str) -> OutcomeRow:
    return OutcomeRow("source", "destination", "plain", keys, "a", Outcome.COMPLETED)


def text_of(report: Report) -> str:
    console = Console(width=160)
    with console.capture() as captured:
        as_text(report, console)
    return captured.get()


def test_a_control_character_is_shown_as_its_code() -> None:
    assert "keys under \\u001b[31mred\\u202e/" in text_of(Report(ReplicationVerdict.WORKS, (row("keys under \x1b[31mred\u202e/"),), ()))


def test_a_command_is_not_wrapped() -> None:
    command = f"aws s3control create-job {'--option value ' * 30}"
    repair = Suggestion("Run a job.", cli=command)
    finding = Finding(
        "failed-objects-remain", Severity.WARNING, "arn:aws:s3:::b", "T", "W", "F", "https://x.example", suggestions=(repair,)
    )
    assert f"    {command.rstrip()}" in text_of(Report(ReplicationVerdict.WORKS, (row("all keys"),), (finding,)))


def test_a_bucket_without_a_rule_does_not_work() -> None:
    assert text_of(Report(ReplicationVerdict.WORKS, (), ())).startswith("Nothing replicates: there is no replication rule.")
