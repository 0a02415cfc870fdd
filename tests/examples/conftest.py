"""Applies each example once, on the local AWS or (S3_REPLICATION_LIVE=1) on AWS, for all tests that read it, and destroys it at the end.

The tests find every folder under examples/, and every binary of S3_REPLICATION_FURTHER_TERRAFORMS also applies every example.
`<example>.yaml` in this folder states the differences from the defaults:
- `pairs`: buckets as names of outputs (`map.key` for an entry of a map); by default one of source_bucket and destination_bucket;
- for all pairs or for one: `prefix` of its keys, `delete_markers: false` and `kms: false` for what its rules leave behind;
- `skip` with a reason: the example is not applied here.
"""

import json
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tftest
import yaml

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import Control, LocalAws
from s3_replication.terraform import (
    Binary,
    Terraform,
    configurations,
    copy_configuration,
    find_binary,
    find_checkout,
    find_further_binaries,
    terraform_environment,
)
from tests.examples.cleanup import destroy_all

HERE = Path(__file__).parent
CHECKOUT = find_checkout(HERE)
BINARIES = (None, *find_further_binaries(os.environ))  # None: the usual one, found when it is needed
LIVE = os.environ.get("S3_REPLICATION_LIVE") == "1"  # tests/conftest.py refuses every word that is not 1 or 0
# AWS takes minutes at times (fact 3.86).
PATIENCE_SECONDS, PAUSE_SECONDS = (900.0, 3.0) if LIVE else (120.0, 0.02)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark with which a test module names its one example."""
    config.addinivalue_line("markers", "example(name): runs for this example only")


def _settings(example: str) -> dict[str, Any]:
    path = HERE / f"{example.replace('/', '-')}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.exists() else {}


def pairs_of(example: str) -> dict[str, dict[str, Any]]:
    """The pairs of buckets of one example, by name."""
    settings = _settings(example)
    shared = {name: settings[name] for name in ("prefix", "delete_markers", "kms") if name in settings}
    pairs = settings.get("pairs", {"pair": {"source": "source_bucket_name", "destination": "destination_bucket_name"}})
    return {name: {**shared, **pair} for name, pair in pairs.items()}


def _param(example: str, binary: Binary | None, *more: object, name: str) -> object:
    """An example and a binary as parameters. One worker runs all tests of both, because they share one apply."""
    name = f"{name}@{binary.label}" if binary else name
    skipped = _settings(example).get("skip")
    group = f"example-{example}-{binary.label}" if binary else f"example-{example}"  # pytest-xdist would cut a name at an @
    marks = [pytest.mark.xdist_group(group), *([pytest.mark.skip(reason=str(skipped))] if skipped else [])]
    return pytest.param((example, binary), *more, marks=marks, id=name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test runs for every example, or for every pair of every example; one marked `example(name)` for that one only."""
    marked = metafunc.definition.get_closest_marker("example")
    examples = configurations(CHECKOUT) if marked is None else marked.args
    each = [(example, binary) for binary in BINARIES for example in examples]
    if "pair" in metafunc.fixturenames:
        both = [_param(*one, pair, name=f"{one[0]}-{name}") for one in each for name, pair in pairs_of(one[0]).items()]
        metafunc.parametrize(("applied", "pair"), both, indirect=True, scope="session")
    elif "applied" in metafunc.fixturenames:
        metafunc.parametrize("applied", [_param(*one, name=one[0]) for one in each], indirect=True, scope="session")


@dataclass(frozen=True)
class Applied:
    """One applied example: its first plan, outputs, a connection to each side, and the exit code of a second plan (0: no changes)."""

    name: str
    folder: Path
    first_plan: Mapping[str, Any]
    outputs: Mapping[str, Any]
    source: Connection
    destination: Connection
    second_plan: int

    def output(self, path: str) -> str:
        """An output, or an entry of a map output."""
        value: Any = self.outputs
        for part in path.split("."):
            value = value[part]
        return str(value)

    def until(self, look: Callable[[], object]) -> object:
        """Repeats the call until its result is true; returns the last result."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (answer := look()) and time.monotonic() < end:
            time.sleep(PAUSE_SECONDS)
        return answer


@pytest.fixture(scope="session")
def examples_aws() -> Iterator[LocalAws]:
    """A local AWS that only the examples share, since some of them move its clock by years."""
    with LocalAws.start() as local:
        yield local


@pytest.fixture(scope="session")
def aws(request: pytest.FixtureRequest) -> tuple[Mapping[str, str], Connection]:
    """The variables for Terraform and the source account's connection."""
    if LIVE:
        return dict(os.environ), Connection.open()
    local = request.getfixturevalue("examples_aws")
    return local.full_environment(), Connection.open(local.environment())


