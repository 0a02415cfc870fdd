"""What Terraform wrote, as a command is given it: a file, a folder or standard input."""

from s3_replication.inputs.plan_input import PlanInput, read_input
from s3_replication.inputs.recorded_input import read_recorded_input

__all__ = ["PlanInput", "read_input", "read_recorded_input"]
