"""A form upload keeps what its fields say (API Reference, "POST Object")."""

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.local.conftest import Aws, Pair

TAGS = "<Tagging><TagSet><Tag><Key>copy</Key><Value>{}</Value></Tag></TagSet></Tagging>"
Make = Callable[..., Pair]


def post(pair: Pair, key: str, fields: dict[str, str]) -> tuple[int, bytes]:
    """Status and body of a form upload through a presigned policy."""
    form = pair.at_source.generate_presigned_post(pair.source, key, Conditions=[{name: value} for name, value in fields.items()])
    edge = "local-aws-form"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in
             {**form["fields"], **fields}.items()]  # fmt: skip
    file = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\nhello\r\n--{edge}--\r\n'
    where = urlsplit(form["url"])
    connection = http.client.HTTPConnection(where.netloc, timeout=10)
    connection.request("POST", where.path, ("".join(parts) + file).encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.fixture(scope="module")
def bucket(aws: Aws, name: Callable[[str], str]) -> Pair:
    """A bucket with Object Lock and without rules."""
    pair = Pair(aws, name("form"), "", "")
    pair.at_source.create_bucket(Bucket=pair.source, ObjectLockEnabledForBucket=True)
    return pair


def test_tags_of_a_form_choose_the_rule(make_pair: Make) -> None:
    pair = make_pair(configured=False)
    pair.configure({"Filter": {"Tag": {"Key": "copy", "Value": "yes"}}, "DeleteMarkerReplication": {"Status": "Disabled"}})
    assert post(pair, "form", {"Tagging": TAGS.format("yes")})[0] == 204
    assert post(pair, "other", {"tagging": TAGS.format("no")})[0] == 204
    pair.settle()
    assert pair.at_destination.get_object_tagging(Bucket=pair.destination, Key="form")["TagSet"] == [{"Key": "copy", "Value": "yes"}]
    assert pair.head("form")["ReplicationStatus"] == "COMPLETED"
    assert "ReplicationStatus" not in pair.head("other")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"x-amz-storage-class": "STANDARD_IA"}, {"StorageClass": "STANDARD_IA"}),
        ({"x-amz-server-side-encryption": "aws:kms"}, {"ServerSideEncryption": "aws:kms"}),
        ({"x-amz-object-lock-legal-hold": "ON"}, {"ObjectLockLegalHoldStatus": "ON"}),
        ({"x-amz-meta-colour": "blue", "Content-Type": "text/plain"}, {"Metadata": {"colour": "blue"}, "ContentType": "text/plain"}),
    ],
)
def test_fields_stand_for_headers(bucket: Pair, fields: dict[str, str], found: dict[str, Any]) -> None:
    assert post(bucket, "key", fields)[0] == 204
    assert found.items() <= bucket.head("key").items()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tagging": "<Tagging>"}, "MalformedXML"),
        ({"tagging": TAGS.format("<")}, "MalformedXML"),
        ({"tagging": TAGS.format("v" * 257)}, "InvalidTag"),
        ({"tagging": "<Tagging><TagSet>" + "<Tag><Key>a</Key><Value>b</Value></Tag>" * 2 + "</TagSet></Tagging>"}, "InvalidTag"),
        ({"acl": "public-read"}, "AccessControlListNotSupported"),
        ({"x-amz-storage-class": "CHEAP"}, "InvalidStorageClass"),
        ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "none"}, "KMS.NotFoundException"),
    ],
)
def test_a_wrong_field_writes_nothing(bucket: Pair, fields: dict[str, str], code: str) -> None:
    status, body = post(bucket, "wrong", fields)
    assert (status >= 400, f"<Code>{code}</Code>" in body.decode()) == (True, True), body
    assert "Contents" not in bucket.at_source.list_objects_v2(Bucket=bucket.source, Prefix="wrong")
