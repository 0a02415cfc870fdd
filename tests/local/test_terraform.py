"""The provider against the local AWS: every rule shape and the resources around it apply, plan clean and go away."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, find_binary, terraform_environment

HERE = Path(__file__).parent


def test_everything_applies_plans_clean_and_is_destroyed(local_aws: LocalAws, tmp_path: Path, name: Callable[[str], str]) -> None:
    shutil.copytree(HERE / "matrix", tmp_path / "matrix")
    binary = find_binary(os.environ)
    environment = terraform_environment(local_aws.full_environment(), tmp_path)
    terraform = Terraform(tmp_path / "matrix", binary, environment)
    terraform.variables({"name": name("matrix")})
    terraform.init()
    terraform.apply()
    try:
        assert not terraform.has_changes()
        assert terraform.output()["other_account"] == "222222222222"
    finally:
        terraform.destroy()
