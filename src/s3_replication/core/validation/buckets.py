"""What PutBucketReplication requires of the buckets and the caller (1a, 1b), and what a configuration forbids afterwards (1h)."""

from collections.abc import Iterator
from http import HTTPStatus

from s3_replication.core.configuration.arns import is_bucket_arn, is_role_arn
from s3_replication.core.configuration.model import Rule
from s3_replication.core.configuration.rejection import Rejection, access_denied, invalid_request
from s3_replication.core.configuration.values import named
from s3_replication.core.matching import bucket_name
from s3_replication.core.model import Bucket, Versioning, World
from s3_replication.iam import UNKNOWN, Arn, Unknown

__all__ = ["check_buckets", "check_caller", "check_source_exists", "configuration_not_found", "versioning_change"]

SOURCE_TEXT = "Versioning must be 'Enabled' on the bucket to apply a replication configuration"
DESTINATION_TEXT = "Destination bucket must have versioning enabled."  # also where there is no such bucket (1.07)
STATE_TEXT = (
    "A replication configuration is present on this bucket, so you cannot change the versioning state. "
    "To change the versioning state, first delete the replication configuration."
)


def check_source_exists(world: World, source: str) -> Iterator[Rejection]:
    """The bucket exists (1.01)."""
    if source not in world.buckets and world.complete:
        text = "The specified bucket does not exist"
        yield Rejection("NoSuchBucket", text, "1.01", f"bucket {source}", http_status=HTTPStatus.NOT_FOUND)


def check_caller(role: str | Unknown, caller_account: str) -> Iterator[Rejection]:
    """The role belongs to the caller's account (1.25), because iam:PassRole works only within one account (1.24)."""
    if not isinstance(role, Unknown) and is_role_arn(role) and Arn.parse(role).account != caller_account:
        yield access_denied("1.25", f"role {role} is not of account {caller_account}")


def check_buckets(world: World, source: str, rules: tuple[Rule, ...]) -> Iterator[Rejection]:
    """Source and destinations are versioned, exist and differ (1.03 to 1.08); for Disabled rules too (1.06)."""
    bucket = world.buckets.get(source)
    if bucket is not None and bucket.versioning not in (Versioning.ENABLED, UNKNOWN):
        fact = "1.03" if bucket.versioning is Versioning.NEVER else "1.04"
        yield invalid_request(fact, SOURCE_TEXT, f"enable versioning on bucket {source}")
    for name, rule in named(rules):
        arn = rule.destination.bucket
        if not isinstance(arn, Unknown) and is_bucket_arn(arn):
            yield from _check_destination(world, source, bucket_name(arn), name)


def _check_destination(world: World, source: str, name: str, rule: str) -> Iterator[Rejection]:
    if name == source:
        yield invalid_request("1.08", "Destination bucket cannot be the same as the source bucket.", "name another bucket", rule)
        return
    destination = world.buckets.get(name)
    if destination is None:
        if world.lacks(name):
            yield invalid_request("1.07", DESTINATION_TEXT, f"create bucket {name} first", rule)
        return
    if destination.versioning not in (Versioning.ENABLED, UNKNOWN):
        yield invalid_request("1.05", DESTINATION_TEXT, f"enable versioning on bucket {name}", rule)
    origin = world.buckets.get(source)
    if world.switches.reject_lock_mismatch and origin is not None and origin.object_lock is True and destination.object_lock is False:
        text = "Destination bucket must have Object Lock enabled."
        yield invalid_request("1.09", text, f"enable Object Lock on bucket {name}", rule, assumed=True)


def configuration_not_found(bucket: str) -> Rejection:
    """GetBucketReplication without a configuration (1.130); DeleteBucketReplication answers 204 instead (1.131)."""
    text = "The replication configuration was not found"
    return Rejection("ReplicationConfigurationNotFoundError", text, "1.130", f"bucket {bucket}", http_status=HTTPStatus.NOT_FOUND)


def versioning_change(bucket: Bucket, wanted: Versioning) -> Rejection | None:
    """Suspending a source's versioning is refused while a configuration is present, even with every rule Disabled (1.134, 1.135)."""
    if wanted is Versioning.ENABLED or bucket.replication is None or isinstance(bucket.replication, Unknown):
        return None
    detail = f"delete the replication configuration of bucket {bucket.name} first"
    return Rejection("InvalidBucketState", STATE_TEXT, "1.134", detail, http_status=HTTPStatus.CONFLICT)
