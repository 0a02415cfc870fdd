"""One plan of every fault, made by the real Terraform once per session and shared by all workers."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.check import CheckOptions, run_check
from s3_replication.findings.finding import Report
from s3_replication.inputs import PlanInput
from s3_replication.plan.source import Source
from s3_replication.terraform import Terraform, find_binary, terraform_environment

HERE = Path(__file__).parent
ACCOUNTS = {"aws.source": "111111111111", "aws.destination": "222222222222"}


@pytest.fixture(scope="session")
def faults_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of tests/check/faults, with the table as JSON."""
    folder = tmp_path_factory.mktemp("faults") / "faults"
    shutil.copytree(HERE / "faults", folder)
    (folder / "faults.json").write_text(json.dumps(yaml.safe_load((folder / "faults.yaml").read_text())))
    return folder


@pytest.fixture(scope="session")
def faults_plan(faults_folder: Path) -> Mapping[str, Any]:
    """The plan; it needs no AWS, since it creates everything."""
    environment = terraform_environment(os.environ, faults_folder.parent)
    terraform = Terraform(faults_folder, find_binary(environment), environment)
    terraform.init()
    document: Mapping[str, Any] = json.loads(json.dumps(terraform.plan().document))
    return document


@pytest.fixture(scope="session")
def faults_report(faults_plan: Mapping[str, Any], faults_folder: Path) -> Report:
    """What check says of it."""
    return run_check([PlanInput(faults_plan, Source.read(faults_folder))], CheckOptions(accounts=ACCOUNTS))
