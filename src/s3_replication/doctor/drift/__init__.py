"""What the live account has otherwise than Terraform's state or plan."""

from s3_replication.doctor.drift.findings import drift_findings
from s3_replication.doctor.drift.records import TerraformSide, require_buckets

__all__ = ["TerraformSide", "drift_findings", "require_buckets"]
