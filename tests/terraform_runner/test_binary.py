"""Which Terraform is chosen, and what is said where it cannot be used."""

from pathlib import Path

import pytest
import yaml

from s3_replication.errors import TerraformError
from s3_replication.terraform import find_binary

CASES = yaml.safe_load((Path(__file__).parent / "binary.yaml").read_text())


def _program(folder: Path, name: str, answer: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n[ \"$*\" = 'version -json' ] && printf '%s' '{answer}'\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_version(case, tmp_path):
    program = _program(tmp_path, "terraform", case["answer"])
    environment = {"PATH": str(tmp_path)}
    if "version" in case:
        assert list(find_binary(environment).version) == case["version"]
        return
    with pytest.raises(TerraformError) as refused:
        find_binary(environment)
    assert case["message"] in str(refused.value)
    assert str(program) in str(refused.value)
    assert "S3_REPLICATION_TERRAFORM" in str(refused.value)


def test_terraform_comes_before_tofu(tmp_path):
    _program(tmp_path, "tofu", '{"terraform_version": "1.9.1"}')
    terraform = _program(tmp_path, "terraform", '{"terraform_version": "1.9.2"}')
    assert find_binary({"PATH": str(tmp_path)}).path == str(terraform)


def test_tofu_serves_where_there_is_no_terraform(tmp_path):
    tofu = _program(tmp_path, "tofu", '{"terraform_version": "1.9.1"}')
    assert find_binary({"PATH": str(tmp_path)}).path == str(tofu)


def test_the_variable_names_another_file(tmp_path):
    _program(tmp_path / "a", "terraform", '{"terraform_version": "1.9.1"}')
    other = _program(tmp_path / "b", "terraform-next", '{"terraform_version": "1.13.0"}')
    assert find_binary({"PATH": str(tmp_path / "a"), "S3_REPLICATION_TERRAFORM": str(other)}).path == str(other)


def test_no_terraform_names_the_repair(tmp_path):
    with pytest.raises(TerraformError, match=r"not found on PATH: install version 1\.9\.0 or newer .* S3_REPLICATION_TERRAFORM"):
        find_binary({"PATH": str(tmp_path)})


def test_a_variable_that_names_no_file_is_refused(tmp_path):
    with pytest.raises(TerraformError, match=r"S3_REPLICATION_TERRAFORM names 'missing', which is no executable file"):
        find_binary({"PATH": str(tmp_path), "S3_REPLICATION_TERRAFORM": "missing"})
