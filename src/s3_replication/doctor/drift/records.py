"""Which states and plans are about a bucket."""

from collections.abc import Sequence

from s3_replication.doctor.drift.difference import is_known
from s3_replication.errors import InputError
from s3_replication.findings.words import and_list
from s3_replication.plan import TerraformRecord

__all__ = ["records_of", "require_account"]

_MOST = 5


def records_of(recorded: Sequence[TerraformRecord], bucket: str) -> Sequence[TerraformRecord]:
    """The same documents; raises InputError if none of them has the bucket."""
    names = [name for one in recorded for name in one.reading.world.buckets]
    if recorded and bucket not in names:
        what = " and ".join(dict.fromkeys("plan" if one.is_plan else "state" for one in recorded))
        others = f"it has {and_list(sorted(names), _MOST)}" if names else "it has no bucket"
        raise InputError(f"the {what} of --terraform does not have bucket {bucket}: {others}. Name the state that has the bucket.")
    return recorded


def require_account(recorded: Sequence[TerraformRecord], bucket: str, account: str) -> None:
    """Raises InputError if a document has the source bucket in another account than the live one."""
    for one in recorded:
        found = one.reading.world.buckets.get(bucket)
        if found is not None and is_known(found.account) and found.account != account:
            what = "plan" if one.is_plan else "state"
            raise InputError(
                f"the {what} of --terraform has bucket {bucket} in account {found.account}, but account {account} owns the live bucket: "
                f"name the {what} of account {account}."
            )
