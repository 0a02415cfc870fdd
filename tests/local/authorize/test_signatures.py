"""Signatures: wrong secrets, unknown access keys and tokens of other sessions are refused by every service, in every form."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore.auth import HmacV1Auth, S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from tests.local.authorize.world import Case, client
from tests.local.server.wire import Answer, send, send_form

ACCOUNT = "818181818181"  # of these tests alone
CALLS: dict[str, Callable[[Any], object]] = {
    "s3": lambda made: made.list_buckets(),
    "s3control": lambda made: made.list_jobs(AccountId=ACCOUNT),
    "iam": lambda made: made.list_users(),
    "sts": lambda made: made.get_caller_identity(),
    "kms": lambda made: made.list_keys(),
    "sns": lambda made: made.list_topics(),
    "sqs": lambda made: made.list_queues(),
    "cloudwatch": lambda made: made.list_metrics(),
    "events": lambda made: made.list_rules(),
    "cloudtrail": lambda made: made.list_trails(),
    "organizations": lambda made: made.list_policies(Filter="SERVICE_CONTROL_POLICY"),
}
JSON = {"kms", "events", "cloudtrail", "organizations"}


def keys(secret: str = SECRET_KEY, key: str = access_key(ACCOUNT)) -> dict[str, str]:
    return {"AccessKeyId": key, "SecretAccessKey": secret}


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


@pytest.mark.parametrize("service", CALLS)
def test_a_wrong_secret_is_refused_by_every_service(service: str, authorizing_local_aws: LocalAws) -> None:
    code, message = refusal(lambda: CALLS[service](client(authorizing_local_aws.endpoint, service, keys("wrong"))))
    assert code == ("InvalidSignatureException" if service in JSON else "SignatureDoesNotMatch")
    assert message.startswith("The request signature we calculated does not match the signature you provided. Check your ")


@pytest.mark.parametrize("service", CALLS)
def test_an_unknown_access_key_is_refused_by_every_service(service: str, authorizing_local_aws: LocalAws) -> None:
    code, _ = refusal(lambda: CALLS[service](client(authorizing_local_aws.endpoint, service, keys(key="AKIANOBODYNOBODY0000"))))
    others = "UnrecognizedClientException" if service in JSON else "InvalidClientTokenId"
    assert code == {"s3": "InvalidAccessKeyId"}.get(service, others)


@pytest.mark.parametrize("service", sorted(set(CALLS) - {"organizations"}))
def test_the_right_secret_is_taken_by_every_service(service: str, authorizing_local_aws: LocalAws) -> None:
    CALLS[service](client(authorizing_local_aws.endpoint, service, keys()))


@pytest.fixture(scope="module")
def bucket(authorizing_local_aws: LocalAws) -> str:
    name = f"signed-{uuid.uuid4().hex[:12]}"
    client(authorizing_local_aws.endpoint, "s3", keys()).create_bucket(Bucket=name)
    return name


def s3(local: LocalAws, secret: str = SECRET_KEY, version: str = "s3v4") -> Any:
    return made_client(local.endpoint, access_key(ACCOUNT), secret, version)


@cache
def made_client(endpoint: str, key: str, secret: str, version: str) -> Any:
    config = Config(signature_version=version, proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return botocore.session.get_session().create_client(
        "s3", "us-east-1", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret, config=config
    )


def sent_url(method: str, url: str) -> Answer:
    parts = urlsplit(url)
    return send(parts.port or 0, method, f"{parts.path}?{parts.query}", body=b"x" if method == "PUT" else b"", signed=False)


KEYS = ["plain", "a b+c", "ä/ö", "%2F", "./a", "x/../b", "(1)*'~", "a=b&c;d,e"]


@pytest.mark.parametrize("version", ["s3v4", "s3"])
@pytest.mark.parametrize("key", KEYS)
def test_any_key_in_any_form_of_signature(key: str, version: str, bucket: str, authorizing_local_aws: LocalAws) -> None:
    right, wrong = (s3(authorizing_local_aws, secret, version) for secret in (SECRET_KEY, "wrong"))
    right.put_object(Bucket=bucket, Key=key, Body=b"body", Metadata={"note": "a  b"}, ContentType="text/plain")
    right.list_objects_v2(Bucket=bucket, Prefix=key, Delimiter="/")
    given = {"Bucket": bucket, "Key": key, "ResponseContentType": "text/x y"}
    assert sent_url("GET", right.generate_presigned_url("get_object", given)).body == b"body"
    assert refusal(lambda: wrong.put_object(Bucket=bucket, Key=key, Body=b"x"))[0] == "SignatureDoesNotMatch"
    answer = sent_url("GET", wrong.generate_presigned_url("get_object", given))
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")


def test_a_presigned_url_is_good_for_its_own_object_and_method_only(bucket: str, authorizing_local_aws: LocalAws) -> None:
    url = s3(authorizing_local_aws).generate_presigned_url("put_object", {"Bucket": bucket, "Key": "mine"})
    assert sent_url("PUT", url).status == 200
    for method, address in (("PUT", url.replace("/mine?", "/other?")), ("GET", url), ("PUT", url.replace("Expires=3600", "Expires=7200"))):
        assert sent_url(method, address).code == "SignatureDoesNotMatch", (method, address)


def test_the_age_of_a_presigned_url_is_a_condition(authorizing_local_aws: LocalAws) -> None:
    """S3 API Reference, "Amazon S3 Signature Version 4 Authentication Specific Policy Keys", s3:signatureAge in milliseconds."""
    deny = {"Deny": "s3:GetObject", "resource": "*", "condition": {"NumericGreaterThan": {"s3:signatureAge": "600000"}}}
    case = Case(authorizing_local_aws.endpoint, {"user": [{"Allow": "s3:GetObject", "resource": "*"}, deny]})
    case.set_up()
    given, now, key = {"Bucket": case.names["bucket"], "Key": "a"}, datetime.now(UTC), case.callers["user"]
    s3 = made_client(authorizing_local_aws.endpoint, key["AccessKeyId"], key["SecretAccessKey"], "s3v4")
    for minutes, status in ((0, 200), (9, 200), (11, 403)):
        with mock.patch("botocore.auth.get_current_datetime", return_value=now - timedelta(minutes=minutes)):
            url = s3.generate_presigned_url("get_object", given)
        assert sent_url("GET", url).status == status, minutes


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_form_is_good_with_the_secret_that_signed_its_policy(version: str, bucket: str, authorizing_local_aws: LocalAws) -> None:
    for secret, status in ((SECRET_KEY, 204), ("wrong", 403)):
        post = s3(authorizing_local_aws, secret, version).generate_presigned_post(bucket, "form")
        assert send_form(authorizing_local_aws.port, bucket, post["fields"]).status == status, secret


def test_a_host_may_name_the_bucket(bucket: str, authorizing_local_aws: LocalAws) -> None:
    host = f"{bucket}.s3.us-east-1.amazonaws.com"
    for signer, status in (
        (S3SigV4Auth(Credentials(access_key(ACCOUNT), SECRET_KEY), "s3", "us-east-1"), 200),
        (S3SigV4Auth(Credentials(access_key(ACCOUNT), "wrong"), "s3", "us-east-1"), 403),
    ):
        draft = AWSRequest("GET", f"http://{host}/", headers={"Host": host}, params={"list-type": "2"})
        signer.add_auth(draft)
        answer = send(authorizing_local_aws.port, "GET", "/?list-type=2", dict(draft.headers.items()), signed=False)
        assert answer.status == status
    second = HmacV1Auth(Credentials(access_key(ACCOUNT), SECRET_KEY))
    draft = AWSRequest("GET", f"http://{host}/", headers={"Host": host}, auth_path=f"/{bucket}/")
    second.add_auth(draft)
    assert send(authorizing_local_aws.port, "GET", "/", dict(draft.headers.items()), signed=False).status == 200


def test_the_refusal_shows_what_was_signed(bucket: str, authorizing_local_aws: LocalAws) -> None:
    with pytest.raises(ClientError) as refused:
        s3(authorizing_local_aws, "wrong").list_objects_v2(Bucket=bucket, Prefix="a/b")
    error = refused.value.response["Error"]
    assert error["CanonicalRequest"].startswith(f"GET\n/{bucket}\n")
    assert "prefix=a%2Fb" in error["CanonicalRequest"]
    assert (error["StringToSign"].splitlines()[0], error["AWSAccessKeyId"]) == ("AWS4-HMAC-SHA256", access_key(ACCOUNT))


def test_what_is_sent_must_be_signed(bucket: str, authorizing_local_aws: LocalAws) -> None:
    signer = S3SigV4Auth(Credentials(access_key(ACCOUNT), SECRET_KEY), "s3", "us-east-1")
    host = f"127.0.0.1:{authorizing_local_aws.port}"
    draft = AWSRequest("PUT", f"http://{host}/{bucket}/k", headers={"Host": host}, data=b"x")
    signer.add_auth(draft)
    added = {**dict(draft.headers.items()), "x-amz-acl": "public-read"}
    answer = send(authorizing_local_aws.port, "PUT", f"/{bucket}/k", added, b"x", signed=False)
    assert (answer.code, b"<HeadersNotSigned>x-amz-acl</HeadersNotSigned>" in answer.body) == ("AccessDenied", True)


@pytest.mark.parametrize("header", [
    "AWS4-HMAC-SHA256 Credential=x", "Basic dXNlcg==", "AWS nothing",
    # Version 4A has no Region in its scope, and an asymmetric signature.
    f"AWS4-ECDSA-P256-SHA256 Credential={access_key(ACCOUNT)}/20261129/s3/aws4_request, SignedHeaders=host, Signature=3045",
], ids=["incomplete", "Basic", "no key", "Version 4A"])  # fmt: skip
def test_an_authorization_that_is_none_is_not_anonymous(header: str, bucket: str, authorizing_local_aws: LocalAws) -> None:
    answer = send(authorizing_local_aws.port, "GET", f"/{bucket}", {"Authorization": header}, signed=False)
    assert (answer.status, answer.code) == (400, "AuthorizationHeaderMalformed")


def test_a_session_needs_its_own_token(bucket: str, authorizing_local_aws: LocalAws) -> None:
    sts = client(authorizing_local_aws.endpoint, "sts", keys())
    first, second = (sts.get_session_token()["Credentials"] for _ in range(2))
    endpoint = authorizing_local_aws.endpoint
    client(endpoint, "s3", first).list_objects_v2(Bucket=bucket)
    foreign, missing = {**first, "SessionToken": second["SessionToken"]}, {**first, "SessionToken": None}
    for credentials, of_s3 in ((foreign, "InvalidToken"), (missing, "InvalidAccessKeyId")):
        assert refusal(lambda given=credentials: client(endpoint, "s3", given).list_buckets())[0] == of_s3
        assert refusal(lambda given=credentials: client(endpoint, "sts", given).get_caller_identity())[0] == "InvalidClientTokenId"


def test_a_url_allows_no_header_that_was_not_signed(bucket: str, authorizing_local_aws: LocalAws) -> None:
    """S3 API Reference, "Authenticating Requests: Using Query Parameters": every x-amz-* header must be in X-Amz-SignedHeaders."""
    parts = urlsplit(s3(authorizing_local_aws).generate_presigned_url("put_object", {"Bucket": bucket, "Key": "mine"}))
    path = f"{parts.path}?{parts.query}"
    answer = send(authorizing_local_aws.port, "PUT", path, {"x-amz-tagging": "a=b"}, b"x", signed=False)
    assert (answer.status, answer.code) == (403, "AccessDenied")


def test_a_presigned_identity_is_the_callers_and_expires(authorizing_local_aws: LocalAws) -> None:
    sts = client(authorizing_local_aws.endpoint, "sts", keys())
    arn, now = sts.get_caller_identity()["Arn"].encode(), datetime.now(UTC)
    for minutes, status, said in ((0, 200, arn), (14, 200, arn), (16, 403, b"Signature expired")):
        with mock.patch("botocore.auth.get_current_datetime", return_value=now - timedelta(minutes=minutes)):
            answer = sent_url("GET", sts.generate_presigned_url("get_caller_identity", HttpMethod="GET"))
        assert (answer.status, said in answer.body) == (status, True), minutes


def test_the_body_is_signed_also_where_a_header_has_another_digest(authorizing_local_aws: LocalAws) -> None:
    body, host = b"Action=GetCallerIdentity&Version=2011-06-15", f"127.0.0.1:{authorizing_local_aws.port}"
    headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded", "x-amz-content-sha256": sha256(body).hexdigest()}
    draft = AWSRequest("POST", f"http://{host}/", headers=headers, data=body)
    SigV4Auth(Credentials(access_key(ACCOUNT), SECRET_KEY), "sts", "us-east-1").add_auth(draft)
    for sent, status in ((body, 200), (body.replace(b"GetCallerIdentity", b"GetSessionToken"), 403)):
        assert send(authorizing_local_aws.port, "POST", "/", dict(draft.headers.items()), sent, signed=False).status == status


def test_a_presigned_request_may_have_no_second_signature(bucket: str, authorizing_local_aws: LocalAws) -> None:
    """Public report: catalyst/moodle-tool_objectfs#303."""
    local = authorizing_local_aws
    url = urlsplit(s3(local).generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a"}))
    for query in (url.query, "Signature=x&AWSAccessKeyId=y&Expires=4000000000"):
        answer = send(local.port, "GET", f"{url.path}?{query}")
        assert (answer.status, answer.code) == (400, "InvalidArgument")
        assert b"<Message>Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, " in answer.body


def test_a_form_without_a_policy_is_anonymous(bucket: str, authorizing_local_aws: LocalAws) -> None:
    """API Reference, "POST Object", policy: "Requests without a security policy are considered anonymous"."""
    for fields in ({"AWSAccessKeyId": access_key(ACCOUNT), "signature": "x"}, {"x-amz-signature": "x"}, {}):
        answer = send_form(authorizing_local_aws.port, bucket, {"key": "form", **fields})
        assert (answer.status, answer.code, b"<Message>Access Denied</Message>" in answer.body) == (403, "AccessDenied", True)


def test_a_wrong_secret_is_refused_in_json_where_the_service_speaks_it(authorizing_local_aws: LocalAws) -> None:
    for service, method in (("lambda", "list_functions"), ("logs", "describe_log_groups")):
        code, message = refusal(getattr(client(authorizing_local_aws.endpoint, service, keys("wrong")), method))
        assert (code, message[:51]) == ("InvalidSignatureException", "The request signature we calculated does not match ")
