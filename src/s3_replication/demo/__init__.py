"""The demo: it applies an example with the real Terraform, shows how objects replicate, and removes everything."""

from s3_replication.demo.end import end_demo
from s3_replication.demo.machine import DESTINATION_ROLE_VARIABLE
from s3_replication.demo.run import DemoReport, Options, run_demo
from s3_replication.demo.screen import Screen
from s3_replication.demo.watch import Row

__all__ = ["DESTINATION_ROLE_VARIABLE", "DemoReport", "Options", "Row", "Screen", "end_demo", "run_demo"]
