"""AWS as it is: connections, errors in one form, and readers of the live account into the core's models."""

from s3_replication.aws.bucket import read_bucket, read_region, read_replication
from s3_replication.aws.connection import Connection
from s3_replication.aws.denied import ALL_EXPERIMENTS
from s3_replication.aws.errors import ask, calling
from s3_replication.aws.experiments import RunningPause, read_pauses
from s3_replication.aws.jobs import ListedJob, list_jobs, read_job
from s3_replication.aws.key import read_key
from s3_replication.aws.notes import DeniedRead, FailedRead, Noted, note_again, noted_so_far, noting
from s3_replication.aws.organization import read_account
from s3_replication.aws.role import read_role
from s3_replication.aws.version import Listed, has_version, list_versions, read_canonical_id, read_head, read_version, with_details
from s3_replication.aws.world import read_world, with_key

__all__ = [
    "ALL_EXPERIMENTS", "Connection", "DeniedRead", "FailedRead", "Listed", "ListedJob", "Noted", "RunningPause", "ask", "calling",
    "has_version", "list_jobs", "list_versions", "note_again", "noted_so_far", "noting", "read_account", "read_bucket",
    "read_canonical_id", "read_head", "read_job", "read_key", "read_pauses", "read_region", "read_replication", "read_role", "read_version",
    "read_world", "with_details", "with_key",
]  # fmt: skip
