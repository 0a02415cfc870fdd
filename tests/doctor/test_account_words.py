"""The sentence that counts the buckets of an account: one or several, and nothing that there is none of."""

import io

import pytest
from rich.console import Console

from s3_replication.doctor import AccountReport, BucketRow, BucketState
from s3_replication.doctor.account_render import print_account
from s3_replication.findings.finding import OutcomeRow, ReplicationVerdict, Report

WORKS = Report(ReplicationVerdict.WORKS, (OutcomeRow("a", "c", "plain", "all keys", "k", "COMPLETED"),), ())  # type: ignore[arg-type]


def row(name: str, state: BucketState) -> BucketRow:
    return BucketRow(name, f"arn:aws:s3:::{name}", state, report=WORKS)


@pytest.mark.parametrize(("rows", "listed", "says"), [
    ([], 0, "0 buckets; 0 with replication examined."),
    ([row("a", BucketState.EXAMINED)], 1, "1 bucket; 1 with replication examined."),
    ([row("a", BucketState.EXAMINED), row("b", BucketState.NO_REPLICATION)], 2,
     "2 buckets; 1 with replication examined, 1 without replication rules."),
    ([row("a", BucketState.EXAMINED), row("b", BucketState.NO_REPLICATION), row("c", BucketState.NO_REPLICATION)], 3,
     "3 buckets; 1 with replication examined, 2 without replication rules (of these, 1 destination of other buckets)."),
    ([row("a", BucketState.EXAMINED), row("b", BucketState.DELETED)], 3,
     "3 buckets; 1 with replication examined, 1 deleted meanwhile. Interrupted: 1 bucket not examined."),
], ids=["none", "one", "one without rules", "a destination", "interrupted"])  # fmt: skip
def test_the_sentence(rows: list[BucketRow], listed: int, says: str) -> None:
    console = Console(file=io.StringIO(), width=200)
    print_account(AccountReport("111111111111", listed, tuple(rows)), console, verbose=False)
    assert f"Account 111111111111: {says}" in console.file.getvalue()  # type: ignore[attr-defined]
