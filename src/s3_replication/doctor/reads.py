"""Every call that `doctor` makes: the dry run, the reader policies and docs/doctor.md come from this one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from s3_replication.service_authorization import permission_of

__all__ = ["READS", "About", "AccountKind", "Read", "When", "reads_of"]


class AccountKind(StrEnum):
    """Whose account a call is made in; only the management account may read an organization's control policies."""

    SOURCE = "source"
    DESTINATION = "destination"
    MANAGEMENT = "management"


class About(Enum):
    """What a call is about: the words of the dry run, and the ARNs of a policy with placeholders in capitals."""

    CALLER = ("the caller", ())
    ACCOUNT = ("the account", ("*",))
    BUCKET = ("bucket {SIDE}_BUCKET", ("arn:aws:s3:::{SIDE}_BUCKET",))
    OBJECT = ("object versions of bucket {SIDE}_BUCKET", ("arn:aws:s3:::{SIDE}_BUCKET/*",))
    ROLE = (
        "the replication role and the role of each Batch Replication job",
        ("arn:aws:iam::{SIDE}_ACCOUNT:role/REPLICATION_ROLE", "arn:aws:iam::{SIDE}_ACCOUNT:role/BATCH_ROLE"),
    )
    MANAGED_POLICY = (
        "each managed policy of these roles",
        ("arn:aws:iam::aws:policy/*", "arn:aws:iam::{SIDE}_ACCOUNT:policy/*"),
    )
    KEY = ("each KMS key of the buckets and rules", ("arn:aws:kms:*:{SIDE}_ACCOUNT:key/*",))
    JOB = ("each Batch Replication job that failed or waits", ("arn:aws:s3:*:{SIDE}_ACCOUNT:job/*",))
    EXPERIMENT = ("each AWS FIS experiment that runs", ("arn:aws:fis:*:{SIDE}_ACCOUNT:experiment/*",))
    ALARM = ("the alarms of a Region", ("arn:aws:cloudwatch:*:{SIDE}_ACCOUNT:alarm:*",))
    TOPIC = ("each topic that gets events or alarms", ("arn:aws:sns:*:{SIDE}_ACCOUNT:*",))
    QUEUE = ("each queue that gets events", ("arn:aws:sqs:*:{SIDE}_ACCOUNT:*",))
    FUNCTION = ("each function that gets events or alarms", ("arn:aws:lambda:*:{SIDE}_ACCOUNT:function:*",))
    LEVEL = ("each account, unit and policy of the organization", ("arn:aws:organizations::*:*",))

    def words(self, side: AccountKind) -> str:
        """What the call is about, for a reader."""
        text: str = self.value[0]
        return text.format(SIDE=side.name)

    def resources(self, side: AccountKind) -> tuple[str, ...]:
        """The ARNs of a policy statement; none where the call needs no permission."""
        return tuple(arn.format(SIDE=side.name) for arn in self.value[1])


class When(StrEnum):
    """The option without which a call is not made."""

    ALWAYS = ""
    OBJECT = "--object"
    ALL = "--all"


@dataclass(frozen=True, slots=True)
class Read:
    """One operation in one account. `service` is the name with which its requests are signed."""

    side: AccountKind
    service: str
    operation: str
    about: About
    when: When = When.ALWAYS

    @property
    def permission(self) -> str | None:
        """The permission that it needs; objects are read by version."""
        return permission_of(self.service, self.operation, versioned=self.about is About.OBJECT)


_S, _D, _M = AccountKind


def _rows(sides: tuple[AccountKind, ...], service: str, about: About, operations: str, when: When = When.ALWAYS) -> Iterator[Read]:
    for side in sides:
        for operation in operations.split():
            yield Read(side, service, operation, about, when)


READS: Final[tuple[Read, ...]] = (
    *_rows((_S, _D), "sts", About.CALLER, "GetCallerIdentity"),
    *_rows((_S,), "s3", About.ACCOUNT, "ListBuckets", When.ALL),
    *_rows((_D,), "s3", About.ACCOUNT, "ListBuckets"),
    *_rows((_S, _D), "s3", About.BUCKET, """
        GetBucketEncryption GetBucketLifecycleConfiguration GetBucketLocation GetBucketLogging GetBucketNotificationConfiguration
        GetBucketOwnershipControls GetBucketPolicy GetBucketReplication GetBucketRequestPayment GetBucketVersioning
        GetObjectLockConfiguration GetPublicAccessBlock ListBucketInventoryConfigurations
    """),
    *_rows((_S, _D), "s3", About.BUCKET, "ListObjectVersions"),
    *_rows((_S,), "s3", About.OBJECT, "GetObjectAcl GetObjectTagging HeadObject"),
    *_rows((_D,), "s3", About.OBJECT, "HeadObject", When.OBJECT),
    *_rows((_S,), "iam", About.ROLE, "GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
    *_rows((_S,), "iam", About.MANAGED_POLICY, "GetPolicy GetPolicyVersion"),
    *_rows((_S,), "s3", About.ACCOUNT, "ListJobs"),
    *_rows((_S,), "s3", About.JOB, "DescribeJob"),
    *_rows((_S,), "fis", About.ACCOUNT, "ListExperiments"),
    *_rows((_S,), "fis", About.EXPERIMENT, "GetExperiment ListExperimentResolvedTargets"),
    *_rows((_S, _D), "kms", About.KEY, "DescribeKey GetKeyPolicy GetKeyRotationStatus ListGrants"),
    *_rows((_S, _D, _M), "organizations", About.ACCOUNT, "DescribeOrganization"),
    *_rows((_S,), "monitoring", About.ALARM, "DescribeAlarms"),
    *_rows((_S,), "sns", About.TOPIC, "GetTopicAttributes"),
    *_rows((_S,), "sqs", About.QUEUE, "GetQueueAttributes GetQueueUrl"),
    *_rows((_S,), "lambda", About.FUNCTION, "GetPolicy"),
    *_rows((_M,), "organizations", About.LEVEL, "DescribePolicy ListParents ListPoliciesForTarget"),
    *_rows((_M,), "organizations", About.ACCOUNT, "ListRoots"),
)  # fmt: skip


def reads_of(side: AccountKind, *, every_bucket: bool, an_object: bool = True) -> tuple[Read, ...]:
    """The calls in one account: of one bucket, with those for `--object` if wanted, or of every bucket."""
    left_out = {When.ALL} if not every_bucket else {When.OBJECT}
    if not an_object:
        left_out.add(When.OBJECT)
    return tuple(read for read in READS if read.side is side and read.when not in left_out)
