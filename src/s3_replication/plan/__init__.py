"""Reads a Terraform plan (JSON) into the core's World: what replicates can be decided before apply."""

from s3_replication.plan.document import PlanError
from s3_replication.plan.notes import Note
from s3_replication.plan.reading import Reading, read_plan

__all__ = ["Note", "PlanError", "Reading", "read_plan"]
