"""Reads a Terraform plan (JSON) into the core's World: what replicates can be decided before apply."""

from s3_replication.plan.diagnostics import Diagnostic
from s3_replication.plan.instances import Instance
from s3_replication.plan.named_accounts import require_providers
from s3_replication.plan.plan_json import PlanError
from s3_replication.plan.reader import PlanParts, Reading, read_plan
from s3_replication.plan.recorded import TerraformRecord, read_recorded
from s3_replication.plan.source import Location, Misspelt, Source, find_misspelt, find_misspelt_values, find_unread_keys

__all__ = [
    "Diagnostic", "Instance", "Location", "Misspelt", "PlanError", "PlanParts", "Reading", "Source", "TerraformRecord",
    "find_misspelt", "find_misspelt_values", "find_unread_keys", "read_plan", "read_recorded", "require_providers",
]  # fmt: skip
