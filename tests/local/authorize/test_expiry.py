"""Sessions end, by the machine's time; a session of STS lasts 15 minutes at least, so the directory here is one of our own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from s3_replication.iam import Principal, PrincipalKind
from s3_replication.local import LocalAws
from s3_replication.local.authorize import RequestAuthorizer
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.ports.authorization import CallerAccess, ServiceRefusal
from s3_replication.local.s3.errors import S3Error
from tests.local.authorize.world import Case

END = datetime(2026, 11, 29, tzinfo=UTC)
SESSION = CallerAccess(Principal(PrincipalKind.ROOT, "arn:aws:iam::111111111111:root", "111111111111"), expires=END)
LIST_ROLES = HttpRequest("POST", "iam.amazonaws.com", "/", "", {"content-type": "application/x-www-form-urlencoded"},
                         b"Action=ListRoles&Version=2010-05-08")  # fmt: skip
LIST_BUCKETS = HttpRequest("GET", "s3.us-east-1.amazonaws.com", "/", "", {})


class OneSession:
    """A directory in which everybody is one session, and nothing else exists."""

    def caller(self, _access_key: str | None, _partition: str) -> CallerAccess:
        return SESSION

    def controls(self, _account: str) -> None:
        return None

    resource = bucket = controls


def authorizer(now: datetime) -> RequestAuthorizer:
    directory: Any = OneSession()
    return RequestAuthorizer(directory, lambda: END, lambda: now)


def test_a_session_that_has_ended_is_refused() -> None:
    with pytest.raises(S3Error, match="ExpiredToken: The provided token has expired"):
        authorizer(END).check("s3", LIST_BUCKETS, "ASIA", "us-east-1")
    with pytest.raises(ServiceRefusal, match="ExpiredToken: The security token included in the request is expired"):
        authorizer(END).check("iam", LIST_ROLES, "ASIA", "us-east-1")


def test_a_session_that_has_not_ended_is_not() -> None:
    before = authorizer(END - timedelta(seconds=1))
    before.check("s3", LIST_BUCKETS, "ASIA", "us-east-1")
    before.check("iam", LIST_ROLES, "ASIA", "us-east-1")


def test_a_session_outlives_a_move_of_the_local_clock(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {"role": {"identity": [{"Allow": "s3:GetObject", "resource": "*"}]}})
    case.set_up()
    authorizing_local_aws.control.advance(2 * 3600)
    case.row["calls"] = [{"as": "session", "do": "s3.get_object", "with": {"Key": "a"}}]
    assert case.judge() == []
