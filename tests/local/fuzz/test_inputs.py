"""Whatever is sent as a configuration or a policy, the answer is S3's (or the service's) own: never a 500, never a traceback, never a hang.

`HYPOTHESIS_PROFILE=long` makes it a long run (`make fuzz`).
"""

import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SUBRESOURCES = (
    "accelerate",
    "acl",
    "analytics&id=a",
    "cors",
    "encryption",
    "intelligent-tiering&id=a",
    "inventory&id=a",
    "lifecycle",
    "logging",
    "metrics&id=a",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "tagging",
    "versioning",
    "website",
)
ROOTS = (
    "ReplicationConfiguration",
    "LifecycleConfiguration",
    "VersioningConfiguration",
    "NotificationConfiguration",
    "Tagging",
    "CORSConfiguration",
    "ServerSideEncryptionConfiguration",
    "ObjectLockConfiguration",
    "AccessControlPolicy",
    "BucketLoggingStatus",
    "OwnershipControls",
)
NAMES = (
    "Role",
    "Rule",
    "ID",
    "Status",
    "Priority",
    "Filter",
    "Prefix",
    "And",
    "Tag",
    "Key",
    "Value",
    "Destination",
    "Bucket",
    "Account",
    "Metrics",
    "ReplicationTime",
    "Time",
    "Minutes",
    "EventThreshold",
    "SourceSelectionCriteria",
    "SseKmsEncryptedObjects",
    "DeleteMarkerReplication",
    "TagSet",
    "Expiration",
    "Days",
    "Transition",
    "QueueConfiguration",
    "Queue",
    "Event",
    "CORSRule",
    "AllowedMethod",
    "Grantee",
    "Owner",
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", "Enabled", "Disabled", "enabled", "1", "-1", "99999999999999999999", "arn:aws:s3:::b", "arn:aws:iam::111111111111:role/r"]
    ),
    st.text(max_size=20),
)


def element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"


def escaped(text: str) -> str:
    return "".join(character for character in text if character >= " ").replace("&", "&amp;").replace("<", "&lt;")


LEAVES = st.builds(lambda name, text: element(name, escaped(text)), st.sampled_from(NAMES), TEXTS)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(lambda name, parts: element(name, "".join(parts)), st.sampled_from(NAMES), st.lists(inner, max_size=4)),
    max_leaves=12,
)
DOCUMENTS = st.builds(lambda root, parts: element(root, "".join(parts)), st.sampled_from(ROOTS), st.lists(TREES, max_size=4))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Version", "Statement", "Effect", "Action", "Resource", "Principal", "Condition", "Sid", "AWS", "StringEquals"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)
BODIES = st.one_of(
    DOCUMENTS.map(str.encode),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=200),
    DOCUMENTS.map(lambda text: text.encode()[:-3]),
)
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


class Raw:
    """Raw requests on one connection, with a time limit that a hang would break."""

    def __init__(self, endpoint: str) -> None:
        self.address = urlsplit(endpoint)
        self.connection = http.client.HTTPConnection(str(self.address.hostname), self.address.port, timeout=20)

    def send(self, method: str, path: str, body: bytes, service: str, **headers: str) -> tuple[int, bytes]:
        scope = (
            f"AWS4-HMAC-SHA256 Credential=AKIA111111111111TEST/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, {"Authorization": scope, **named})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


@pytest.fixture(scope="module")
def raw(aws: Any) -> Iterator[Raw]:
    found = Raw(aws.running.endpoint)
    yield found
    found.connection.close()


@pytest.fixture(scope="module")
def bucket(aws: Any, name: Callable[[str], str]) -> str:
    made = name("fuzz")
    aws.client("s3").create_bucket(Bucket=made)
    aws.client("s3").put_bucket_versioning(Bucket=made, VersioningConfiguration={"Status": "Enabled"})
    return made


def proper(status: int, body: bytes) -> bool:
    return (status < 500 or status == 501) and b"Traceback" not in body


@relaxed
@given(subresource=st.sampled_from(SUBRESOURCES), body=BODIES)
def test_any_bucket_configuration_gets_an_answer_of_s3s(subresource: str, body: bytes, raw: Raw, bucket: str) -> None:
    status, answer = raw.send("PUT", f"/{bucket}?{subresource}", body, "s3")
    assert proper(status, answer), (status, answer)
    if status >= 400:
        assert b"<Code>" in answer
    status, answer = raw.send("GET", f"/{bucket}?{subresource}", b"", "s3")
    assert proper(status, answer), (status, answer)


@relaxed
@given(
    subresource=st.sampled_from(["tagging", "acl", "retention", "legal-hold", "uploads", "restore", "delete"]),
    body=BODIES,
    key=st.text(max_size=8),
)
def test_any_object_document_gets_an_answer_of_s3s(subresource: str, body: bytes, key: str, raw: Raw, bucket: str) -> None:
    method = "POST" if subresource in {"uploads", "restore", "delete"} else "PUT"
    path = f"/{bucket}/{quote(key.encode('utf-8', 'replace'), safe='')}"
    raw.send("PUT", path, b"x", "s3")
    status, answer = raw.send(method, f"{path if subresource != 'delete' else '/' + bucket}?{subresource}", body, "s3")
    assert proper(status, answer), (status, answer)


@relaxed
@given(document=JSON, operation=st.sampled_from(["role", "policy", "key", "bucket policy"]))
def test_any_policy_gets_an_answer(document: object, operation: str, raw: Raw, bucket: str) -> None:
    text = json.dumps(document)
    if operation == "role":
        body = f"Action=CreateRole&Version=2010-05-08&RoleName=fuzz&AssumeRolePolicyDocument={quote(text)}".encode()
        status, answer = raw.send("POST", "/", body, "iam", Content_Type="application/x-www-form-urlencoded")
        raw.send(
            "POST", "/", b"Action=DeleteRole&Version=2010-05-08&RoleName=fuzz", "iam", Content_Type="application/x-www-form-urlencoded"
        )
    elif operation == "policy":
        body = f"Action=CreatePolicy&Version=2010-05-08&PolicyName=fuzz&PolicyDocument={quote(text)}".encode()
        status, answer = raw.send("POST", "/", body, "iam", Content_Type="application/x-www-form-urlencoded")
    elif operation == "key":
        sent = json.dumps({"Policy": text}).encode()
        status, answer = raw.send(
            "POST", "/", sent, "kms", X_Amz_Target="TrentService.CreateKey", Content_Type="application/x-amz-json-1.1"
        )
    else:
        status, answer = raw.send("PUT", f"/{bucket}?policy", text.encode(), "s3")
    assert proper(status, answer), (operation, status, answer)


@relaxed
@given(
    service=st.sampled_from(["iam", "kms", "sts", "sqs", "sns", "monitoring", "events", "s3", "dynamodb", "nothing"]),
    target=st.sampled_from(["", "TrentService.CreateKey", "TrentService.Nothing", "AmazonSQS.CreateQueue", "X"]),
    body=st.one_of(BODIES, st.text(max_size=60).map(lambda text: f"Action={quote(text)}&Version=1".encode())),
)
def test_any_call_of_any_service_gets_an_answer(service: str, target: str, body: bytes, raw: Raw) -> None:
    more = {"X_Amz_Target": target} if target else {"Content_Type": "application/x-www-form-urlencoded"}
    status, answer = raw.send("POST", "/", body, service, **more)
    assert proper(status, answer), (service, target, status, answer)
