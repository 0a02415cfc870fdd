"""The demo: an example built by the real Terraform, objects that replicate, and nothing left behind."""

from s3_replication.demo.end import end_demo
from s3_replication.demo.machine import DESTINATION_ROLE_VARIABLE
from s3_replication.demo.run import Options, Report, run_demo
from s3_replication.demo.screen import Screen
from s3_replication.demo.watch import Row

__all__ = ["DESTINATION_ROLE_VARIABLE", "Options", "Report", "Row", "Screen", "end_demo", "run_demo"]
