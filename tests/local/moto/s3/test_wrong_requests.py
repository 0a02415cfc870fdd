"""Whatever a client sends, it gets an answer in S3's form: no server error, no traceback, no closed connection."""

import http.client
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from s3_replication.local.http.credentials import access_key
from tests.local.conftest import SOURCE, Aws, unique

SUBRESOURCES = [
    "",
    *[
        "acl",
        "attributes",
        "cors",
        "delete",
        "encryption",
        "inventory",
        "inventory&id=x",
        "legal-hold",
        "lifecycle",
        "logging",
        "metrics&id=x",
        "notification",
        "object-lock",
        "ownershipControls",
        "partNumber=a",
        "policy",
        "publicAccessBlock",
        "replication",
        "restore",
        "retention",
        "select",
        "tagging",
        "torrent",
        "unknown",
        "unknown&acl",
        "uploadId=x",
        "uploadId=x&partNumber=1",
        "uploads",
        "versionId=x",
        "versioning",
        "versions&version-id-marker=x",
        "website",
        "list-type=2&max-keys=x",
    ],
]
BODIES = (
    b"",
    b"text",
    b"<",
    b"<a/>",
    b"\x00\xff",
    b"{}",
    b"<a>" * 3000,
    b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b"<Tagging/>",
    b"<Retention><Mode>X</Mode></Retention>",
    b"<LegalHold/>",
    b"<Delete><Object/></Delete>",
    b"<LifecycleConfiguration><Rule/></LifecycleConfiguration>",
    b"<CompleteMultipartUpload><Part/></CompleteMultipartUpload>",
    b"<ReplicationConfiguration><Rule/></ReplicationConfiguration>",
)
HEADERS = (
    {"Range": "x"}, {"Range": "bytes=9-1"}, {"If-Modified-Since": "x"}, {"x-amz-copy-source": "x"}, {"x-amz-copy-source": "%ff/%ff"},
    {"x-amz-tagging": "%%%"}, {"x-amz-storage-class": "x"}, {"x-amz-server-side-encryption": "x"}, {"Content-MD5": "x"},
    {"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "arn:x"},
    {"x-amz-server-side-encryption-customer-key": "x"}, {"x-amz-object-lock-mode": "x"}, {"x-amz-object-lock-legal-hold": "x"},
    {"x-amz-object-lock-mode": "GOVERNANCE", "x-amz-object-lock-retain-until-date": "99999-01-01"}, {"x-amz-acl": "x"},
    {"x-amz-grant-read": "x"}, {"x-amz-checksum-crc32": "x"}, {"x-amz-sdk-checksum-algorithm": "x"}, {"Content-Encoding": "aws-chunked"},
    {"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, {"x-amz-expected-bucket-owner": "x"}, {"x-amz-object-attributes": "x"},
    {"Authorization": "x"}, {"Authorization": "AWS4-HMAC-SHA256 Credential=x"}, {"x-moto-account-id": "x"},
    {"Content-Type": "multipart/form-data"},
)  # fmt: skip


@pytest.fixture
def connection(aws: Aws) -> Iterator[http.client.HTTPConnection]:
    made = http.client.HTTPConnection("127.0.0.1", aws.running.port, timeout=10)
    yield made
    made.close()


@pytest.fixture
def bucket(aws: Aws) -> str:
    s3, name = aws.client("s3"), unique("wrong")
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket=name, Key="key", Body=b"body")
    return name


def answered(connection: http.client.HTTPConnection, method: str, target: str, body: bytes, headers: dict[str, str] | None = None) -> None:
    """Send one request and hold its answer: below 500 or 501, an XML document where there is a refusal with a body."""
    signed = f"AWS4-HMAC-SHA256 Credential={access_key(SOURCE)}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    connection.request(method, target, body, {"Authorization": signed, **(headers or {})})
    response = connection.getresponse()
    content = response.read()
    assert response.status < 500 or response.status == 501, (method, target, body[:80], headers, content[:200])
    if response.status >= 400 and content:
        assert ElementTree.fromstring(content).findtext("Code"), (method, target, content[:200])  # noqa: S314 - our own server wrote it


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"])
def test_any_sub_resource_with_any_body_is_answered(connection: http.client.HTTPConnection, bucket: str, method: str) -> None:
    for target in (f"/{bucket}", f"/{bucket}/key", f"/{bucket}/missing", "/no-such-bucket"):
        for name in SUBRESOURCES:
            for body in BODIES if method in {"PUT", "POST"} else (b"",):
                answered(connection, method, f"{target}?{name}", body)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD"])
def test_any_header_is_answered(connection: http.client.HTTPConnection, bucket: str, method: str) -> None:
    for target in (f"/{bucket}/key", f"/{bucket}/key?uploads", f"/{bucket}/key?attributes", f"/{bucket}?list-type=2"):
        for headers in HEADERS:
            answered(connection, method, target, b"body" if method in {"PUT", "POST"} else b"", headers)
