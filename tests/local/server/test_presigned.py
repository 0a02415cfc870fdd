"""Presigned requests expire, as S3's do; the machine's time counts, not the clock of the local AWS."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.presigned import check_presigned
from tests.local.conftest import Aws, unique
from tests.local.server.wire import send

NOW = datetime(2026, 11, 29, 12, 0, 0, tzinfo=UTC)
SIGNED = {"X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": "AKIA111111111111TEST/20261129/us-east-1/s3/aws4_request",
          "X-Amz-Date": "20261129T110000Z", "X-Amz-Expires": "3600", "X-Amz-SignedHeaders": "host", "X-Amz-Signature": "0"}  # fmt: skip
OLD = {"AWSAccessKeyId": "AKIA111111111111TEST", "Signature": "0"}
QUERY = "AuthorizationQueryParametersError: "
WRONG: dict[str, tuple[Mapping[str, str], str]] = {
    "no number": ({**SIGNED, "X-Amz-Expires": "1h"}, QUERY + "X-Amz-Expires should be a number"),
    "digits of another script": ({**SIGNED, "X-Amz-Expires": "٣"}, QUERY + "X-Amz-Expires should be a number"),
    "negative": ({**SIGNED, "X-Amz-Expires": "-1"}, QUERY + "X-Amz-Expires must be non-negative"),
    "more than a week": ({**SIGNED, "X-Amz-Expires": "604801"}, QUERY + "X-Amz-Expires must be less than a week"),
    "a huge number": ({**SIGNED, "X-Amz-Expires": "9" * 5000}, QUERY + "X-Amz-Expires must be less than a week"),
    "no date": ({**SIGNED, "X-Amz-Date": "yesterday"}, QUERY + "X-Amz-Date must be in the ISO8601 Long Format"),
    "a parameter is missing":
        ({name: value for name, value in SIGNED.items() if name != "X-Amz-Expires"}, QUERY + "Query-string auth"),
    "signed in the future": ({**SIGNED, "X-Amz-Date": "20261129T121501Z"}, "AccessDenied: Request is not valid yet"),
    "expired": ({**SIGNED, "X-Amz-Date": "20261129T105959Z"}, "AccessDenied: Request has expired"),
    "expired, version 2": ({**OLD, "Expires": str(int(NOW.timestamp()) - 1)}, "AccessDenied: Request has expired"),
    "no time, version 2": ({**OLD, "Expires": "soon"}, "AccessDenied: Invalid date"),
    "beyond all times, version 2": ({**OLD, "Expires": "9" * 30}, "AccessDenied: Invalid date"),
}  # fmt: skip
RIGHT: dict[str, Mapping[str, str]] = {
    "until now": SIGNED,
    "a week": {**SIGNED, "X-Amz-Date": "20261122T120000Z", "X-Amz-Expires": "604800"},
    "a client whose clock is fast": {**SIGNED, "X-Amz-Date": "20261129T121500Z"},
    "version 2": {**OLD, "Expires": str(int(NOW.timestamp()))},
    "not presigned": {"X-Amz-Expires": "-1"},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_refused(name: str) -> None:
    query, message = WRONG[name]
    with pytest.raises(S3Error) as refused:
        check_presigned(urlencode(query), NOW)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_valid(name: str) -> None:
    check_presigned(urlencode(RIGHT[name]), NOW)


def test_the_local_aws_refuses_an_expired_request_as_s3_does(aws: Aws) -> None:
    s3, name = aws.client("s3"), unique("presigned")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    signed = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y%m%dT%H%M%SZ")
    for seconds, status in (("3600", 403), ("86400", 200)):
        answer = send(aws.running.port, "GET", f"/{name}/k?{urlencode({**SIGNED, 'X-Amz-Date': signed, 'X-Amz-Expires': seconds})}",
                      signed=False)  # fmt: skip
        assert answer.status == status
        if status == 403:
            assert b"<Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires><Expires>" in answer.body
