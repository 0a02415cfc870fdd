"""What the whole suite shares: the hypothesis profiles, the Terraforms to run, and no AWS credentials or endpoints of the user in any test
but the live ones.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings

from s3_replication.terraform import Binary, Terraform, find_binary, find_further_binaries

# Every worker reads every table of cases, and libyaml does that eight times as fast.
vars(yaml)["SafeLoader"] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Shared machines are slow at times, so no example has a deadline; `make fuzz` chooses the long profile.
settings.register_profile("usual", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=20_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

# Folders whose tests run no provider.
_QUICK = {"aws", "core", "iam", "plan", "repository", "tools"}
_LEADS_TO_AWS = (
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "HTTP_PROXY",
    "http_proxy",
)


def pytest_configure() -> None:
    """Without the live switch nothing in the suite may reach AWS: the user's credentials and endpoints are out of sight."""
    if os.environ.get("S3_REPLICATION_LIVE", "0") in ("", "0"):
        for name in _LEADS_TO_AWS:
            os.environ.pop(name, None)
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        # A folder that does not exist: botocore then finds no profile of the user's either.
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests last: they fill all workers evenly up to the end, while a long one that begins last is waited for by all others."""
    items.sort(key=lambda item: item.path.relative_to(Path(__file__).parent).parts[0] in _QUICK)


@pytest.fixture(scope="session", params=[None, *find_further_binaries(os.environ)], ids=lambda binary: binary.label if binary else "usual")
def binary(request: pytest.FixtureRequest) -> Binary:
    """The usual Terraform, found when it is needed, and each further one: a test that takes it runs once for each."""
    return request.param or find_binary(os.environ)


@pytest.fixture(scope="session", autouse=True)
def provider_is_hashed_once() -> Iterator[None]:
    """`init` verifies the provider; every later command would hash its 700 MB again, for a second of CPU time in hundreds of commands.

    Commands that a test starts by itself, the demo's among them, run as a user's do.
    """
    verify = Terraform.init

    def verify_once(terraform: Terraform) -> None:
        verify(terraform)
        lock = terraform.folder / ".terraform.lock.hcl"  # missing where nothing needs a provider
        if lock.exists():
            lock.write_text(re.sub(r"  hashes = \[.*?\]\n", "", lock.read_text(encoding="utf-8"), flags=re.DOTALL), encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Terraform, "init", verify_once)
        yield
