"""Terraform's own commands on a root module without providers, so that each costs a fraction of a second."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from s3_replication.errors import InputError, TerraformError
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

ROOT = """
terraform {
  required_version = ">= 1.9"
}
variable "name" {
  type = string
}
resource "terraform_data" "kept" {
  input = var.name
}
output "name" {
  value = terraform_data.kept.output
}
"""


@pytest.fixture
def lines():
    return []


@pytest.fixture
def terraform(tmp_path, lines):
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "main.tf").write_text(ROOT)
    environment = terraform_environment(os.environ, tmp_path / "scratch")
    return Terraform(folder, find_binary(os.environ), environment, lines.append)


def test_a_round_from_init_to_destroy(terraform, lines):
    terraform.variables({"name": "first"})
    terraform.init()
    plan = terraform.plan()
    assert plan.changes
    assert plan.document["planned_values"]["outputs"]["name"] == {"sensitive": False}
    terraform.apply(plan)
    assert terraform.output() == {"name": "first"}
    assert not terraform.has_changes()
    terraform.destroy()
    assert terraform.output() == {}
    assert any("Apply complete! Resources: 1 added" in line for line in lines)
    assert not any('"format_version"' in line for line in lines), "answers to us are no progress"


def test_a_target_leaves_the_rest_out(terraform):
    terraform.variables({"name": "first"})
    (terraform.folder / "more.tf").write_text('resource "terraform_data" "other" {}\n')
    terraform.init()
    terraform.apply(targets=("terraform_data.other",))
    resources = terraform.show()["values"]["root_module"]["resources"]
    assert [resource["address"] for resource in resources] == ["terraform_data.other"]


def test_a_failure_gives_terraforms_own_words_without_its_frame(terraform):
    terraform.variables({"name": "first"})
    terraform.init()
    (terraform.folder / "more.tf").write_text('output "bad" {\n  value = var.missing\n}\n')
    with pytest.raises(TerraformError) as failed:
        terraform.plan()
    assert str(failed.value).startswith("terraform plan failed with exit code 1: Error: ")
    assert 'An input variable with the name "missing" has not been declared' in str(failed.value).replace("\n", " ")
    assert "│" not in str(failed.value)


def test_a_provider_that_is_nowhere_gets_one_sentence(terraform, tmp_path):
    (tmp_path / "empty").mkdir()
    config = tmp_path / "empty.rc"
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path / "empty"}"\n  }}\n}}\n')
    (terraform.folder / "provider.tf").write_text(
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
    )
    environment = terraform_environment({**os.environ, "TF_CLI_CONFIG_FILE": str(config)}, tmp_path / "scratch")
    with pytest.raises(TerraformError) as failed:
        Terraform(terraform.folder, find_binary(os.environ), environment).init()
    assert str(failed.value).startswith("Terraform found no hashicorp/aws provider that fits")
    assert "S3_REPLICATION_PROVIDER_MIRROR" in str(failed.value)
    assert "\n" not in str(failed.value)


SLOW = """
resource "terraform_data" "first" {}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "echo slow-began; exec sleep 60"
  }
}
resource "terraform_data" "never" {
  depends_on = [terraform_data.slow]
}
"""
INTERRUPTED = """
    import os, pathlib, signal, sys
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background begins with SIGINT ignored
    from s3_replication.terraform import Terraform, find_binary
    terraform = Terraform(pathlib.Path(sys.argv[1]), find_binary(os.environ), dict(os.environ), lambda line: print(line, flush=True))
    terraform.init()
    terraform.apply()
"""


def test_an_interrupt_ends_terraform_and_keeps_its_state(terraform):
    (terraform.folder / "main.tf").write_text(SLOW)
    script = [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(terraform.folder)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        while "slow-began" not in run.stdout.readline():
            assert run.poll() is None
        run.send_signal(signal.SIGINT)
        run.stdout.read()
        assert run.wait(120) != 0
    held = [resource["name"] for resource in terraform.show()["values"]["root_module"]["resources"]]
    assert "first" in held
    assert "never" not in held


def test_terraform_finishes_and_keeps_its_state_where_this_process_is_killed(terraform):
    (terraform.folder / "main.tf").write_text(SLOW.replace("exec sleep 60", "sleep 1; for i in 1 2 3; do echo more; done"))
    script = [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(terraform.folder)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        while "slow-began" not in run.stdout.readline():
            assert run.poll() is None
        run.kill()
    until, held = time.monotonic() + 120, []
    while "never" not in held and time.monotonic() < until:
        time.sleep(0.2)
        held = [resource["name"] for resource in terraform.show().get("values", {}).get("root_module", {}).get("resources", [])]
    assert held == ["first", "never", "slow"]


TWO_NAMES = """
resource "terraform_data" "existing" {
  count = 2
}
resource "terraform_data" "other" {
  input = terraform_data.existing[0].id
}
"""


def test_only_resources_that_match_leave_the_state(terraform):
    (terraform.folder / "main.tf").write_text(TWO_NAMES)
    terraform.init()
    terraform.apply()

    terraform.forget(r"\.existing\[")
    terraform.forget(r"\.existing\[")

    assert [resource["name"] for resource in terraform.show()["values"]["root_module"]["resources"]] == ["other"]


@pytest.fixture
def checkout(tmp_path):
    for path in ("versions.tf", "main.tf", "modules/bucket/main.tf", "examples/one/main.tf", "examples/two/live/main.tf"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("# HCL\n")
    (tmp_path / "examples/one/.terraform").mkdir()
    (tmp_path / "examples/one/terraform.tfstate").write_text("{}")
    return tmp_path


def test_a_copy_holds_what_the_example_calls_and_no_state(checkout, tmp_path):
    folder = copy_configuration(checkout, "one", tmp_path / "copy")
    copied = {path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert folder == tmp_path / "copy/examples/one"
    assert copied == {"versions.tf", "main.tf", "modules/bucket/main.tf", "examples/one/main.tf"}


@pytest.mark.parametrize("example", ["three", "../modules/bucket", "", "two"])
def test_an_example_that_does_not_exist_is_refused_with_the_choice(checkout, tmp_path, example):
    with pytest.raises(InputError, match=r"choose one of one, two/live\."):
        copy_configuration(checkout, example, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_checkout_is_found_from_below(checkout):
    assert find_checkout(checkout / "modules/bucket") == checkout


def test_no_checkout_names_the_repair(tmp_path):
    with pytest.raises(InputError, match="run inside a clone of the project, or name one with --checkout"):
        find_checkout(tmp_path)
