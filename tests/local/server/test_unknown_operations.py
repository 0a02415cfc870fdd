"""An operation that nobody knows is named in the refusal, and moto's own words stay inside."""

import pytest

from tests.local.conftest import Aws
from tests.local.server.wire import send

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TARGET = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.MakeCoffee"}


@pytest.mark.parametrize(("service", "headers", "body", "name"), [
    ("iam", FORM, b"Action=MakeCoffee&Version=2010-05-08", b"iam MakeCoffee"),
    ("iam", FORM, b"Action=%3Cb%3E&Version=2010-05-08", b"iam &lt;b&gt;"),
    ("kms.us-east-1", TARGET, b"{}", b"kms MakeCoffee"),
], ids=["query protocol", "a name with markup", "JSON protocol"])  # fmt: skip
def test_an_unknown_operation_is_named(service: str, headers: dict[str, str], body: bytes, name: bytes, aws: Aws) -> None:
    answer = send(aws.running.port, "POST", "/", {"Host": f"{service}.amazonaws.com", **headers}, body)
    assert answer.status == 501
    assert b"The local AWS does not know " + name + b", or a part of it." in answer.body
    assert b"has not been implemented" not in answer.body
