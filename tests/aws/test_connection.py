"""Where a connection takes its Region from."""

from collections import Counter
from collections.abc import Callable

import pytest
from botocore.loaders import JSONFileLoader

from s3_replication.aws import Connection
from s3_replication.errors import InputError


@pytest.mark.parametrize("opened", [Connection.open, lambda: Connection.of_profile(None)], ids=["open", "of_profile"])
@pytest.mark.parametrize(("variables", "region"), [
    ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}, "eu-west-1"),
    ({"AWS_DEFAULT_REGION": "us-east-1"}, "us-east-1"),
], ids=["AWS_REGION", "AWS_DEFAULT_REGION"])  # fmt: skip
def test_the_region_is_that_of_the_aws_cli(
    opened: Callable[[], Connection], variables: dict[str, str], region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert opened().sts().meta.region_name == region


@pytest.mark.parametrize("opened", [Connection.open, lambda: Connection.of_profile(None)], ids=["open", "of_profile"])
def test_an_endpoint_that_is_not_an_address(opened: Callable[[], Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")
    with pytest.raises(InputError, match=r"the endpoint of sts cannot be used .Invalid endpoint: nonsense"):
        opened().sts()


def test_connections_read_the_model_of_a_service_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    load = JSONFileLoader.load_file

    def counted(loader: JSONFileLoader, path: str) -> object:
        found = load(loader, path)
        read.update([path] if found is not None else [])
        return found

    monkeypatch.setattr(JSONFileLoader, "load_file", counted)
    for key in ("one", "another"):
        Connection.open({"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}).iam()
    assert max(read.values(), default=0) <= 1
