"""`s3-replication check`: what a Terraform plan will replicate, what it will not, and why."""

from s3_replication.check.after_apply import check_after_apply
from s3_replication.check.run import CheckOptions, run_check
from s3_replication.check.settings import Settings, read_settings
from s3_replication.findings.ignore import Ignore
from s3_replication.inputs import PlanInput

__all__ = ["CheckOptions", "Ignore", "PlanInput", "Settings", "check_after_apply", "read_settings", "run_check"]
