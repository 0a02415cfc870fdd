"""What the whole suite shares: the hypothesis profiles, the Terraforms to run, and no AWS credentials or endpoints of the user in any test
but the live ones.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import boto3
import pytest
import tftest
import yaml
from hypothesis import HealthCheck, settings

from s3_replication.aws import Connection
from s3_replication.errors import AwsError
from s3_replication.terraform import Binary, Terraform, find_binary, find_further_binaries, forget_hashes

# Every worker reads every table of cases, and libyaml does that eight times as fast.
vars(yaml)["SafeLoader"] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Shared machines are slow at times, so no example has a deadline; `make fuzz` chooses the long profile.
settings.register_profile("usual", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=20_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

# Folders whose tests are short.
_QUICK = {"aws", "cli", "core", "iam", "local", "plan", "policy_checks", "repository", "tools"}
# Single tests that take minutes, because the provider waits a minute for each lifecycle configuration.
_LONG = {"test_replacement.py", "test_terraform.py"}
# Folders whose tests run one after another on one worker, for minutes.
_SERIAL = {"demo", "rehearse"}
_LEADS_TO_AWS = (
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "HTTP_PROXY",
    "http_proxy",
)


def is_live(environment: Mapping[str, str]) -> bool:
    """Whether S3_REPLICATION_LIVE is 1. Any word but 1, 0 and nothing is refused, since it may mean either."""
    word = environment.get("S3_REPLICATION_LIVE", "")
    if word not in ("", "0", "1"):
        raise pytest.UsageError(f"S3_REPLICATION_LIVE={word} is not allowed: set it to 1 to run on AWS, or unset it.")
    return word == "1"


def confirm_live(environment: Mapping[str, str], account: str, region: str) -> None:
    """Refuses a live run unless S3_REPLICATION_LIVE_ACCOUNT names the account that the credentials are of."""
    if environment.get("S3_REPLICATION_LIVE_ACCOUNT") != account:
        raise pytest.UsageError(
            f"S3_REPLICATION_LIVE=1 creates resources on AWS, in account {account}; the default Region is {region}, and examples name "
            f"their own. Confirm it with S3_REPLICATION_LIVE_ACCOUNT={account}."
        )


def _caller() -> tuple[str, str]:
    try:
        return Connection.open().account(), boto3.Session().region_name or "not set"
    except AwsError as error:
        raise pytest.UsageError(f"S3_REPLICATION_LIVE=1 needs credentials that work: {error}") from error


def pytest_report_header() -> str | None:
    """Says that a run is live."""
    return f"on AWS: account {os.environ['S3_REPLICATION_LIVE_ACCOUNT']}" if is_live(os.environ) else None


def pytest_configure(config: pytest.Config) -> None:
    """Without the live switch nothing in the suite may reach AWS: the user's credentials and endpoints are out of sight."""
    if is_live(os.environ):
        if not hasattr(config, "workerinput"):  # else the process that started this worker has asked
            confirm_live(os.environ, *_caller())
    else:
        for name in _LEADS_TO_AWS:
            os.environ.pop(name, None)
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        # A folder that does not exist: botocore then finds no profile of the user's either.
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long and serial tests first, quick ones last: they fill all workers up to the end, while a long one that begins last runs alone."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if item.path.name in _LONG:
            return 0
        return 1 if folder in _SERIAL else 3 if folder in _QUICK else 2

    items.sort(key=rank)


@pytest.fixture(scope="session", params=[None, *find_further_binaries(os.environ)], ids=lambda binary: binary.label if binary else "usual")
def binary(request: pytest.FixtureRequest) -> Binary:
    """The usual Terraform, found when it is needed, and each further one: a test that takes it runs once for each."""
    return request.param or find_binary(os.environ)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], object]:
    """Computes a JSON value once for all workers of one test session."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared

    def compute(name: str, make: Callable[[Path], object]) -> object:
        with (shared / f"{name}.lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = shared / f"{name}.json"
            if not result.exists():
                folder = shared / f"{name}.work"
                folder.mkdir()
                value = make(folder)
                shutil.rmtree(folder)
                result.write_text(json.dumps(value), encoding="utf-8")
            return json.loads(result.read_text(encoding="utf-8"))

    return compute


@pytest.fixture(scope="session", autouse=True)
def provider_is_hashed_once() -> Iterator[None]:
    """`init` verifies the provider; every later command would hash its 700 MB again, for a second of CPU time in hundreds of commands.

    Commands that a test starts itself run as a user's do.
    """
    init, setup = Terraform.init, tftest.TerraformTest.setup

    def init_once(terraform: Terraform) -> None:
        init(terraform)
        forget_hashes(terraform.folder)

    def setup_once(terraform: tftest.TerraformTest, **options: object) -> None:
        setup(terraform, **options)
        forget_hashes(Path(terraform.tfdir))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Terraform, "init", init_once)
        patch.setattr(tftest.TerraformTest, "setup", setup_once)
        yield
