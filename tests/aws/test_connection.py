"""Where a connection takes its Region from, and which hosts its clients call."""

from collections import Counter
from collections.abc import Callable

import pytest
from botocore.awsrequest import AWSPreparedRequest
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


@pytest.mark.parametrize(("endpoint", "url"), [
    ("http://127.0.0.1:5000", "http://127.0.0.1:5000/v20180820/jobs/0-0-0"),
    ("http://localhost:5000", "http://localhost:5000/v20180820/jobs/0-0-0"),
    ("http://s3-control.localhost:5000", "http://111111111111.s3-control.localhost:5000/v20180820/jobs/0-0-0"),
    ("", "https://111111111111.s3-control.us-east-1.amazonaws.com/v20180820/jobs/0-0-0"),
])  # fmt: skip
def test_s3_control_at_an_address_has_no_account_before_it(endpoint: str, url: str) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    control = Connection.open({**keys, "AWS_ENDPOINT_URL_S3_CONTROL": endpoint}).s3control("us-east-1")

    def refuse(request: AWSPreparedRequest, **_kwargs: object) -> None:
        raise LookupError(request.url)

    control.meta.events.register("before-send", refuse)
    with pytest.raises(LookupError, match=f"^{url}$"):
        control.describe_job(AccountId="111111111111", JobId="0-0-0")


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
