"""`s3-replication doctor`: what a live bucket replicates, what it does not, and why. It only reads."""

from s3_replication.doctor.access import Access, Accounts, open_accounts
from s3_replication.doctor.account_report import AccountReport, BucketRow, BucketState
from s3_replication.doctor.diagnosis import Diagnosis, diagnose
from s3_replication.doctor.dry_run import planned_calls
from s3_replication.doctor.every_bucket import diagnose_all
from s3_replication.doctor.object_answer import ObjectAnswer, ObjectName
from s3_replication.doctor.reader_policy import reader_policies

__all__ = [
    "Access", "AccountReport", "Accounts", "BucketRow", "BucketState", "Diagnosis", "ObjectAnswer", "ObjectName", "diagnose",
    "diagnose_all", "open_accounts", "planned_calls", "reader_policies",
]  # fmt: skip
