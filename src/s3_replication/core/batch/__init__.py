"""Batch Replication: what a job needs, which versions it takes, and why it or one of its tasks fails (facts 6.01 to 6.33)."""

from s3_replication.core.batch.filter_parser import parse_filter
from s3_replication.core.batch.filters import EncryptionMatch, ManifestFilter
from s3_replication.core.batch.job import BatchJob, JobManifest, JobStatus, ReportPlace
from s3_replication.core.batch.role import BATCH_SERVICE, JobRole
from s3_replication.core.batch.rules import (
    GENERATOR_ACTIONS,
    INITIATE,
    MANIFEST_COLUMNS,
    is_eligible,
    manifest_action,
    missing_columns,
    obstacle,
    refusal,
    stopped,
)  # fmt: skip

__all__ = [
    "BATCH_SERVICE", "GENERATOR_ACTIONS", "INITIATE", "MANIFEST_COLUMNS", "BatchJob", "EncryptionMatch", "JobManifest", "JobRole",
    "JobStatus", "ManifestFilter", "ReportPlace", "is_eligible", "manifest_action", "missing_columns", "obstacle", "parse_filter",
    "refusal", "stopped",
]  # fmt: skip