@pytest.fixture
def control(request: pytest.FixtureRequest) -> Control:
    """The clock, lifecycle and inventories of the local AWS; on AWS, tests that need them are skipped."""
    if LIVE:
        pytest.skip("AWS's clock cannot be moved")
    control: Control = request.getfixturevalue("examples_aws").control
    return control


@pytest.fixture(scope="session")
def applied(
    request: pytest.FixtureRequest, aws: tuple[Mapping[str, str], Connection], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    """One example, applied; destroyed at the end. Then none of its buckets may exist."""
    variables, source = aws
    checkout = _live_folder() if LIVE else tmp_path_factory.mktemp("example")
    example, binary = request.param
    folder = copy_configuration(CHECKOUT, example, checkout)
    role = os.environ.get("DESTINATION_ROLE_ARN") if LIVE else LOCAL_DESTINATION_ROLE
    crosses = "destination_role_arn" in (folder / "variables.tf").read_text(encoding="utf-8")
    environment = terraform_environment(variables, checkout)
    _write_inputs(folder, role if crosses else None)
    terraform = tftest.TerraformTest(str(folder), binary=(binary or find_binary(os.environ)).path)
    terraform.env = environment
    terraform.setup(cleanup_on_exit=False)
    destination = source.assume(role) if crosses and role else source
    before = _buckets(source, destination)
    made: set[str] = set()
    try:
        terraform.execute_command("plan", "-input=false", "-no-color", "-out=first.tfplan")
        first = json.loads(terraform.execute_command("show", "-json", "first.tfplan").out)
        terraform.execute_command("apply", "-input=false", "-no-color", "first.tfplan")
        made = _buckets(source, destination) - before
        outputs = terraform.output()
        second = terraform.execute_command("plan", "-detailed-exitcode", "-input=false", "-no-color")
        yield Applied(example, folder, first, {name: outputs[name] for name in outputs}, source, destination, second.retcode)
    finally:
        _forget_existing(terraform)
        if LIVE:
            destroy_all(Terraform(folder, binary or find_binary(os.environ), environment), checkout)
        else:
            terraform.destroy()
    assert made, "terraform apply made no bucket"
    assert _buckets(source, destination) & made == set(), "terraform destroy left buckets behind"


def _live_folder() -> Path:
    """A folder of the checkout: pytest deletes its own after three runs, and with it the state of what is left on AWS."""
    folder = CHECKOUT / ".cache" / "live-tests" / uuid.uuid4().hex[:8]
    folder.mkdir(parents=True)
    return folder


def _forget_existing(terraform: tftest.TerraformTest) -> None:
    """Remove the settings of existing buckets from the state, as in docs/changing.md: Terraform refuses to destroy them."""
    listed = terraform.execute_command("state", "list").out.splitlines()
    if kept := [address for address in listed if re.search(r"\.aws_s3_bucket_\w+\.existing\[", address)]:
        terraform.execute_command("state", "rm", *kept)


def _write_inputs(folder: Path, role: str | None) -> None:
    """A variables file, because tftest passes true as the text True."""
    inputs = {"name": f"t-{uuid.uuid4().hex[:8]}", "force_destroy": True} | ({"destination_role_arn": role} if role else {})
    (folder / "tests.auto.tfvars.json").write_text(json.dumps(inputs), encoding="utf-8")


def _buckets(*connections: Connection) -> set[str]:
    return {bucket["Name"] for connection in connections for bucket in connection.s3().list_buckets()["Buckets"]}
