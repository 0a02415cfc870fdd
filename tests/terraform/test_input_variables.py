"""Input variables reach `terraform plan`, whatever characters they have."""

import os
from pathlib import Path

import pytest

from s3_replication.errors import InputError
from s3_replication.plan.input_variables import InputVariables
from s3_replication.terraform import Binary, Terraform, terraform_environment

ODD = "a b'c\"d$e\\f=g"


def test_values_and_files_reach_the_plan(binary: Binary, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "one" {}\nvariable "two" {}\noutput "all" {\n  value = "${var.one}|${var.two}"\n}\n')
    folder = tmp_path / "with space"
    folder.mkdir()
    (folder / "two.tfvars").write_text('two = "from a file"\n')
    terraform = Terraform(tmp_path, binary, terraform_environment(os.environ, tmp_path))
    terraform.init()
    inputs = InputVariables.of([f"one={ODD}"], [folder / "two.tfvars"])
    planned = terraform.plan(values=inputs.values, files=inputs.files)
    assert planned.outputs == {"all": f"{ODD}|from a file"}


@pytest.mark.parametrize("value", ["name", "=value"])
def test_a_value_without_a_name_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="is not NAME=VALUE"):
        InputVariables.of([value], [])
