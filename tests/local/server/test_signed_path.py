"""A key with dot segments never becomes another key, not even in a request of a client that shortens paths."""

from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from s3_replication.local.http.credentials import SECRET_KEY, access_key
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


def test_a_presigned_address_that_is_shortened_is_refused(aws: Aws) -> None:
    s3, bucket = proxied(aws, "111111111118", SECRET_KEY), unique("signed")
    s3.create_bucket(Bucket=bucket)
    direct = boto3.client(
        "s3", region_name="us-east-1", endpoint_url=aws.running.endpoint, aws_access_key_id=access_key("111111111118"),
        aws_secret_access_key=SECRET_KEY, config=Config(signature_version="s3v4", proxies={}, s3={"addressing_style": "path"}),
    )  # fmt: skip
    for key, status in (("plain key", 200), ("x/../b", 403)):
        address = direct.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key})
        assert requests.put(address, data=b"1", timeout=30, proxies={"http": ""}).status_code == status
    assert [one["Key"] for one in direct.list_objects_v2(Bucket=bucket)["Contents"]] == ["plain key"]


def test_another_secret_is_accepted(aws: Aws) -> None:
    """It says nothing about the path, so nothing is refused."""
    s3, bucket = proxied(aws, "111111111117", "another secret"), unique("signed")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["k"]
