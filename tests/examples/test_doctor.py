"""The doctor on every applied example: replication works, without an error and without a warning."""

from typing import Any

from s3_replication.doctor import Accounts, diagnose
from s3_replication.findings.finding import ReplicationVerdict, Severity
from tests.examples.conftest import pairs_of

# Other tests of the same apply make objects fail on purpose.
OF_OTHER_TESTS = {"failed-objects-remain"}


def test_replication_works_without_a_warning(applied: Any) -> None:
    connections = {one.account(): one for one in (applied.destination, applied.source)}
    for bucket in {applied.output(names["source"]) for names in pairs_of(applied.name).values()}:
        owner = next(account for account, one in connections.items() if bucket in one.visible_buckets())
        report = diagnose(Accounts(connections, owner), bucket).report
        said = [one for one in report.findings if one.severity is not Severity.NOTE and one.id not in OF_OTHER_TESTS]
        assert not said
        assert report.verdict is ReplicationVerdict.WORKS
