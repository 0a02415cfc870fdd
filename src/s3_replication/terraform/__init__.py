"""Terraform from Python: finds it, gives it a provider (air-gapped or not), and runs it on a copy of the checkout."""

from s3_replication.terraform.binary import MINIMUM, Binary, find_binary, find_further_binaries
from s3_replication.terraform.cliconfig import terraform_environment
from s3_replication.terraform.mirror import Mirror, find_mirror
from s3_replication.terraform.runner import PlanResult, Terraform
from s3_replication.terraform.workspace import configurations, copy_configuration, copy_module, find_checkout, forget_hashes

__all__ = [
    "MINIMUM", "Binary", "Mirror", "PlanResult", "Terraform", "configurations", "copy_configuration", "copy_module", "find_binary",
    "find_checkout", "find_further_binaries", "find_mirror", "forget_hashes", "terraform_environment",
]  # fmt: skip
