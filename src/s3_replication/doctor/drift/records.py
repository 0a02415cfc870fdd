"""All states and plans together, and which of them are about a bucket."""

from collections import Counter
from collections.abc import Collection, Sequence

from s3_replication.core import join_worlds
from s3_replication.doctor.drift.difference import is_known
from s3_replication.doctor.drift.owners import Owners
from s3_replication.errors import InputError
from s3_replication.findings.words import and_list
from s3_replication.plan import TerraformRecord

__all__ = ["TerraformSide", "require_account", "require_buckets"]

_MOST = 5


class TerraformSide:
    """What one or more states and plans say, indexed once for all buckets that are compared with it."""

    def __init__(self, recorded: Sequence[TerraformRecord]) -> None:
        self.recorded = recorded
        self.world = join_worlds([one.reading.world for one in recorded])
        self.owners = Owners(recorded)
        self._names = Counter(arn.rpartition("/")[2] for arn in self.world.roles)

    def shares_name(self, role: str) -> bool:
        """Whether roles of two accounts have the name of this ARN; the resource of a policy names its role by name."""
        return self._names[role.rpartition("/")[2]] > 1


def require_buckets(recorded: Sequence[TerraformRecord], buckets: Collection[str]) -> None:
    """Raises InputError if there are documents and none of them has one of the buckets."""
    names = {name for one in recorded for name in one.reading.world.buckets}
    if recorded and not names & set(buckets):
        what = " and ".join(dict.fromkeys("plan" if one.is_plan else "state" for one in recorded))
        wanted = f"does not have bucket {next(iter(buckets))}" if len(buckets) == 1 else "has no bucket of the account"
        others = f"it has {and_list(sorted(names), _MOST)}" if names else "it has no bucket"
        raise InputError(f"the {what} of --terraform {wanted}: {others}. Name the state that has the bucket.")


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
