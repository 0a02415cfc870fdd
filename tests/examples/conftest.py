"""Applies each example once, on the local AWS or (S3_REPLICATION_LIVE=1) on AWS, for all tests that read it, and destroys it at the end.

A new folder under examples/ is picked up by itself. `<example>.yaml` beside this file says what differs from the usual:
`prefix` of all keys, `delete_markers: false`, `kms: false` (KMS objects do not replicate), `skip` with a reason (no behaviour test at all).
"""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import tftest
import yaml

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.terraform import configurations, copy_configuration, find_binary, find_checkout, terraform_environment

HERE = Path(__file__).parent
CHECKOUT = find_checkout(HERE)
LIVE = os.environ.get("S3_REPLICATION_LIVE", "0") not in ("", "0")
# AWS takes minutes at times (fact 3.86).
PATIENCE_SECONDS, PAUSE_SECONDS = (900.0, 3.0) if LIVE else (20.0, 0.02)


def _settings(example: str) -> dict[str, object]:
    path = HERE / f"{example.replace('/', '-')}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.exists() else {}


def _parameters() -> list[object]:
    return [pytest.param(name, marks=_marks(name), id=name) for name in configurations(CHECKOUT)]


def _marks(example: str) -> list[pytest.MarkDecorator]:
    """One worker has all tests of an example, since one apply serves them all."""
    skipped = _settings(example).get("skip")
    group = pytest.mark.xdist_group(f"example-{example}")
    return [group, pytest.mark.skip(reason=str(skipped))] if skipped else [group]


@dataclass(frozen=True)
class Applied:
    """One example as it stands: its outputs, a connection to each side, and what a second plan said (0: nothing to do)."""

    name: str
    outputs: Mapping[str, str]
    source: Connection
    destination: Connection
    second_plan: int
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        return str(self.settings.get("prefix", ""))

    def replicates(self, what: str) -> bool:
        """Whether the example's rules replicate `delete_markers` or `kms` objects."""
        return bool(self.settings.get(what, True))

    def until(self, look: Callable[[], object]) -> object:
        """Looks until the answer is true, and returns the last answer."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (answer := look()) and time.monotonic() < end:
            time.sleep(PAUSE_SECONDS)
        return answer


@pytest.fixture(scope="session")
def aws(request: pytest.FixtureRequest) -> tuple[Mapping[str, str], Connection]:
    """The variables for Terraform and the source account's connection."""
    if LIVE:
        return dict(os.environ), Connection.open()
    local = request.getfixturevalue("local_aws")
    return local.full_environment(), Connection.open(local.environment())


@pytest.fixture(scope="session", params=_parameters())
def applied(
    request: pytest.FixtureRequest, aws: tuple[Mapping[str, str], Connection], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    """One example, applied; destroyed at the end, after which none of its buckets may be left."""
    variables, source = aws
    checkout = tmp_path_factory.mktemp("example")
    folder = copy_configuration(CHECKOUT, request.param, checkout)
    role = os.environ.get("DESTINATION_ROLE_ARN") if LIVE else LOCAL_DESTINATION_ROLE
    crosses = "destination_role_arn" in (folder / "variables.tf").read_text(encoding="utf-8")
    environment = terraform_environment(variables, checkout)
    _write_inputs(folder, role if crosses else None)
    terraform = tftest.TerraformTest(str(folder), binary=find_binary(os.environ).path)
    terraform.env = environment
    terraform.setup(cleanup_on_exit=False)
    destination = source.assume(role) if crosses and role else source
    before = _buckets(source, destination)
    try:
        terraform.apply()
        outputs = terraform.output()
        second = terraform.execute_command("plan", "-detailed-exitcode", "-input=false", "-no-color")
        yield Applied(
            request.param, {name: outputs[name] for name in outputs}, source, destination, second.retcode, _settings(request.param)
        )
    finally:
        terraform.destroy()
    assert _buckets(source, destination) - before == set(), "terraform destroy left buckets behind"


def _write_inputs(folder: Path, role: str | None) -> None:
    """A variables file, because tftest hands true over as the text True."""
    inputs = {"name": f"t-{uuid.uuid4().hex[:8]}", "force_destroy": True} | ({"destination_role_arn": role} if role else {})
    (folder / "tests.auto.tfvars.json").write_text(json.dumps(inputs), encoding="utf-8")


def _buckets(*connections: Connection) -> set[str]:
    return {bucket["Name"] for connection in connections for bucket in connection.s3().list_buckets()["Buckets"]}
