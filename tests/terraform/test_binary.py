"""Which Terraform is chosen, and what is said where it cannot be used."""

import os
from pathlib import Path

import pytest
import yaml

from s3_replication.errors import TerraformError
from s3_replication.terraform import Binary, Terraform, find_binary, find_further_binaries

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


def test_a_configuration_file_that_does_not_exist_is_not_handed_down(tmp_path):
    program = tmp_path / "terraform"
    program.write_text('#!/bin/sh\n[ -z "$TF_CLI_CONFIG_FILE" ] || exit 1\nprintf \'{"terraform_version": "1.12.0"}\'\n')
    program.chmod(0o755)
    assert find_binary({"PATH": str(tmp_path), "TF_CLI_CONFIG_FILE": str(tmp_path / "missing.rc")}).version == (1, 12, 0)


def test_every_other_answer_is_read_beside_warnings(tmp_path):
    program = tmp_path / "tofu"
    answer = 'Warning: {\n\nWarning: b\n{"name": {"value": 1}}\n'
    program.write_text(f"#!/bin/sh\nprintf '{answer}'\n")
    program.chmod(0o755)
    terraform = Terraform(tmp_path, Binary(str(program), (1, 12, 0)), {})
    assert terraform.output() == {"name": 1}
    assert terraform.show() == {"name": {"value": 1}}


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


def test_no_further_binary_without_the_variable(tmp_path):
    _program(tmp_path, "terraform", '{"terraform_version": "1.9.1"}')
    assert find_further_binaries({"PATH": str(tmp_path)}) == ()


def test_further_binaries_are_files_or_names_on_path_and_keep_their_order(tmp_path):
    named = _program(tmp_path / "bin", "tofu", '{"terraform_version": "1.10.6"}')
    file = _program(tmp_path / "old", "terraform", '{"terraform_version": "1.9.8"}')
    environment = {"PATH": str(named.parent), "S3_REPLICATION_FURTHER_TERRAFORMS": os.pathsep.join(["", str(file), "tofu", ""])}

    found = find_further_binaries(environment)

    assert [(binary.path, binary.label) for binary in found] == [(str(file), "terraform-1.9.8"), (str(named), "tofu-1.10.6")]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "names '{name}', which is no executable file: correct it, or unset the variable"),
        ("nonsense", "{name} did not answer `version -json` as Terraform does: check that it runs, or name another file"),
        ('{"terraform_version": "1.8.0"}', "{name} is version 1.8.0, and the module needs 1.9.0 or newer"),
    ],
    ids=["missing", "mute", "too old"],
)
def test_a_further_binary_that_cannot_serve_is_refused(answer, message, tmp_path):
    name = tmp_path / "other"
    if answer:
        _program(tmp_path, name.name, answer)
    with pytest.raises(TerraformError) as refused:
        find_further_binaries({"PATH": str(tmp_path), "S3_REPLICATION_FURTHER_TERRAFORMS": str(name)})
    assert message.format(name=name) in str(refused.value)
    assert "S3_REPLICATION_FURTHER_TERRAFORMS" in str(refused.value)
