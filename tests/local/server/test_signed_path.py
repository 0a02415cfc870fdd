"""A key with dot segments never becomes another key, not even in a request of a client that shortens paths."""

from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from urllib3.util import parse_url

from s3_replication.local.http.credentials import SECRET_KEY, access_key
from s3_replication.local.s3.signed_path import originals
from tests.local.conftest import Aws, unique

DOTS = ["./a", "x/../b", "c/./d", "e/."]


def proxied(aws: Aws, account: str, secret: str) -> Any:
    return boto3.client(
        "s3", region_name="us-east-1", endpoint_url="http://s3.us-east-1.amazonaws.com", aws_access_key_id=access_key(account),
        aws_secret_access_key=secret, config=Config(proxies={"http": aws.running.endpoint}, retries={"total_max_attempts": 1}),
    )  # fmt: skip


def code_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return str(refused.value.response["Error"]["Code"])


def test_a_proxied_client_that_shortens_a_path_is_refused(aws: Aws) -> None:
    s3, bucket = proxied(aws, "111111111119", SECRET_KEY), unique("signed")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="with space+plus/ü", Body=b"1", Metadata={"a": "b  c"}, Tagging="k=v%20w")
    for key in DOTS:
        assert code_of(s3.put_object, Bucket=bucket, Key=key, Body=b"1") == "SignatureDoesNotMatch"
        assert code_of(s3.get_object_tagging, Bucket=bucket, Key=key) == "SignatureDoesNotMatch"
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["with space+plus/ü"]


def presigner(aws: Aws, secret: str) -> Any:
    return boto3.client(
        "s3", region_name="us-east-1", endpoint_url=aws.running.endpoint, aws_access_key_id=access_key("111111111118"),
        aws_secret_access_key=secret, config=Config(signature_version="s3v4", proxies={}, s3={"addressing_style": "path"}),
    )  # fmt: skip


@pytest.mark.parametrize(("key", "status"), [
    ("plain key", 200), ("./b", 403), ("a/./b", 403), ("a/.", 403), ("dir/../b", 403), ("b/../b", 403), ("../b", 403),
])  # fmt: skip
def test_a_presigned_address_that_is_shortened_is_refused(key: str, status: int, aws: Aws) -> None:
    """requests shortens it; of `dir/../b` the bucket shows that there are keys with `dir`."""
    direct, bucket = presigner(aws, SECRET_KEY), unique("signed")
    direct.create_bucket(Bucket=bucket)
    direct.put_object(Bucket=bucket, Key="dir/a")
    address = direct.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key})
    assert requests.put(address, data=b"1", timeout=30, proxies={"http": ""}).status_code == status
    keys = [one["Key"] for one in direct.list_objects_v2(Bucket=bucket)["Contents"]]
    assert keys == (["dir/a", key] if status == 200 else ["dir/a"])


def test_another_secret_is_accepted(aws: Aws) -> None:
    """It says nothing about the path, so nothing is refused, not even for an access key that has signed with the usual secret."""
    bucket = unique("signed")
    for number, secret in enumerate((SECRET_KEY, "another secret", SECRET_KEY, "a third")):
        s3 = proxied(aws, "111111111118", secret)
        if number == 0:
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key=f"{number}/k", Body=b"1")
        address = presigner(aws, secret).generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": f"{number}/p"})
        assert requests.put(address, data=b"1", timeout=30, proxies={"http": ""}).status_code == 200
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert keys == [f"{number}/{name}" for number in range(4) for name in "kp"]


def test_a_proxied_client_is_refused_at_once(aws: Aws) -> None:
    """Its first request has no connection that it signed on before."""
    bucket = unique("signed")
    aws.client("s3", "111111111116").create_bucket(Bucket=bucket)
    for key in ("./a", "b/./c"):
        assert code_of(proxied(aws, "111111111116", SECRET_KEY).put_object, Bucket=bucket, Key=key) == "SignatureDoesNotMatch"


@pytest.mark.parametrize("shortened", ["/", "/a", "/a/", "/a/b/c"])
def test_every_original_is_shortened_to_the_path(shortened: str) -> None:
    found = list(originals(shortened, ["x", "y"]))
    assert len(set(found)) > 3
    assert {parse_url(f"http://host{path}").path or "/" for path in found} == {shortened}
