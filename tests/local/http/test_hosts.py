"""Host names to services, and test credentials to accounts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.local.http.credentials import Scope, access_key, embedded_account, scope_of
from s3_replication.local.http.hosts import Endpoint, find_endpoint, is_loopback
from s3_replication.local.http.message import HttpRequest

CASES = yaml.safe_load(Path(__file__).with_name("hosts.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_host_means_its_service(case: dict[str, Any]) -> None:
    expected = None
    if case["service"] is not None:
        expected = Endpoint(case["service"], case.get("region"), case.get("bucket"), case.get("account"))
    assert find_endpoint(case["host"]) == expected


def test_the_own_address_is_known_in_any_case() -> None:
    assert all(is_loopback(host) for host in ("localhost:5000", "LOCALHOST", "Localhost:1", "127.0.0.1", "[::1]:5000"))
    assert not is_loopback("localhost.example")


def test_test_key_carries_its_account() -> None:
    assert embedded_account(access_key("333333333333")) == "333333333333"
    assert embedded_account("AKIAIOSFODNN7EXAMPLE") is None


@pytest.mark.parametrize(
    ("headers", "query", "expected"),
    [
        ({"authorization": "AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0"}, "",
         Scope("KEY", "eu-west-1", "s3")),
        ({}, "X-Amz-Credential=KEY%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=1&X-Amz-Signature=0",
         Scope("KEY", "us-east-1", "s3")),
        ({}, "X-Amz-Credential=KEY%2F20260101%2Fus-east-1%2Fsns%2Faws4_request", Scope()),
        ({}, "AWSAccessKeyId=KEY&Expires=2", Scope()),
        ({}, "AWSAccessKeyId=KEY&Signature=1&Expires=2", Scope("KEY", None, "s3")),
        ({"authorization": "AWS KEY:sig"}, "", Scope("KEY", None, "s3")),
        ({"authorization": "Bearer x"}, "", Scope()),
        ({}, "", Scope()),
    ],
    ids=["signed", "presigned", "a scope without a signature", "a key without a signature", "presigned the old way",
         "signed the old way", "another scheme", "anonymous"],
)  # fmt: skip
def test_signature_says_key_region_and_service(headers: dict[str, str], query: str, expected: Scope) -> None:
    assert scope_of(HttpRequest("GET", "h", "/", query, headers)) == expected
