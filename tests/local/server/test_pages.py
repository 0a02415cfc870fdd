"""No web page drives the local AWS: what a browser sends for a page, with and without the bucket's consent."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.local.conftest import Aws, unique
from tests.local.server.wire import send

EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
SNS = "/?X-Amz-Credential=" + quote("AKIA111111111111TEST/20261126/us-east-1/sns/aws4_request", safe="")
TOPIC = b"Action=CreateTopic&Name=evil&Version=2010-03-31"


@pytest.fixture(scope="module")
def bucket(aws: Aws) -> str:
    """A bucket that lets one page read, one page with a wildcard write, and none delete."""
    s3, name = aws.client("s3"), unique("pages")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    rules = [{"AllowedOrigins": ["https://app.example"], "AllowedMethods": ["GET"]},
             {"AllowedOrigins": ["https://*.good.example"], "AllowedMethods": ["PUT", "POST"]}]  # fmt: skip
    s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})
    s3.create_bucket(Bucket=f"{name}-other")
    s3.put_object(Bucket=f"{name}-other", Key="secret", Body=b"x")
    return name


REQUESTS: dict[str, tuple[str, str, dict[str, str], int]] = {
    "a page resets": ("POST", "/_local/reset", {**EVIL, "Content-Type": "text/plain"}, 403),
    "a page resets with JSON": ("POST", "/_local/reset", {**EVIL, **JSON}, 403),
    "a page reads the record": ("GET", "/_local/recorded", EVIL, 403),
    "a page of another port of localhost": ("POST", "/_local/pause", {**JSON, "Origin": "http://localhost:3000"}, 403),
    "a page without an origin": ("POST", "/_local/pause", {**JSON, "Origin": "null"}, 403),
    "a browser that sends no origin": ("POST", "/_local/pause", {**JSON, "Sec-Fetch-Site": "same-site"}, 403),
    "a form of an old browser": ("POST", "/_local/reset", FORM, 415),
    "nothing that forces a preflight": ("POST", "/_local/clock", {"Content-Type": "text/plain; a=application/json"}, 415),
    "no content type": ("DELETE", "/_local/fault", {}, 415),
    "our client": ("DELETE", "/_local/fault", {"Content-Type": "application/json; charset=utf-8"}, 200),
    "a look": ("GET", "/_local/health", {}, 200),
    "a page plants an object": ("PUT", "/{bucket}/planted", EVIL, 403),
    "a page posts a form": ("POST", "/{bucket}", {**EVIL, "Content-Type": "multipart/form-data; boundary=x"}, 403),
    "an image of a page": ("GET", "/{bucket}/k", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"}, 403),
    "a page lists the buckets": ("GET", "/", EVIL, 403),
    "a page that may read": ("GET", "/{bucket}/k", {"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}, 200),
    "a page that may read does not write": ("PUT", "/{bucket}/k2", {"Origin": "https://app.example"}, 403),
    "a page that may write": ("PUT", "/{bucket}/k2", {"Origin": "https://x.good.example", "Sec-Fetch-Site": "cross-site"}, 200),
    "a page that may write does not copy from another bucket":
        ("PUT", "/{bucket}/k3", {"Origin": "https://x.good.example", "x-amz-copy-source": "/{bucket}-other/secret"}, 403),
    "a page that may write does not configure the bucket": ("PUT", "/{bucket}?policy", {"Origin": "https://x.good.example"}, 403),
    "a page that may write does not delete": ("DELETE", "/{bucket}/k", {"Origin": "https://x.good.example"}, 403),
    "an address that a person typed": ("GET", "/{bucket}/k", {"Sec-Fetch-Site": "none"}, 200),
    "a page from the local AWS itself": ("GET", "/{bucket}/k", {"Origin": "http://{host}", "Sec-Fetch-Site": "same-origin"}, 200),
}  # fmt: skip


@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_page_is_answered_only_as_the_bucket_allows(request_name: str, aws: Aws, bucket: str) -> None:
    method, path, headers, status = REQUESTS[request_name]
    port = aws.running.port
    given = {name: value.format(host=f"127.0.0.1:{port}", bucket=bucket) for name, value in headers.items()}
    assert send(port, method, path.format(bucket=bucket), given).status == status


@pytest.mark.parametrize("headers", [EVIL | FORM, FORM], ids=["a page", "an old browser's page"])
def test_a_scope_without_a_signature_names_no_service(headers: dict[str, str], aws: Aws) -> None:
    send(aws.running.port, "POST", SNS, headers, TOPIC, signed=False)
    topics: list[dict[str, Any]] = aws.client("sns").list_topics()["Topics"]
    assert not [topic for topic in topics if topic["TopicArn"].endswith(":evil")]


@pytest.mark.parametrize("path", ["/{bucket}?list-type=2", "/{bucket}?versions", "/{bucket}/k", "/{bucket}/k?tagging", "/{bucket}/none"])
def test_a_page_that_may_read_is_told_so(path: str, aws: Aws, bucket: str) -> None:
    answer = send(aws.running.port, "GET", path.format(bucket=bucket), {"Origin": "https://app.example"})
    assert "\r\nAccess-Control-Allow-Origin: https://app.example\r\n" in f"{answer.head}\r\n"
    assert answer.head.count("Access-Control-Allow-Origin") == 1
