"""The sample, taken while the rest of the world is read."""

from s3_replication.aws import Noted, note_again, noting
from s3_replication.core import Bucket
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.sample import Sample
from s3_replication.doctor.sampling import take_sample

__all__ = ["EarlySample"]


class EarlySample:
    """Call it with the bucket as soon as that was read; `of` returns the sample, and takes it if nobody did."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._taken: tuple[Sample, Noted] | None = None

    def __call__(self, bucket: Bucket) -> None:
        """Take the sample, and keep what its reads showed."""
        with noting() as noted:
            self._taken = take_sample(self._accounts, bucket), noted

    def of(self, bucket: Bucket) -> Sample:
        """The sample; what its reads showed is noted now."""
        if self._taken is None:
            return take_sample(self._accounts, bucket)
        sample, noted = self._taken
        note_again(noted)
        return sample
