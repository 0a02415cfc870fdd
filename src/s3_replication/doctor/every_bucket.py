"""diagnose_all(): every bucket of an account that has a replication configuration, several at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.pool import ThreadPool
from typing import Final

from s3_replication.aws import Connection, noting, read_region, read_replication
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.account_report import AccountReport, BucketRow, BucketState, unexamined
from s3_replication.doctor.diagnosis import BucketGoneError, diagnose_with
from s3_replication.doctor.drift import TerraformSide, require_buckets
from s3_replication.errors import AwsError, InputError
from s3_replication.iam import Unknown
from s3_replication.plan import TerraformRecord

__all__ = ["AT_ONCE", "diagnose_all"]

AT_ONCE: Final = 16
"""How many buckets are read at once: S3 serves many more, IAM and KMS are asked once for all buckets that share a role or key."""


def diagnose_all(
    accounts: Accounts, progress: Callable[[int, int], None], at_once: int = AT_ONCE, recorded: Sequence[TerraformRecord] = ()
) -> tuple[AccountReport, bool]:  # fmt: skip
    """What each bucket replicates, and whether an interrupt ended the work; a bucket that fails leaves the others as they are.

    `progress` is called with how many buckets are done, and of how many. `recorded` is what Terraform says of some of them.
    Raises AwsError where the buckets may not be listed, InputError if there are documents and none has a bucket of the account.
    """
    names = accounts.at_source.once(Connection.visible_buckets)
    if isinstance(names, Unknown):
        raise AwsError(f"the buckets of account {accounts.source} may not be listed: allow s3:ListAllMyBuckets.")
    require_buckets(recorded, names)
    said = TerraformSide(recorded) if recorded else None
    rows: list[BucketRow] = []
    interrupted = False
    progress(0, len(names))
    try:
        with ThreadPool(max(1, min(at_once, len(names)))) as pool:
            for row in pool.imap_unordered(partial(_examine, accounts, said), names):
                rows.append(row)
                progress(len(rows), len(names))
    except KeyboardInterrupt:
        interrupted = True
    return AccountReport(accounts.source, len(names), tuple(sorted(rows, key=lambda row: row.name))), interrupted


def _examine(accounts: Accounts, said: TerraformSide | None, name: str) -> BucketRow:
    """The row of one bucket, with the reason where it could not be examined."""
    source = accounts.at_source
    row = BucketRow(name, f"arn:{source.partition()}:s3:::{name}", BucketState.NOT_EXAMINED)
    with noting():
        try:
            region = source.once(read_region, name, accounts.source)
            if region is None:
                return _deleted(row)
            if isinstance(region, str):
                row = replace(row, region=region)
                if source.once(read_replication, name, region) is None:
                    return _deleted(row) if name in source.gone else replace(row, state=BucketState.NO_REPLICATION)
            found = diagnose_with(accounts, name, said if said is not None and name in said.world.buckets else None)
        except BucketGoneError:
            return _deleted(row)
        except (AwsError, InputError) as error:  # InputError: a policy that cannot be read as one
            return _failed(row, error)
    failed = len(found.sample.failed) if found.sample.listed else None
    row = replace(row, state=BucketState.EXAMINED, report=found.report, failed_versions=failed)
    if not found.failed_reads:
        return row
    return replace(row, state=BucketState.PARTLY, reason=found.failed_reads[0].error.sentence)


def _deleted(row: BucketRow) -> BucketRow:
    return replace(row, state=BucketState.DELETED, reason="The bucket was deleted after the account's buckets were listed.")


def _failed(row: BucketRow, error: AwsError | InputError) -> BucketRow:
    return replace(row, reason=error.sentence, report=unexamined(row.arn, error.sentence))
