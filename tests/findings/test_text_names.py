"""Names in the text report are text, never the markup of the terminal library."""

import pytest
from rich.console import Console

from s3_replication.core import Outcome
from s3_replication.findings.finding import OutcomeRow, ReplicationVerdict, Report
from s3_replication.findings.render.text import as_text


@pytest.mark.parametrize("keys", ["keys under [/a]/", "keys under [red]/", "keys under :smile:/"])
def test_keys_are_text(keys: str) -> None:
    row = OutcomeRow("source", "destination", "plain", keys, "a", Outcome.COMPLETED)
    console = Console(width=160)
    with console.capture() as captured:
        as_text(Report(ReplicationVerdict.WORKS, (row,), ()), console)
    assert keys in captured.get()
