"""`s3-replication doctor`: what a live bucket replicates, what it does not, and why. It only reads."""

from s3_replication.doctor.access import Access, Accounts, open_accounts
from s3_replication.doctor.diagnosis import Diagnosis, diagnose
from s3_replication.doctor.dry_run import planned_calls
from s3_replication.doctor.object_answer import ObjectAnswer, ObjectName
from s3_replication.doctor.reader_policy import reader_policies

__all__ = [
    "Access", "Accounts", "Diagnosis", "ObjectAnswer", "ObjectName", "diagnose", "open_accounts", "planned_calls", "reader_policies",
]  # fmt: skip
